import type { Refusal } from './refusal.ts';

/** What a proof of a fork proves: that a list's keys signed two things where there can be only one. */
export interface ProvenFork {
  /** The name is a stranger's text. */
  readonly list: { readonly id: string; readonly name: string };
  /** Of the root under which both were signed, or which both claim to be. */
  readonly version: number;
  /** The number that two updates carry; absent where two roots carry one version. */
  readonly seq?: number;
  /** When each was signed, milliseconds since the epoch. */
  readonly signedAt: readonly [number, number];
}

/** A proof that was looked at: what it proves, or why it proves nothing. */
export type ForkReading =
  | { readonly kind: 'proves'; readonly proven: ProvenFork }
  /** `message` is a sentence, in English, that says more than `why`. */
  | { readonly kind: 'proves-nothing'; readonly why: Refusal; readonly message: string };
