import type { Flag } from './evidence.ts';
import type { Refusal } from './refusal.ts';
import type { Subject } from './subject.ts';

/** What a receipt proves: that a list said this of the subject when its curator signed it. */
export interface ProvenFlag {
  readonly flag: Flag;
  /** The canonical form is a stranger's text; its key is the one that was signed. */
  readonly subject: Subject;
  /** When the curator signed that state of the list, milliseconds since the epoch. */
  readonly signedAt: number;
  /** Until when the curator vouched for it. */
  readonly expiresAt: number;
  readonly hasExpired: boolean;
  /** Whether the flag itself has run out by the terms of its list. */
  readonly hasLapsed: boolean;
}

/** A receipt that was looked at: what it proves, or why it proves nothing. */
export type ReceiptReading =
  | { readonly kind: 'proves'; readonly proven: ProvenFlag }
  /** `message` is a sentence, in English, that says more than `why`. */
  | { readonly kind: 'proves-nothing'; readonly why: Refusal; readonly message: string };
