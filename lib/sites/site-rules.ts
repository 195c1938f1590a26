import type { PlatformMark, SiteId } from '../core/post.ts';
import type { Adapter, FieldRule, Pattern } from './adapter.ts';

/** An adapter as it is sent to a page: lists of selectors joined to one, what it leaves open filled in. `''` finds nothing. */
export interface SiteRules
  extends Pick<Adapter, 'author' | 'stableId' | 'permalink' | 'text' | 'keepsLineBreaks' | 'badgeAfter' | 'navigation' | 'redirects' | 'health' | 'watchedAttributes'> {
  readonly site: SiteId;
  /** Absent: on every page. */
  readonly features?: string;
  readonly excluded: readonly Pattern[];
  readonly containers: string;
  readonly continuesIn: string;
  readonly pagePost: string;
  readonly media: string;
  readonly pictureFrame: string;
  /** Containers and what may be a picture. */
  readonly searched: string;
  /** What something may be known of: those, and what holds the post of a page. */
  readonly remembered: string;
  /** Parts of a container that do not speak for its post. */
  readonly quotes: string;
  /** Those, and posts nested in it. */
  readonly foreign: string;
  /** Content of a post besides its text. */
  readonly content: string;
  /** Left out where a post is read whole; absent: none is. */
  readonly byline?: string;
  readonly localHandles: boolean;
  readonly detailPath?: Pattern;
  readonly links: string;
  readonly shared: readonly FieldRule[];
  readonly marks: readonly MarkRule[];
}

export interface MarkRule {
  readonly label: PlatformMark['label'];
  readonly sel: string;
  readonly notIn: string;
  /** Folded. */
  readonly texts: readonly string[];
}

/** Made where the pack lies, so that neither it nor this is part of what every page loads. */
export function siteRules(adapter: Adapter): SiteRules {
  const { id, match, containers, wholeText, media, pictureFrame = [], content = [], detailPath } = adapter;
  const pagePost = adapter.pagePost?.containers ?? [];
  return {
    site: id,
    ...(match.features === undefined ? {} : { features: anyOf(match.features) }),
    excluded: match.exclude,
    containers: anyOf(containers),
    continuesIn: anyOf(adapter.continuesIn ?? []),
    pagePost: anyOf(pagePost),
    media: anyOf(media),
    pictureFrame: anyOf(pictureFrame),
    searched: anyOf([...containers, ...media]),
    remembered: anyOf([...containers, ...media, ...pagePost]),
    quotes: anyOf(adapter.exclude),
    foreign: anyOf([...adapter.exclude, ...containers]),
    content: anyOf([...media, ...pictureFrame, ...content]),
    ...(wholeText === false ? {} : { byline: anyOf(wholeText.without) }),
    localHandles: adapter.localHandles ?? false,
    ...(detailPath === undefined ? {} : { detailPath }),
    marks: (adapter.nativeAiLabels ?? []).map(({ label, sel, notIn, texts }) => ({
      label,
      sel,
      notIn: anyOf(notIn),
      texts: Object.values(texts).flat().map(foldWords),
    })),
    author: adapter.author,
    stableId: adapter.stableId,
    permalink: adapter.permalink,
    links: anyOf(adapter.links ?? ['a[href]']),
    shared: adapter.shared ?? [],
    text: adapter.text,
    keepsLineBreaks: adapter.keepsLineBreaks,
    badgeAfter: adapter.badgeAfter,
    navigation: adapter.navigation,
    redirects: adapter.redirects,
    health: adapter.health,
    watchedAttributes: adapter.watchedAttributes,
  };
}

/** One selector for any of `selectors`. `:is` forgives: one a browser does not know leaves the others working. */
function anyOf(selectors: readonly string[]): string {
  return selectors.length === 0 ? '' : `:is(${selectors.join(',')})`;
}

/** Words as they are compared: without regard to letter case and white space. */
export function foldWords(words: string): string {
  return words.replaceAll(/\s+/g, ' ').trim().toLowerCase();
}
