import { DEFAULT_POLICY, withPolicyChange, type Policy, type PolicyChange } from './policy.ts';
import type { Refusal } from './refusal.ts';

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
  readonly policy: Policy;
}

export const DEFAULT_SETTINGS: Settings = {
  locale: 'auto',
  pictures: 'automatic',
  pausedHosts: [],
  otherSites: 'ask',
  policy: DEFAULT_POLICY,
};

/** Choices changed at once; what is not named stays. Pauses and single accounts have messages of their own. */
export interface SettingsChange extends Partial<Pick<Settings, 'locale' | 'pictures' | 'otherSites'>> {
  readonly policy?: PolicyChange;
}

export function withChange(settings: Settings, { policy, ...rest }: SettingsChange): Settings {
  return { ...settings, ...rest, policy: withPolicyChange(settings.policy, policy ?? {}) };
}

/** A list the reader follows, as the options page shows it. Texts come from its root: hostile. */
export interface ListSummary {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly charter: string;
  readonly appealContact: string;
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
