import type { ForkTelling } from './fork-telling.ts';
import type { ListInbox } from './list-inbox.ts';
import type { NewTerms } from './new-terms.ts';
import { DEFAULT_POLICY, withPolicyChange, type Policy, type PolicyChange } from './policy.ts';
import type { Refusal } from './refusal.ts';
import type { SubjectKind } from './subject.ts';

export const LOCALES = ['en', 'de'] as const;
export type Locale = (typeof LOCALES)[number];

/** When pictures may be fetched from the address the page already shows them from. */
export const PICTURE_MODES = ['automatic', 'on-click', 'off'] as const;
export type PictureMode = (typeof PICTURE_MODES)[number];

export const OTHER_SITES = ['ask', 'leave'] as const;
export type OtherSites = (typeof OTHER_SITES)[number];

/** The reader's choices, kept until the reader changes them. */
export interface Settings {
  /** `auto` follows the browser's language. */
  readonly locale: Locale | 'auto';
  readonly pictures: PictureMode;
  /** Hosts on which nothing is labelled, lower-case, with the port where it is not the default. */
  readonly pausedHosts: readonly string[];
  /** What the popup does on a site that is not allowed: offer to allow it, or leave the reader alone. */
  readonly otherSites: OtherSites;
  /** Whether lists are also had from other readers, and given to them: they see this device's network address. */
  readonly peers: boolean;
  /** What helps peers to reach each other, as `parsePeerServer` reads it; empty where nothing does. */
  readonly peerServer: string;
  /** Whether relays are asked for proofs that a list forked whenever there is news: they learn which lists are followed. */
  readonly askForForks: boolean;
  /** Relays of the reader's own choice: asked for such proofs too, and told those that the reader wants others to know. */
  readonly ownRelays: readonly string[];
  /** Whether keys of what is shown are kept for seven days: what a list would label is tried on them. */
  readonly ring: boolean;
  readonly policy: Policy;
}

export const DEFAULT_SETTINGS: Settings = {
  locale: 'auto',
  pictures: 'automatic',
  pausedHosts: [],
  otherSites: 'ask',
  peers: false,
  peerServer: '',
  askForForks: false,
  ownRelays: [],
  ring: false,
  policy: DEFAULT_POLICY,
};

/** Choices changed at once; what is not named stays. Pauses and single accounts have messages of their own. */
export interface SettingsChange extends Partial<Pick<Settings, 'locale' | 'pictures' | 'otherSites' | 'peers' | 'peerServer' | 'askForForks' | 'ownRelays' | 'ring'>> {
  readonly policy?: PolicyChange;
}

export function withChange(settings: Settings, { policy, ...rest }: SettingsChange): Settings {
  return { ...settings, ...rest, policy: withPolicyChange(settings.policy, policy ?? {}) };
}

/** Choices from a file in place of those here. What keeps a record of reading begins with the reader's word on this device. */
export function withRestored(here: Settings, file: Settings): Settings {
  return { ...file, ring: file.ring && here.ring };
}

/** Most lists a reader follows, and the longest link to one that is read. */
export const MAX_LISTS = 200;
/** Most flags of all of them together: 200 MB in memory. */
export const MAX_FLAGS_FOLLOWED = 16_000_000;
export const MAX_LINK = 2048;

/** Whether one more list of so many flags can be followed beside these. */
export function hasRoomFor(list: Pick<ListSummary, 'id' | 'flags'>, followed: readonly Pick<ListSummary, 'id' | 'flags'>[]): boolean {
  const others = followed.filter(({ id }) => id !== list.id);
  return others.length < MAX_LISTS && others.reduce((sum, { flags }) => sum + flags, list.flags) <= MAX_FLAGS_FOLLOWED;
}

/** A list the reader follows, as the options page shows it. Texts come from its root: hostile. */
export interface ListSummary {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly charter: string;
  readonly appealContact: string;
  /** Id of the list that its curator wants followed after this one, once the reader agreed to that. */
  readonly successor?: string;
  /** Links to lists that its curator vouches for. */
  readonly vouches?: readonly string[];
  /** Keys that may change its terms: lists that share one have one owner. Rows of before 0.2.0 have none. */
  readonly rootKeys?: readonly string[];
  readonly languages: readonly string[];
  readonly labels: readonly { readonly name: string; readonly core: string }[];
  readonly flags: number;
  /** Version of its root, and number of its state under that root. */
  readonly version: number;
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly importedAt: number;
  /** When the curator last signed the state that is applied. */
  readonly confirmedAt: number;
  /** From then on the list is shown as stale. */
  readonly expiresAt: number;
  /** How it is kept up to date; absent of a list that only its reader's files bring. */
  readonly follow?: ListFollowing;
  /** It changed much at once, and the reader has not looked since: what is new does no more than label. */
  readonly sudden?: SuddenChange;
  /** Its terms changed, and the reader has not agreed yet. */
  readonly newTerms?: NewTerms;
  /** Where its curators can be written to in private. Absent of a list that has no such place, and in rows of before 0.2.0. */
  readonly inbox?: ListInbox;
}

