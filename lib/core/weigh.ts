import type { DetectorId, Evidence } from './evidence.ts';
import type { Label } from './label.ts';
import { logOddsAt, probabilityAt } from './log-odds.ts';

/** Sources by name, and how many log-odds the reader's corrections add to what each says; without an entry, none. */
export type Shifts = ReadonlyMap<string, number>;

/** What several pieces of evidence amount to together. */
export interface Weighed {
  /** That the label holds, 0…1: even odds before any evidence. */
  readonly probability: number;
  /** What each piece adds to the log-odds, in the order of the evidence; below 0 where it speaks against the label. */
  readonly weights: readonly number[];
}

/** Labels of which one being true makes the other one wrong: evidence for the one speaks against the other. */
const EXCLUDES: Readonly<Record<string, readonly Label[]>> = {
  'ai-made': ['camera-capture', 'human-edited'],
  deepfake: ['camera-capture'],
  'camera-capture': ['ai-made', 'deepfake'],
  'human-edited': ['ai-made'],
};

/** No detector and no curator is taken for surer than this, nor for surer of the contrary. */
export const SUREST_SIGNAL = 0.995;
const SUREST_FLAG = 0.95;
/** Models of the reader's choice are not calibrated here, and most are too sure: beside others they count for no more than this. */
const SUREST_UNCALIBRATED = 0.95;
const UNCALIBRATED: ReadonlySet<DetectorId> = /* @__PURE__ */ new Set<DetectorId>(['text-hub', 'picture-hub']);

/**
 * That one detector finds nothing says no more than this against another one that does: none of them finds more than
 * three quarters of what it looks for, and of kinds it has not seen far less (the recall on the cards).
 */
const LEAST_AGAINST_ANOTHER = 0.25;

/** A checked signature says who stands behind the claim, not that it is true. */
const SIGNED_CLAIM = 0.97;
/** Hardly anybody says of their own picture that a machine made it where none did. Anybody can say that theirs is a photograph. */
const CLAIM_AGAINST_INTEREST = 0.9;
const CLAIM_IN_OWN_FAVOUR = 0.6;

/** Lists copy each other, and so do marks: each further voice of a kind counts half of the one before. */
const NEXT_VOICE = 0.5;

export function excludedBy(label: Label): readonly Label[] {
  return EXCLUDES[label] ?? [];
}

/** Who says it, across posts: what the reader's corrections are counted by. Another version of a detector is another source. */
export function sourceOf(evidence: Evidence): string {
  switch (evidence.kind) {
    case 'signal':
      return `${evidence.detector.id}@${evidence.detector.version}`;
    case 'flag':
      return `list:${evidence.list.id}`;
    case 'claim':
      return `claim:${evidence.source}`;
  }
}

/** The probability that this piece gives to its own label, by what its source says. */
export function statedBy(evidence: Evidence): number {
  switch (evidence.kind) {
    case 'signal':
      return evidence.probability;
    case 'flag':
      return evidence.polarity === 'asserts' ? evidence.confidence : 1 - evidence.confidence;
    case 'claim':
      if (evidence.signed) return SIGNED_CLAIM;
      return evidence.label === 'camera-capture' || evidence.label === 'human-edited' ? CLAIM_IN_OWN_FAVOUR : CLAIM_AGAINST_INTEREST;
  }
}

export function speaksAgainst(evidence: Evidence, label: Label): boolean {
  if (evidence.label !== label) return true;
  return evidence.kind === 'flag' ? evidence.polarity === 'disputes' : evidence.kind === 'signal' && evidence.band === 'no-sign';
}

/**
 * Adds log-odds, as for independent witnesses (naive Bayes), with two exceptions that keep witnesses who are not
 * independent from making each other surer. Detectors look at the same pixels or words: of theirs the mean counts, so
 * that together they are never surer than the surest; that one found nothing counts little beside one that did. Of lists, and of claims, the strongest counts fully and each
 * further one on the same side half of the one before: together never more than twice the strongest. A single
 * signal therefore weighs exactly what it was calibrated to.
 *
 * `evidence` speaks of `label` or of one that it excludes; dispute of the latter says nothing here.
 */
export function weigh(evidence: readonly Evidence[], label: Label, shifts: Shifts): Weighed {
  const signals = evidence.flatMap(({ kind }, i) => (kind === 'signal' ? [i] : []));
  const logOdds = evidence.map((piece) => logOddsOf(piece, label, shifts, surest(piece, signals.length)));
  const weights = evidence.map(() => 0);
  const isDivided = signals.some((i) => logOdds[i]! > 0);
  for (const i of signals) weights[i] = Math.max(logOdds[i]!, isDivided ? logOddsAt(LEAST_AGAINST_ANOTHER) : -Infinity) / signals.length;
  for (const kind of ['flag', 'claim'] as const) {
    for (const side of [1, -1]) {
      const voices = evidence.flatMap((piece, i) => (piece.kind === kind && Math.sign(logOdds[i]!) === side ? [i] : []));
      voices.sort((a, b) => side * (logOdds[b]! - logOdds[a]!));
      for (const [rank, i] of voices.entries()) weights[i] = logOdds[i]! * NEXT_VOICE ** rank;
    }
  }
  return { probability: probabilityAt(weights.reduce((sum, weight) => sum + weight, 0)), weights };
}

function surest(evidence: Evidence, signals: number): number {
  if (evidence.kind === 'flag') return SUREST_FLAG;
  return evidence.kind === 'signal' && signals > 1 && UNCALIBRATED.has(evidence.detector.id) ? SUREST_UNCALIBRATED : SUREST_SIGNAL;
}

/** A probability, taken for no surer than `most` either way. */
export function heldTo(most: number, probability: number): number {
  return Math.min(most, Math.max(1 - most, probability));
}

function logOddsOf(evidence: Evidence, label: Label, shifts: Shifts, most: number): number {
  if (evidence.label !== label && evidence.kind === 'flag' && evidence.polarity === 'disputes') return 0;
  const own = logOddsAt(heldTo(most, statedBy(evidence))) + (shifts.get(sourceOf(evidence)) ?? 0);
  return evidence.label === label ? own : -own;
}
