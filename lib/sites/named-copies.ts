import { attributeOf } from './dom.ts';
import { candidatesOf } from './page-marks.ts';

/** Most that are told. */
export const MAX_NAMED_COPIES = 4;

/** Larger copies of the picture that `element` shows, as it names them itself for larger screens; the largest first, absolute. */
export function namedCopies(element: Element): readonly string[] {
  return candidatesOf(attributeOf(element, 'srcset'))
    .toSorted((a, b) => b.size - a.size)
    .slice(0, MAX_NAMED_COPIES)
    .flatMap(({ address }) => (URL.canParse(address, element.baseURI) ? [new URL(address, element.baseURI).href] : []))
    .filter((address) => /^https?:/.test(address));
}
