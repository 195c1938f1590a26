import { isRecord } from '../core/is-record.ts';
import { queryAll } from './dom.ts';

/** One object of JSON-LD, as the page wrote it. */
export type JsonLdNode = Readonly<Record<string, unknown>>;

export const JSON_LD_SCRIPTS = 'script[type="application/ld+json"]';

const MAX_SCRIPTS = 10;
/** Of one script, in UTF-16 units. */
const MAX_LENGTH = 256 * 1_024;
const MAX_NODES = 200;

/**
 * Objects of the page's JSON-LD, those of a script before those inside them; bad JSON gives none. `of-their-own` are
 * the objects that stand by themselves; `all` are also those that another one names: an author, an image.
 */
export function jsonLdNodes(document: Document, which: 'of-their-own' | 'all'): readonly JsonLdNode[] {
  const nodes: JsonLdNode[] = [];
  const waiting: unknown[] = [];
  for (const script of queryAll(document, JSON_LD_SCRIPTS).slice(0, MAX_SCRIPTS)) {
    const text = script.textContent ?? '';
    if (text.length <= MAX_LENGTH) waiting.push(parse(text));
  }
  for (let at = 0; at < waiting.length && nodes.length < MAX_NODES; at += 1) {
    const value = waiting[at];
    if (Array.isArray(value)) waiting.push(...value.slice(0, MAX_NODES));
    else if (isRecord(value)) {
      nodes.push(value);
      waiting.push(...(which === 'all' ? Object.values(value).slice(0, MAX_NODES) : [value['@graph']]));
    }
  }
  return nodes;
}

export function isOfType(node: JsonLdNode, types: ReadonlySet<string>): boolean {
  return [node['@type']].flat().some((type) => typeof type === 'string' && types.has(type));
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // Pages ship broken JSON-LD every day; it says nothing then.
    return undefined;
  }
}
