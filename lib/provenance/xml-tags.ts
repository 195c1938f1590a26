/** One tag of a text in XML. */
export interface XmlTag {
  readonly name: string;
  readonly kind: 'open' | 'close' | 'empty';
  readonly attributes: readonly (readonly [name: string, value: string])[];
  /** Text up to the next tag, trimmed. */
  readonly textAfter: string;
  /** Where it begins, and the first place after it. */
  readonly start: number;
  readonly end: number;
}

/** Tags of one text beyond which nothing is read. */
const MAX_TAGS = 20_000;
/** Attributes of one tag beyond which none is read. */
const MAX_ATTRIBUTES = 1024;

/**
 * Tags in order, each with the text behind it. Comments, CDATA, declarations and instructions are no markup. Linear in
 * the length of the text; ends where the markup breaks.
 */
export function* xmlTags(xml: string): Generator<XmlTag> {
  let at = xml.indexOf('<');
  for (let count = 0; at !== -1 && count < MAX_TAGS; count++) {
    const skipped = afterNonMarkup(xml, at);
    if (skipped !== undefined) {
      if (skipped === -1) return;
      at = xml.indexOf('<', skipped);
      continue;
    }
    const end = tagEnd(xml, at);
    if (end === -1) return;
    const next = xml.indexOf('<', end);
    const kind = xml[at + 1] === '/' ? 'close' : xml[end - 1] === '/' ? 'empty' : 'open';
    const content = xml.slice(at + (kind === 'close' ? 2 : 1), kind === 'empty' ? end - 1 : end);
    const name = /^[^\s]*/.exec(content)?.[0] ?? '';
    const textAfter = xml.slice(end + 1, next === -1 ? end + 1 : next).trim();
    yield { name, kind, attributes: kind === 'close' ? [] : attributesOf(content.slice(name.length)), textAfter, start: at, end: end + 1 };
    at = next;
  }
}

/** Where a comment, CDATA section, declaration or instruction at `at` ends; −1 where it never does. */
function afterNonMarkup(xml: string, at: number): number | undefined {
  const KINDS = [
    ['<!--', '-->'],
    ['<![CDATA[', ']]>'],
    ['<?', '?>'],
    ['<!', '>'],
  ] as const;
  const kind = KINDS.find(([start]) => xml.startsWith(start, at));
  if (kind === undefined) return undefined;
  const [start, end] = kind;
  const found = xml.indexOf(end, at + start.length);
  return found === -1 ? -1 : found + end.length;
}

/** The `>` that ends the tag at `at`; one inside quotes does not. */
function tagEnd(xml: string, at: number): number {
  let quote = '';
  for (let i = at + 1; i < xml.length; i++) {
    const character = xml[i] ?? '';
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
  const found: (readonly [string, string])[] = [];
  for (const [, name = '', double, single] of content.matchAll(/(?<![^\s="'<>/])([^\s="'<>/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    if (found.length === MAX_ATTRIBUTES) break;
    found.push([name, double ?? single ?? '']);
  }
  return found;
}
