import type { DisputedFlag, NoteSubject, Outcome } from './inbox-note.ts';

/** Where notes to the curators of a list go, as its root says. */
export interface ListInbox {
  /** Whom they are encrypted for, 64 hex digits. */
  readonly key: string;
  /** wss, 1 to 4. */
  readonly relays: readonly string[];
  /** Bits of work that each note shows, 0…28. */
  readonly pow: number;
}

/** Whether a relay took a note, or could be asked for some; if not, why: a sentence in English. */
export interface Delivery {
  readonly relay: string;
  readonly trouble?: string;
}

/** What a note to a list is made from. Names are the list's own: hostile. */
export interface NoteMaterial {
  readonly list: { readonly id: string; readonly name: string };
  readonly inbox: ListInbox;
  /** What the reader's words mean, narrowest first. */
  readonly found: readonly FoundSubject[];
}

export interface FoundSubject {
  readonly subject: NoteSubject;
  /** Labels that the list may put on it. */
  readonly labels: readonly { readonly code: number; readonly name: string }[];
  /** What the list flags of it. */
  readonly flags: readonly FoundFlag[];
}

export interface FoundFlag {
  readonly flag: DisputedFlag;
  readonly labelName: string;
  /** When its week began, milliseconds since the epoch. */
  readonly at: number;
}

/** An appeal that was sent, as the reader sees it. */
export interface SentAppeal {
  /** Id of the note, 64 hex digits. */
  readonly id: string;
  readonly list: string;
  /** Names of the list and of the label, as they were then. */
  readonly name: string;
  readonly labelName: string;
  readonly subject: NoteSubject;
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
  /** The curators' word, once it was found. */
  readonly answer?: AppealAnswer;
}

export interface AppealAnswer {
  readonly outcome: Outcome;
  readonly reason: string;
  /** When it was written, as they say. */
  readonly at: number;
}

/** The same as it is kept. */
export interface KeptAppeal extends SentAppeal {
  readonly inbox: ListInbox;
  /** The key that its answer is written to, 64 hex digits; gone once there is one. */
  readonly secret?: string;
}

/** Appeals that are kept; the oldest make room. */
export const MAX_APPEALS = 200;

/** What came of looking for answers. */
export interface AnswersLooked {
  /** Appeals that were asked about. */
  readonly asked: number;
  readonly answered: number;
  /** Of how many no relay could be asked. */
  readonly unheard: number;
}
