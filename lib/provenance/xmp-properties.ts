/** Tags of one packet beyond which nothing is read. */
const MAX_TAGS = 20_000;
/** Longest value that is handed on. */
const MAX_VALUE = 200;

/**
 * Every value of one property in an XMP packet, as found: an attribute, the text of an element, or its
 * `rdf:resource`. A name counts only under a prefix that the packet binds to `namespace`; comments, processing
 * instructions and CDATA are no markup. Linear in the length of the packet; answers what it has when the markup
 * breaks.
 */
export function xmpProperties(packet: string, namespace: string, property: string): readonly string[] {
  const names = new Set(prefixesOf(packet, namespace).map((prefix) => `${prefix}:${property}`));
  const values: string[] = [];
  for (const { name, attributes, textAfter } of tags(packet)) {
    for (const [attribute, value] of attributes) {
      if (names.has(attribute) || (names.has(name) && attribute === 'rdf:resource')) values.push(value);
    }
    if (names.has(name) && textAfter !== '') values.push(textAfter);
  }
  return values.map((value) => value.slice(0, MAX_VALUE));
}

interface Tag {
  readonly name: string;
  readonly attributes: readonly (readonly [name: string, value: string])[];
  /** Text up to the next tag, trimmed. */
  readonly textAfter: string;
}

function prefixesOf(packet: string, namespace: string): readonly string[] {
  const prefixes: string[] = [];
  for (const { attributes } of tags(packet)) {
    for (const [name, value] of attributes) {
      if (name.startsWith('xmlns:') && value === namespace) prefixes.push(name.slice('xmlns:'.length));
    }
  }
  return prefixes;
}

/** Opening and empty tags in order. */
function* tags(packet: string): Generator<Tag> {
  let at = packet.indexOf('<');
  for (let count = 0; at !== -1 && count < MAX_TAGS; count++) {
    const skipped = afterNonMarkup(packet, at);
    if (skipped !== undefined) {
      if (skipped === -1) return;
      at = packet.indexOf('<', skipped);
      continue;
    }
    const end = tagEnd(packet, at);
    if (end === -1) return;
    const next = packet.indexOf('<', end);
    const content = packet.slice(at + 1, packet[end - 1] === '/' ? end - 1 : end);
    if (!content.startsWith('/')) {
      const name = /^[^\s]*/.exec(content)?.[0] ?? '';
      const textAfter = packet.slice(end + 1, next === -1 ? end + 1 : next).trim();
      yield { name, attributes: attributesOf(content.slice(name.length)), textAfter };
    }
    at = next;
  }
}

/** Where a comment, CDATA section, declaration or instruction at `at` ends; −1 where it never does. */
function afterNonMarkup(packet: string, at: number): number | undefined {
  const KINDS = [
    ['<!--', '-->'],
    ['<![CDATA[', ']]>'],
    ['<?', '?>'],
    ['<!', '>'],
  ] as const;
  const kind = KINDS.find(([start]) => packet.startsWith(start, at));
  if (kind === undefined) return undefined;
  const [start, end] = kind;
  const found = packet.indexOf(end, at + start.length);
  return found === -1 ? -1 : found + end.length;
}

/** The `>` that ends the tag at `at`; one inside quotes does not. */
function tagEnd(packet: string, at: number): number {
  let quote = '';
  for (let i = at + 1; i < packet.length; i++) {
    const character = packet[i] ?? '';
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") {
      quote = character;
    } else if (character === '>') {
      return i;
    }
  }
  return -1;
}

/** The look-behind keeps this linear: a name is tried at its first character only. */
function attributesOf(content: string): readonly (readonly [string, string])[] {
  return [...content.matchAll(/(?<![^\s="'<>/])([^\s="'<>/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map(
    ([, name = '', double, single]) => [name, (double ?? single ?? '').trim()] as const,
  );
}
