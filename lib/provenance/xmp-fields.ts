import { decodeEntities } from './decode-entities.ts';

/** One property of an XMP packet. */
export interface XmpField {
  /** Address that the property's prefix is bound to where it stands. */
  readonly namespace: string;
  readonly name: string;
  /** Trimmed, with its entities decoded. */
  readonly text: string;
}

const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';

/** Tags of one packet beyond which nothing is read, elements within each other, and properties. */
const MAX_TAGS = 20_000;
const MAX_DEPTH = 64;
const MAX_FIELDS = 4096;
/** Attributes of one tag beyond which none is read. */
const MAX_ATTRIBUTES = 1024;

interface Tag {
  readonly name: string;
  readonly kind: 'open' | 'close' | 'empty';
  readonly attributes: readonly (readonly [name: string, value: string])[];
  /** Text up to the next tag. */
  readonly textAfter: string;
}

/** An element that is open, with the prefixes that it binds itself. */
interface Frame {
  readonly name: string;
  readonly bindings: ReadonlyMap<string, string>;
}

/**
 * The properties of an XMP packet, as found: attributes, texts of elements and of the items in them, and
 * `rdf:resource`. A name counts only under a prefix that is bound where it stands; comments, processing instructions
 * and CDATA are no markup. Linear in the length of the packet; answers what it has when the markup breaks.
 */
export function xmpFields(packet: string): readonly XmpField[] {
  const fields: XmpField[] = [];
  const stack: Frame[] = [];
  for (const tag of tags(packet)) {
    if (tag.kind === 'close') {
      if (stack.at(-1)?.name !== tag.name) return fields;
      stack.pop();
    } else {
      stack.push({ name: tag.name, bindings: bindingsOf(tag) });
      if (stack.length > MAX_DEPTH) return fields;
      for (const [attribute, value] of tag.attributes) add(attribute === 'rdf:resource' ? ownerOf(stack) : resolve(attribute, stack), value);
      if (tag.kind === 'empty') stack.pop();
    }
    if (tag.textAfter !== '') add(ownerOf(stack), tag.textAfter);
    if (fields.length >= MAX_FIELDS) return fields;
  }
  return fields;

  function add(owner: Pick<XmpField, 'namespace' | 'name'> | undefined, text: string): void {
    if (owner !== undefined && owner.namespace !== RDF) fields.push({ ...owner, text: decodeEntities(text).trim() });
  }
}

/** The property that text or a resource at this place belongs to: containers and items of RDF belong to what they are in. */
function ownerOf(stack: readonly Frame[]): Pick<XmpField, 'namespace' | 'name'> | undefined {
  for (let i = stack.length - 1; i >= 0; i--) {
    const owner = resolve(stack[i]!.name, stack);
    if (owner === undefined) return undefined;
    if (owner.namespace !== RDF) return owner;
  }
  return undefined;
}

function resolve(name: string, stack: readonly Frame[]): Pick<XmpField, 'namespace' | 'name'> | undefined {
  const colon = name.indexOf(':');
  if (colon < 1) return undefined;
  const prefix = name.slice(0, colon);
  for (let i = stack.length - 1; i >= 0; i--) {
    const namespace = stack[i]!.bindings.get(prefix);
    if (namespace !== undefined) return { namespace, name: name.slice(colon + 1) };
  }
  return undefined;
}

function bindingsOf({ attributes }: Tag): ReadonlyMap<string, string> {
  const XMLNS = 'xmlns:';
  return new Map(attributes.flatMap(([name, value]) => (name.startsWith(XMLNS) ? [[name.slice(XMLNS.length), decodeEntities(value)] as const] : [])));
}

/** Tags in order, each with the text behind it. */
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
    const kind = packet[at + 1] === '/' ? 'close' : packet[end - 1] === '/' ? 'empty' : 'open';
    const content = packet.slice(at + (kind === 'close' ? 2 : 1), kind === 'empty' ? end - 1 : end);
    const name = /^[^\s]*/.exec(content)?.[0] ?? '';
    const textAfter = packet.slice(end + 1, next === -1 ? end + 1 : next).trim();
    yield { name, kind, attributes: kind === 'close' ? [] : attributesOf(content.slice(name.length)), textAfter };
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
  const found: (readonly [string, string])[] = [];
  for (const [, name = '', double, single] of content.matchAll(/(?<![^\s="'<>/])([^\s="'<>/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    if (found.length === MAX_ATTRIBUTES) break;
    found.push([name, double ?? single ?? '']);
  }
  return found;
}
