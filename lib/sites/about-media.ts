import { attributeOf, closest, queryAll } from './dom.ts';
import { parseWebAddress, placeOf } from './page-facts.ts';
import { readPost } from './read-post.ts';
import type { SiteRules } from './site-rules.ts';

/** What a page shows of a film or sound besides itself. */
export interface AboutMedia {
  /** The platform's own marks on its post, in its own words. */
  readonly marks: readonly string[];
  /** Absolute http(s) address of the picture that is shown before it plays. */
  readonly poster?: string;
}

/** Of the first film or sound that the page plays from `url`; of one that is not there, nothing. */
export function aboutMedia(document: Document, rules: SiteRules, url: string): AboutMedia {
  const played = queryAll(document, 'video, audio').find((element) => (element as HTMLMediaElement).currentSrc === url);
  if (played === undefined) return { marks: [] };
  const place = placeOf(document.location);
  const picture = attributeOf(played, 'poster');
  const poster = picture === '' ? undefined : parseWebAddress(picture, place)?.href;
  const container = closest(played, rules.containers);
  const { marks = [] } = container === undefined ? {} : readPost(container, rules, place).post;
  return { marks: marks.map(({ text }) => text), ...(poster === undefined ? {} : { poster }) };
}
