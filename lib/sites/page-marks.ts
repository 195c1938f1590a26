import { MAX_MARK_TEXT, MAX_PAGE_MARKS } from '../core/post.ts';
import { attributeOf } from './dom.ts';
import { isOfType, jsonLdNodes } from './json-ld.ts';
import { parseWebAddress, type Place } from './page-facts.ts';

/**
 * What a page's JSON-LD says of how single things were made: values of `digitalSourceType`, as found, by each absolute
 * address that it gives for the thing. It speaks for what has that very address and for nothing else on the page.
 */
export type PageMarks = ReadonlyMap<string, readonly string[]>;

export const NO_PAGE_MARKS: PageMarks = new Map();

const TYPES: ReadonlySet<string> = new Set(['ImageObject', 'VideoObject', 'SocialMediaPosting', 'DiscussionForumPosting']);
/** What names the thing itself; a thumbnail, a page about it and its licence are other things. */
const ADDRESSES = ['contentUrl', 'url', 'identifier'] as const;
/** Of one value that may be a list. */
const MAX_VALUES = 8;
/** Candidates of one `srcset` that are looked at. */
const MAX_CANDIDATES = 24;

export function readPageMarks(document: Document, location: Place): PageMarks {
  const marks = new Map<string, readonly string[]>();
  for (const node of jsonLdNodes(document, 'all')) {
    const values = textsOf(node['digitalSourceType']).map((value) => value.slice(0, MAX_MARK_TEXT));
    if (values.length === 0 || !isOfType(node, TYPES)) continue;
    for (const name of ADDRESSES) {
      for (const address of textsOf(node[name])) {
        const named = isAbsolute(address) || name !== 'identifier' ? parseWebAddress(address, location)?.href.split('#', 1)[0] : undefined;
        if (named !== undefined) marks.set(named, [...new Set([...(marks.get(named) ?? []), ...values])].slice(0, MAX_PAGE_MARKS));
      }
    }
  }
  return marks;
}

/** What was said of the picture that `element` shows from `url`: by that address, or by another one that the element gives for the same picture. */
export function marksOfPicture(marks: PageMarks, element: Element, url: string): readonly string[] {
  if (marks.size === 0) return [];
  const others = [attributeOf(element, 'src'), ...candidatesOf(attributeOf(element, 'srcset')).map(({ address }) => address)];
  for (const address of [url, ...others]) {
    const found = URL.canParse(address, element.baseURI) ? marks.get(new URL(address, element.baseURI).href.split('#', 1)[0] ?? '') : undefined;
    if (found !== undefined) return found;
  }
  return [];
}

/** The candidates of a `srcset` with their sizes: pixels of width, or how many times the smallest. */
export function candidatesOf(srcset: string): readonly { readonly address: string; readonly size: number }[] {
  const found = srcset.slice(0, MAX_CANDIDATES * 1_024).matchAll(/([^\s,]\S*[^\s,])(?:\s+([\d.]+)[wx])?\s*(?:,|$)/g);
  return [...found].slice(0, MAX_CANDIDATES).map(([, address = '', size = '1']) => ({ address, size: Number(size) }));
}

/** `identifier` may be any name: only one that is an address of its own names what is shown. */
function isAbsolute(address: string): boolean {
  return /^https?:/i.test(address);
}

function textsOf(value: unknown): readonly string[] {
  return [value].flat().slice(0, MAX_VALUES).filter((each) => typeof each === 'string');
}
