import type { Subject, SubjectKind } from './subject.ts';

/** What is said to the curators of a list in private, and what they say back. */
export type InboxNote = Report | Appeal | Answer;

/** A subject by its canonical form, or by its key where that is too long or not to be told: 12 bytes, 24 hex digits. */
export type NoteSubject = Subject | { readonly kind: SubjectKind; readonly key: string };

/** A private note to a curator: this subject deserves that label. Nobody answers it. */
export interface Report {
  readonly type: 'report';
  /** Id of the list, 64 hex digits. */
  readonly list: string;
  readonly subject: NoteSubject;
  /** Code of one of the list's labels. */
  readonly label: number;
  readonly text: string;
}

/** A request to reconsider a flag. */
export interface Appeal {
  readonly type: 'appeal';
  readonly list: string;
  readonly subject: NoteSubject;
  readonly flag: DisputedFlag;
  readonly text: string;
}

/** A flag as its list says it, without how sure: whoever reads the appeal has the list. */
export interface DisputedFlag {
  /** Code of one of the list's labels. */
  readonly label: number;
  readonly polarity: 'asserts' | 'disputes';
  /** Since the list's epoch. */
  readonly week: number;
}

/** Kept as it is, changed, or taken back. */
export const OUTCOMES = ['uphold', 'amend', 'retract'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What became of an appeal. */
export interface Answer {
  readonly type: 'answer';
  readonly list: string;
  /** Id of the appeal, 64 hex digits. */
  readonly to: string;
  readonly outcome: Outcome;
  readonly reason: string;
}

/** Longest text of a note and longest canonical form that is spelt out in it, in UTF-16 units. */
export const MAX_NOTE_TEXT = 1000;
export const MAX_NOTE_CANONICAL = 1000;
