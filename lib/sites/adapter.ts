import type { PlatformMark, SiteId } from '../core/post.ts';

/**
 * How the posts and pictures of a site are recognised. Plain JSON, so that it can be sent to a page: every rule is a
 * selector, the name of an attribute or a pattern; what is done with them is the same code for all sites (site-rules.ts).
 */
export interface Adapter {
  readonly id: SiteId;
  readonly match: Match;
  /** What holds one post each. They may nest: an inner one is a post of its own, and no part of the outer. */
  readonly containers: readonly string[];
  /** Which of the few siblings after a container go on with its post: sites built of table rows. */
  readonly continuesIn?: readonly string[];
  /** Parts of a container that do not speak for its post: quoted posts, navigation, forms. */
  readonly exclude: readonly string[];
  readonly author: readonly FieldRule[];
  /** Whether a handle that names no host is one of the page's own host: `ada` is `ada@social.example` there. */
  readonly localHandles?: boolean;
  /** An id that survives renaming. */
  readonly stableId: readonly FieldRule[];
  readonly permalink: readonly FieldRule[];
  /**
   * On pages about one post that link to it nowhere, the page's own address is the permalink: where this matches its
   * path, and its first group is the author's handle or stable id.
   */
  readonly detailPath?: Pattern;
  /** A page that is itself one post (JSON-LD, Open Graph): what holds that post where no container does. */
  readonly pagePost?: { readonly containers: readonly string[] };
  /** The first selector that finds anything gives the text; where none does, `wholeText` decides. */
  readonly text: readonly string[];
  /** Whether a post without any `text` element is read whole, but for these: who wrote it, and when. */
  readonly wholeText: false | { readonly without: readonly string[] };
  /** Whether line breaks in the source are line breaks on the screen (`white-space: pre-wrap`). */
  readonly keepsLineBreaks: boolean;
  /** After which element a badge goes, tried before the text's last one. */
  readonly badgeAfter: readonly string[];
  /** Links of a post that may lead out of it; absent: all. */
  readonly links?: readonly string[];
  /** What a post shares where no link of its own says so. */
  readonly shared?: readonly FieldRule[];
  /** Paths of the site itself that lead around it and not out of the post: profiles, hashtags, sharing. */
  readonly navigation: Pattern;
  /** Addresses of the site's own that only pass the reader on, and the parameter that says where to. */
  readonly redirects: readonly { readonly host: string; readonly parameter: string }[];
  /** What may be a picture; its size decides. */
  readonly media: readonly string[];
  /** Around one of `media`: the closest shows the picture with all that belongs to it, such as a twin beneath it. */
  readonly pictureFrame?: readonly string[];
  /** What else of a post a reader would call its content, besides text and pictures: quoted posts, link cards, videos. */
  readonly content?: readonly string[];
  readonly nativeAiLabels?: readonly NativeAiLabel[];
  readonly health: {
    /** What must be readable of a post for it to count as understood. */
    readonly needs: readonly ('permalink' | 'author')[];
    /** Least share of posts that are understood while the layout is the one described here, 0…1. */
    readonly minRate: number;
  };
  /** Attributes that carry a rule's value: when one changes, its post is read again. */
  readonly watchedAttributes: readonly string[];
  /** Folder of the page cases under test/fixtures/pages; no two adapters share one. */
  readonly fixtures: string;
  /** Day (YYYY-MM-DD) these rules were last seen to hold on the live site. */
  readonly verifiedLive: string | 'never';
}

/** Which pages an adapter reads: those of its hosts that contain one of its features. */
export interface Match {
  /** Host names, each with all of its subdomains; absent: any host. */
  readonly hosts?: readonly string[];
  /** What only pages of this kind contain; absent: nothing in particular. */
  readonly features?: readonly string[];
  /** Tried on host + path: direct messages and settings. Nothing is read there. */
  readonly exclude: readonly Pattern[];
}

/** Source of a regular expression; all are compiled with the flag `u` and no other. */
export type Pattern = string;

/** Where one value is found. Rules of a list are tried in order; the first that gives a value wins. */
export interface FieldRule {
  /** Elements inside the container, in document order; absent: the container itself. */
  readonly sel?: string;
  /** Attribute to read; absent: the text. */
  readonly attr?: string;
  /** Its first group is the value; absent: the whole. */
  readonly regex?: Pattern;
}

/** The platform's own word on how a post was made, never looked for in what the post itself says. */
export interface NativeAiLabel {
  /** Host names, each with all of its subdomains, on which it is looked for; absent: on every page of the adapter. */
  readonly hosts?: readonly string[];
  readonly label: PlatformMark['label'];
  /** Elements that may be the mark, each with nothing but its words. */
  readonly sel: string;
  /** Parts of a post where people choose the words: a name such as “Made with AI” marks nothing. */
  readonly notIn: readonly string[];
  /** Where the whole of a post is its text: parts in which nobody but the platform writes. The mark counts in one of these only. */
  readonly within?: readonly string[];
  /** The platform's exact words by BCP 47 language, in any letter case. */
  readonly texts: Readonly<Record<string, readonly string[]>>;
  /** Day (YYYY-MM-DD) it was last seen on the live site, where it is not the adapter's own. */
  readonly verifiedLive?: string | 'never';
}
