import type { Band } from '../core/evidence.ts';
import { calibrationError, coverageAgainstError, reliabilityTable, type CoveragePoint, type ReliabilityBin } from './calibration.ts';
import { auc, prAuc, recallAtFalsePositives, rocCurve, type RocPoint } from './ranking.ts';
import { upperBound95 } from './upper-bound.ts';

/** An item whose class is known, and what a detector answered. */
export interface Answered {
  readonly positive: boolean;
  /** Who it is counted with: a source, a generator, a dialect. */
  readonly group: string;
  readonly answer: { readonly probability: number; readonly band: Band } | { readonly abstain: string };
}

/** How good a detector's answers are. Shares and probabilities are 0…1; what cannot be told is null. */
export interface Evaluation {
  readonly items: number;
  readonly positives: number;
  readonly negatives: number;
  /** Items that were answered with a probability; all figures but these counts are about them. */
  readonly measured: number;
  /** Items that the detector declined, by reason, most frequent first. */
  readonly declined: readonly { readonly why: string; readonly items: number }[];
  readonly auc: number | null;
  readonly prAuc: number | null;
  /** Mean of the shares answered rightly in either class, at even odds and at the threshold of `likely`. */
  readonly balancedAccuracy: { readonly even: number | null; readonly likely: number | null };
  readonly foundAt1: number | null;
  readonly foundAt5: number | null;
  readonly likely: {
    readonly found: number | null;
    readonly precision: number | null;
    readonly f1: number | null;
    readonly falsePositives: number | null;
    /** Upper end of the one-sided 95 % interval of `falsePositives`. */
    readonly falsePositivesBound: number | null;
  };
  readonly calibrationError: number | null;
  readonly reliability: readonly ReliabilityBin[];
  readonly coverage: readonly CoveragePoint[];
  readonly roc: readonly RocPoint[];
  /** The group with the largest share of false positives, if there is more than one with negative items. */
  readonly worstGroup: { readonly group: string; readonly negatives: number; readonly falsePositives: number; readonly bound: number } | null;
  /** The group with most false positives first; ties by name. */
  readonly groups: readonly GroupEvaluation[];
}

export interface GroupEvaluation {
  readonly group: string;
  readonly negatives: number;
  /** Negative items called `likely`. */
  readonly flagged: number;
  /** Upper end of the one-sided 95 % interval of the share flagged; null without negative items. */
  readonly bound: number | null;
  readonly positives: number;
  /** Positive items called `likely`. */
  readonly found: number;
  readonly declined: number;
}

/** All figures of one detector on one set of items, in any order of them. */
export function evaluate(items: readonly Answered[]): Evaluation {
  const measured = items.flatMap(({ positive, answer }) => ('band' in answer ? [{ positive, ...answer, score: answer.probability }] : []));
  const reliability = reliabilityTable(measured);
  const likely = countAt(measured, ({ band }) => band === 'likely');
  const even = countAt(measured, ({ probability }) => probability >= 0.5);
  const groups = groupEvaluations(items);
  return {
    items: items.length,
    positives: items.filter(({ positive }) => positive).length,
    negatives: items.filter(({ positive }) => !positive).length,
    measured: measured.length,
    declined: declinedBy(items),
    auc: known(auc(measured)),
    // Without negative items it is 1 whatever is answered.
    prAuc: likely.negatives === 0 ? null : known(prAuc(measured)),
    balancedAccuracy: { even: balancedAccuracy(even), likely: balancedAccuracy(likely) },
    foundAt1: known(recallAtFalsePositives(measured, 0.01)),
    foundAt5: known(recallAtFalsePositives(measured, 0.05)),
    likely: {
      found: known(likely.found / likely.positives),
      precision: known(likely.found / (likely.found + likely.flagged)),
      f1: known((2 * likely.found) / (likely.found + likely.flagged + likely.positives)),
      falsePositives: known(likely.flagged / likely.negatives),
      falsePositivesBound: likely.negatives === 0 ? null : upperBound95(likely.flagged, likely.negatives),
    },
    calibrationError: known(calibrationError(reliability)),
    reliability,
    coverage: coverageAgainstError(measured, items.length),
    roc: rocCurve(measured),
    worstGroup: worstOf(groups),
    groups,
  };
}

interface Counts {
  readonly positives: number;
  readonly negatives: number;
  readonly found: number;
  readonly flagged: number;
}

function countAt<T extends { readonly positive: boolean }>(items: readonly T[], isCalled: (item: T) => boolean): Counts {
  const counts = { positives: 0, negatives: 0, found: 0, flagged: 0 };
  for (const item of items) {
    counts[item.positive ? 'positives' : 'negatives'] += 1;
    if (isCalled(item)) counts[item.positive ? 'found' : 'flagged'] += 1;
  }
  return counts;
}

function balancedAccuracy({ positives, negatives, found, flagged }: Counts): number | null {
  return known((found / positives + (negatives - flagged) / negatives) / 2);
}

function declinedBy(items: readonly Answered[]): Evaluation['declined'] {
  const counts = new Map<string, number>();
  for (const { answer } of items) if ('abstain' in answer) counts.set(answer.abstain, (counts.get(answer.abstain) ?? 0) + 1);
  return Array.from(counts, ([why, count]) => ({ why, items: count })).toSorted((a, b) => b.items - a.items || byName(a.why, b.why));
}

function groupEvaluations(items: readonly Answered[]): readonly GroupEvaluation[] {
  return Array.from(grouped(items), ([group, own]) => {
    const { positives, negatives, found, flagged } = countAt(own, ({ answer }) => 'band' in answer && answer.band === 'likely');
    const declined = own.filter(({ answer }) => 'abstain' in answer).length;
    return { group, negatives, flagged, bound: negatives === 0 ? null : upperBound95(flagged, negatives), positives, found, declined };
  }).toSorted((a, b) => share(b) - share(a) || byName(a.group, b.group));
}

/** Of groups with the same share the one about which less is known: its share may be worse. */
function worstOf(groups: readonly GroupEvaluation[]): Evaluation['worstGroup'] {
  const counted = groups.flatMap(({ group, negatives, flagged, bound }) => (bound === null ? [] : [{ group, negatives, falsePositives: flagged / negatives, bound }]));
  if (counted.length < 2) return null;
  return counted.reduce((worst, next) => (next.falsePositives > worst.falsePositives || (next.falsePositives === worst.falsePositives && next.bound > worst.bound) ? next : worst));
}

function grouped(items: readonly Answered[]): ReadonlyMap<string, readonly Answered[]> {
  const members = new Map<string, Answered[]>();
  for (const item of items) {
    const own = members.get(item.group);
    if (own === undefined) members.set(item.group, [item]);
    else own.push(item);
  }
  return members;
}

/** Groups without negative items come last. */
function share({ flagged, negatives }: GroupEvaluation): number {
  return negatives === 0 ? -1 : flagged / negatives;
}

function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
