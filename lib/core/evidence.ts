import type { CoreLabel, Label } from './label.ts';
import type { Look } from './look.ts';
import type { Mark } from './mark.ts';
import type { SubjectKind } from './subject.ts';

/** What a detector's calibrated probability amounts to, by its shipped thresholds. */
export const BANDS = ['likely', 'unsure', 'no-sign'] as const;
export type Band = (typeof BANDS)[number];

/** Anything a verdict may cite. */
export type Evidence = Signal | Claim | Flag;

/** What a detector measured, in any band. */
export interface Signal {
  readonly kind: 'signal';
  readonly detector: DetectorRef;
  readonly label: CoreLabel;
  /** Calibrated, 0…1; of a model that the reader chose, what that model says. */
  readonly probability: number;
  readonly band: Band;
  readonly reason: SignalReason;
  /** When it was measured, milliseconds since the epoch. */
  readonly at: number;
  /** Measured of a copy of the picture and not of this one: that copy's size in pixels. */
  readonly copy?: { readonly width: number; readonly height: number };
}

/** A detector that declines to judge, and why. Shown on request, never as a badge. */
export interface Abstention {
  readonly kind: 'abstention';
  readonly detector: DetectorRef;
  readonly why: AbstainReason;
}

/** What a detector answers about one input. */
export type Finding = Signal | Abstention;

export interface DetectorRef {
  readonly id: DetectorId;
  readonly version: string;
}

export const DETECTOR_IDS = ['text-spam', 'text-scam', 'text-promotion', 'text-hub', 'picture-ai', 'picture-hub', 'flood'] as const;
export type DetectorId = (typeof DETECTOR_IDS)[number];

/** What each detector may suggest: for these labels the reader says how sure it has to be. */
export const SUGGESTS: Readonly<Record<DetectorId, readonly [CoreLabel, ...CoreLabel[]]>> = {
  'text-spam': ['spam'],
  'text-scam': ['scam'],
  'text-promotion': ['promotion'],
  'text-hub': ['spam'],
  'picture-ai': ['ai-made'],
  'picture-hub': ['ai-made'],
  flood: ['flood'],
};

export type SignalReason =
  | {
      readonly code: 'ngrams';
      /** The n-grams that pushed hardest towards the label, strongest first; `weight` is log-odds, > 0. */
      readonly top: readonly { readonly ngram: string; readonly weight: number }[];
      /** How many letters are disguised, where that pushed towards the label too. */
      readonly disguised?: number;
    }
  | {
      readonly code: 'picture-texture';
      /** How many native-resolution crops of how many pixels a side were judged. */
      readonly crops: number;
      readonly cropPx: number;
      /** Where faces were found that are large enough. */
      readonly faces?: JudgedFaces;
    }
  | {
      readonly code: 'picture-classes' | 'text-classes';
      /** The model of the reader's choice, and the class it gives most to; hostile text. */
      readonly model: string;
      readonly label: string;
    }
  | FloodReason;

/** Faces judged by themselves; they are shown, and do not count. */
export interface JudgedFaces {
  readonly judged: number;
  /** Of the most suspicious of them, 0…1. */
  readonly probability: number;
}

/** How many accounts posted nearly the same text, as far as this browser session showed it. */
export interface FloodReason {
  readonly code: 'flood';
  /** The same for posts of the same text, for as long as the session lasts. */
  readonly group: number;
  /** How the post's own text begins; hostile. */
  readonly text: string;
  readonly accounts: number;
  readonly posts: number;
  /** When the first of them was posted or, where its address does not tell, seen; milliseconds since the epoch. */
  readonly sinceMs: number;
  /** The first post of each account, earliest first; where there are many, not of all. */
  readonly places: readonly FloodPlace[];
}

export interface FloodPlace {
  /** As the site writes it; hostile. */
  readonly account: string;
  /** As of `sinceMs`. */
  readonly at: number;
  /** Address of the post, http(s). */
  readonly where: string;
}

export const ABSTAIN_REASONS = [
  'too-short',
  'too-small',
  'too-large',
  'drawn',
  'much-compressed',
  'unfamiliar',
  'unsupported-type',
  'undecodable',
  'self-test-failed',
  'network-off',
  'not-allowed',
  'save-data',
  'fetch-refused',
  'fetch-failed',
  'held-in-page',
  'animated',
  'detector-failed',
  'contradicted',
] as const;
export type AbstainReason = (typeof ABSTAIN_REASONS)[number];

/** What the media's own metadata, the platform or the author says of its making. */
export interface Claim {
  readonly kind: 'claim';
  readonly label: CoreLabel;
  readonly source: 'iptc-digital-source-type' | 'c2pa' | 'generator-mark' | 'watermark' | 'platform' | 'author';
  /** The value read, as found, at most MAX_MARK_VALUE characters; hostile text. */
  readonly value: string;
  /** Whether a signature over the value was checked and held. */
  readonly signed: boolean;
  readonly at: number;
  /** Of a mark in the file: what sort it is, and where it was read. */
  readonly mark?: Pick<Mark, 'kind' | 'where' | 'field' | 'term'>;
}

/** A curator's statement, covered by the signed head of a list the reader follows. */
export interface Flag {
  readonly kind: 'flag';
  readonly list: ListRef;
  /** What the flag is about: a post is also judged by its text, author and links. */
  readonly on: SubjectKind;
  readonly label: Label;
  /** The list's own name for the label; hostile text. */
  readonly labelName: string;
  readonly polarity: 'asserts' | 'disputes';
  /** The curator's, 0…1. */
  readonly confidence: number;
  /** Start of the week the flag was made, milliseconds since the epoch. */
  readonly at: number;
  /**
   * Why it labels and does no more: it came with a sudden change that the reader has not looked at, its label with terms
   * that they have not agreed to, its list contradicts itself, or it is on a picture that looks like this one.
   */
  readonly held?: 'sudden' | 'terms' | 'fork' | 'near';
  /** Of one on a picture that looks like this one: bits in which their fingerprints differ, 0…31. */
  readonly distance?: number;
  /** What it is on, where that is not a subject: of such a one, and in a receipt. */
  readonly look?: Look;
}

export interface ListRef {
  /** Id of the list: hex id of its first root event. */
  readonly id: string;
  /** From the list's root; hostile text. */
  readonly name: string;
}
