import { decodeEntities } from './decode-entities.ts';
import { xmlTags, type XmlTag } from './xml-tags.ts';

/** One property of an XMP packet. */
export interface XmpField {
  /** Address that the property's prefix is bound to where it stands. */
  readonly namespace: string;
  readonly name: string;
  /** Trimmed, with its entities decoded. */
  readonly text: string;
}

const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';

/** Elements within each other, and properties of one packet, beyond which nothing is read. */
const MAX_DEPTH = 64;
const MAX_FIELDS = 4096;

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
  for (const tag of xmlTags(packet)) {
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

function bindingsOf({ attributes }: XmlTag): ReadonlyMap<string, string> {
  const XMLNS = 'xmlns:';
  return new Map(attributes.flatMap(([name, value]) => (name.startsWith(XMLNS) ? [[name.slice(XMLNS.length), decodeEntities(value)] as const] : [])));
}
