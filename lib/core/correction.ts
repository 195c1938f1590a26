import type { Label } from './label.ts';
import { logOddsAt, probabilityAt } from './log-odds.ts';
import type { SubjectKey } from './subject.ts';
import { heldTo, SUREST_SIGNAL, type Shifts } from './weigh.ts';

/** What a reader can say of a label. */
export const WORDS = ['right', 'wrong'] as const;
export type Word = (typeof WORDS)[number];

/** The reader's word on one label of one subject. */
export interface Correction {
  readonly key: SubjectKey;
  readonly label: Label;
  readonly word: Word;
  /** What each source had said of it. */
  readonly said: readonly Saying[];
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** A source by its name (`sourceOf`), and the probability it gave the label. */
export interface Saying {
  readonly source: string;
  readonly probability: number;
}

/** What the reader's corrections mean for one subject. */
export interface ReaderSaid {
  readonly shifts: Shifts;
  wordOn(label: Label): Word | undefined;
}

/** Everything the reader corrected, by subject. */
export interface Corrections {
  readonly shifts: Shifts;
  on(key: SubjectKey): ReaderSaid;
}

/** What the reader corrected, and how it moves those who said otherwise. */
export interface CorrectionSummary {
  readonly right: number;
  readonly wrong: number;
  /** Sources that the corrections move, the most moved first. */
  readonly sources: readonly CorrectedSource[];
}

export interface CorrectedSource {
  /** As of `sourceOf`. */
  readonly source: string;
  /** Name of the list, where it is one that is followed; hostile text. */
  readonly listName?: string;
  readonly cases: number;
  /** In log-odds, on everything the source says from now on. */
  readonly shift: number;
}

/** Most corrections that are kept: the newest. */
export const MAX_CORRECTIONS = 2_000;
/** Most sources of one correction, and the longest name of one: a list's id after its prefix, or a detector's with its version. */
export const MAX_SAYINGS = 64;
export const MAX_SOURCE = 96;

/** No source is moved by more than this: a factor of twenty in the odds. */
const MAX_SHIFT = 3;
/** Standard deviation of the shifts expected before any correction, in log-odds. */
const PRIOR_SHIFT = 0.5;

export const NOTHING_SAID: ReaderSaid = { shifts: new Map(), wordOn: () => undefined };

export function correctionsFrom(all: readonly Correction[]): Corrections {
  const words = new Map(all.map(({ key, label, word }) => [`${key} ${label}`, word]));
  const shifts = shiftsFrom(all);
  return { shifts, on: (key) => ({ shifts, wordOn: (label) => words.get(`${key} ${label}`) }) };
}

/**
 * How far each source's log-odds are off for this reader, as far as the corrections tell: the intercept of a logistic
 * calibration whose slope stays 1 (Platt 1999), at its most probable value under a normal prior. A few corrections
 * move it a little; readers correct what strikes them, so that what is learnt stays near what was measured.
 */
function shiftsFrom(all: readonly Correction[]): Shifts {
  const bySource = new Map<string, { logOdds: number; holds: number }[]>();
  for (const { word, said } of all) {
    for (const { source, probability } of said) {
      const logOdds = logOddsAt(heldTo(SUREST_SIGNAL, probability));
      const known = bySource.get(source) ?? [];
      known.push({ logOdds, holds: word === 'right' ? 1 : 0 });
      bySource.set(source, known);
    }
  }
  return new Map([...bySource].map(([source, cases]) => [source, mostProbableShift(cases)]));
}

/** By Newton's method: the logarithm of the posterior is concave. */
function mostProbableShift(cases: readonly { readonly logOdds: number; readonly holds: number }[]): number {
  let shift = 0;
  for (let i = 0; i < 50; i++) {
    let slope = -shift / PRIOR_SHIFT ** 2;
    let bend = -1 / PRIOR_SHIFT ** 2;
    for (const { logOdds, holds } of cases) {
      const p = probabilityAt(logOdds + shift);
      slope += holds - p;
      bend -= p * (1 - p);
    }
    // Where every case says the same, a full step may go too far.
    const step = Math.max(-1, Math.min(1, -slope / bend));
    shift += step;
    if (Math.abs(step) < 1e-9) break;
  }
  return Math.max(-MAX_SHIFT, Math.min(MAX_SHIFT, shift));
}