export interface ListFollowing {
  /** Address of the mirror at which the reader subscribed. */
  readonly own?: string;
  /** Those its root names: its curator's word. */
  readonly mirrors: readonly string[];
  /** Relays its root names: asked where none of the mirrors tells of it. They learn which list it is about. */
  readonly relays?: readonly string[];
  /** Whether it is asked for news by itself, about every hour. */
  readonly isOn: boolean;
  /** When it was last asked for, and all went well. */
  readonly checkedAt?: number;
  /** Why there was no news, as far as that is not the curator's silence. */
  readonly problem?: ListProblem;
  /** Of a fork: that the reader wants others to learn of it. */
  readonly telling?: ForkTelling;
  /** It forked under a root that has been replaced since: history, which says nothing of what it is now. */
  readonly pastFork?: PastFork;
}

export interface PastFork {
  /** Of the root. */
  readonly version: number;
  /** When the two were signed, milliseconds since the epoch. */
  readonly signedAt: readonly [number, number];
}

/** Where a list is asked for, the reader's own choice first. */
export function sourcesOf({ own, mirrors }: Pick<ListFollowing, 'own' | 'mirrors'>): readonly string[] {
  return own === undefined ? mirrors : [own, ...mirrors.filter((each) => each !== own)];
}

export const LIST_PROBLEMS = [
  // No source could be asked, or none answered.
  'no-answer',
  // A newer state was announced, and no source has what it consists of.
  'data-missing',
  // What was announced does not hold.
  'refused',
  // Two states were signed under one number: it stays as it is, and does no more than label.
  'fork',
] as const;

export interface ListProblem {
  readonly why: (typeof LIST_PROBLEMS)[number];
  /** Since when, milliseconds since the epoch. */
  readonly since: number;
  /** A sentence, in English, that says more. */
  readonly message: string;
  /** Of a fork that another reader told: address of the relay by which it came. */
  readonly from?: string;
}

/** Flags that came and went at once, beside how many there had been. */
export interface SuddenChange {
  readonly added: number;
  readonly removed: number;
  readonly before: number;
  readonly at: number;
}

/** A list that is offered to the reader and not followed yet: what following it would mean. */
export interface ListOffer {
  readonly list: ListSummary;
  /** Whether the reader follows it already: then following is the other source. */
  readonly isFollowed: boolean;
  /** Where it came from. */
  readonly source: string;
  /** Posts that this session's pages showed so far, and how many of them it would label. */
  readonly seen: { readonly of: number; readonly labelled: number };
  /** The same of the last seven days; absent where the reader does not have them kept. */
  readonly ring?: RingTrial;
  /** Canonical accounts that the reader always shows and that it flags. */
  readonly alwaysShown: readonly string[];
}

/** What a list would label of what was shown in the last seven days. */
export interface RingTrial {
  /** Midnight of the first day of which something is kept, milliseconds since the epoch; absent where nothing is. */
  readonly since?: number;
  /** How many different ones of each kind are kept, and how many of them it would label; kinds of which none is kept are left out. */
  readonly kinds: readonly { readonly kind: SubjectKind; readonly of: number; readonly labelled: number }[];
  /** On how many it would put each label, by the list's own names, most first. */
  readonly labels: readonly { readonly name: string; readonly n: number }[];
}

/** What came of asking for news of a list. */
export interface SyncReport {
  readonly id: string;
  readonly name: string;
  readonly outcome: 'current' | 'updated' | 'failed';
  readonly problem?: ListProblem['why'];
}

/** What was there before everything was erased: lists, and pictures of which something was remembered. */
export interface Erased {
  readonly lists: number;
  readonly findings: number;
}

/** What came of restoring everything from a file. */
export interface Restored {
  readonly lists: number;
  /** Lists in the file that stay as they are, and why; `name` is that of the file where nothing tells the list's own. */
  readonly leftOut: readonly { readonly name: string; readonly why: Refusal }[];
}
