import type { SiteId } from '../core/post.ts';

/**
 * How the posts and pictures of a site are recognised. Data only: every rule is a selector, an attribute name or a
 * regular expression of the pack that ships; what is done with them is the same code for all sites.
 * Selectors are tried in a guard: one that a browser refuses finds nothing.
 */
export interface Adapter {
  readonly id: SiteId;
  readonly match: {
    /** Host names, each with all of its subdomains; or what a page contains wherever it is; or every other page. */
    readonly by: { readonly hosts: readonly string[] } | { readonly features: readonly string[] } | 'any';
    /** Tried on host + path: direct messages and settings. Nothing is read there. */
    readonly exclude: readonly RegExp[];
  };
  /** What holds one post each. They may nest: an inner one is a post of its own, and no part of the outer. */
  readonly containers: readonly string[];
  /** Parts of a container that do not speak for its post: quoted posts, navigation, forms. */
  readonly exclude: readonly string[];
  readonly author: readonly FieldRule[];
  /** An id that survives renaming. */
  readonly stableId: readonly FieldRule[];
  readonly permalink: readonly FieldRule[];
  /**
   * On pages about one post that link to it nowhere, the page's own address is the permalink: where this matches its
   * path, and its first group is the author's handle or stable id.
   */
  readonly detailPath?: RegExp;
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
  /** Paths of the site itself that lead around it and not out of the post: profiles, hashtags, sharing. */
  readonly navigation: RegExp;
  /** Addresses of the site's own that only pass the reader on, and the parameter that says where to. */
  readonly redirects: readonly { readonly host: string; readonly parameter: string }[];
  /** What may be a picture; its size decides. */
  readonly media: readonly string[];
  readonly nativeAiLabels?: {
    readonly selectors: readonly string[];
    /** The platform's own words, by BCP 47 language. */
    readonly texts: Readonly<Record<string, readonly string[]>>;
  };
  readonly health: {
    /** What must be readable of a post for it to count as understood. */
    readonly needs: readonly ('permalink' | 'author')[];
    /** Least share of posts that are understood while the layout is the one described here, 0…1. */
    readonly minRate: number;
  };
  /** Attributes that carry a rule's value: when one changes, its post is read again. */
  readonly watchedAttributes: readonly string[];
  /** Folder of the page cases under test/fixtures/pages. */
  readonly fixtures: string;
  /** Day (YYYY-MM-DD) these rules were last seen to hold on the live site. */
  readonly verifiedLive: string | 'never';
}

/** Where one value is found. Rules of a list are tried in order; the first that gives a value wins. */
export interface FieldRule {
  /** Elements inside the container, in document order; absent: the container itself. */
  readonly sel?: string;
  /** Attribute to read; absent: the text. */
  readonly attr?: string;
  /** Its first group is the value; absent: the whole. */
  readonly regex?: RegExp;
}
