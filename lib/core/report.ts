import type { C2paReading } from './c2pa-reading.ts';
import type { Mark } from './mark.ts';
import type { SiteId } from './post.ts';
import type { QuietNote } from './quiet-note.ts';
import type { Subject, SubjectKey } from './subject.ts';
import type { Decision } from './verdict.ts';

/** A decision with what is needed to find its subject again. */
export interface Judged extends Decision {
  readonly key: SubjectKey;
  /** Permalink of the post or address of the picture or page; for a person to follow. */
  readonly where: string;
  /** Of a picture that has Content Credentials. */
  readonly credentials?: C2paReading;
  /** Of a picture: what its file says of itself beyond the claims in its verdicts. */
  readonly notes?: readonly Mark[];
}

/** A subject at a place: a link that two posts share is judged once for each. */
export function judgedId({ subject, key, where }: { readonly subject: Pick<Subject, 'kind'>; readonly key: string; readonly where: string }): string {
  return `${subject.kind}:${key}@${where}`;
}

/** What is said of a larger copy of a picture. */
export interface LookedDeeper {
  readonly judged: readonly Judged[];
  /** Its size in pixels; absent where there is none that could be looked at. */
  readonly copy?: { readonly width: number; readonly height: number };
}

/** What is said of one post: the post itself first, then whatever else of it a list speaks of. */
export interface PostAnswer {
  readonly judged: readonly Judged[];
  /** Who posted it, where something is labelled or the reader always shows the account. */
  readonly account?: PostingAccount;
}

export interface PostingAccount {
  /** Canonical account, such as `bsky:alice.example`. */
  readonly id: string;
  readonly alwaysShown: boolean;
}

/** How well the adapter understands the page. */
export type LayoutHealth =
  /** Nothing that looks like a post or a picture yet. */
  | 'empty'
  | 'ok'
  /** Posts are there, but their link or author cannot be read: the site changed, labels pause. */
  | 'layout-changed'
  | 'paused';

export interface PageHealth {
  readonly site: SiteId;
  readonly layout: LayoutHealth;
  readonly posts: number;
  /** Posts of which everything was read that the site's adapter needs. */
  readonly understood: number;
  readonly pictures: number;
  /** Badges the page removed more often than we put them back; they are listed here only. */
  readonly badgesLost: number;
  /** Frames, and components with posts in a shadow root of their own: what is in them is not read. */
  readonly unreadParts: number;
}

/** A post of which nothing is said. */
export interface QuietPost {
  readonly note: QuietNote;
  /** As of `Judged`. */
  readonly where: string;
}

/** Everything said about one page, as the content script holds it and the popup shows it. */
export interface PageReport {
  readonly url: string;
  readonly tookMs: number;
  readonly health: PageHealth;
  readonly judged: readonly Judged[];
  /** The posts that are not among `judged`. */
  readonly quietPosts: readonly QuietPost[];
}
