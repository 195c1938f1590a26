/** Longest post text that is read, in UTF-16 units; the rest is cut and `textCut` is set. */
export const MAX_POST_TEXT = 20_000;
/** Most outgoing links of one post that are looked at. */
export const MAX_POST_LINKS = 16;
/** Longest address and longest name of an account that are looked at, in UTF-16 units. */
export const MAX_ADDRESS = 8_192;
export const MAX_HANDLE = 320;

/** Sites with an adapter of their own; `generic` is every other page. */
export const SITE_IDS = ['x', 'bsky', 'fedi', 'reddit', 'hn', 'generic'] as const;
export type SiteId = (typeof SITE_IDS)[number];

/** One item of a feed, as read off the page. Everything in it was written by a stranger. */
export interface Post {
  /** Names the element within this frame; chosen by the content script, echoed in answers. */
  readonly ref: string;
  readonly site: SiteId;
  /** Absolute address of the post itself, as the page links it; absent where the page has none. */
  readonly permalink?: string;
  readonly author?: PostAuthor;
  /** Visible text, white space as rendered; at most MAX_POST_TEXT units. */
  readonly text: string;
  readonly textCut: boolean;
  /** BCP 47 tag of the nearest `lang` attribute, unverified. */
  readonly lang?: string;
  /** Absolute http(s) addresses the text links to, in order, without duplicates. */
  readonly links: readonly string[];
  /** What the platform shows about how the post was made; at most MAX_PLATFORM_MARKS. */
  readonly marks?: readonly PlatformMark[];
  /** What the page's JSON-LD says of how the post was made: values of `digitalSourceType`; at most MAX_PAGE_MARKS. */
  readonly sourceTypes?: readonly string[];
  /** Whether it shows a picture or a video: what its author says was made by a machine may be that. */
  readonly withMedia?: boolean;
}

/** Most marks of the platform that are read of one post, and the longest text of one, in UTF-16 units. */
export const MAX_PLATFORM_MARKS = 4;
export const MAX_MARK_TEXT = 200;
/** Most values that a page's JSON-LD gives for one picture or post. */
export const MAX_PAGE_MARKS = 4;

/** The platform's own AI label on a post, in its own words. */
export interface PlatformMark {
  readonly label: 'ai-made' | 'ai-edited';
  readonly text: string;
}

export interface PostAuthor {
  /** As the site writes it, without a leading @. */
  readonly handle: string;
  /** An id that survives renaming (a DID), where the page shows one. */
  readonly stableId?: string;
}

/** A picture a page shows. `blob:` and `data:` pictures are read in the page and arrive as a digest. */
export interface Picture {
  readonly ref: string;
  /** The address the browser chose to show (`currentSrc`), absolute; http(s) unless `sha256` is set. */
  readonly url: string;
  /** Natural size in pixels. */
  readonly width: number;
  readonly height: number;
  /** SHA-256 of the bytes as 64 hex digits, for pictures whose bytes only the page holds. */
  readonly sha256?: string;
  /** As of `Post`: what the page's JSON-LD says of this picture. */
  readonly sourceTypes?: readonly string[];
}
