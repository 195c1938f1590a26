import { auc as rankedAuc } from '../../lib/measure/ranking.ts';

/** One picture as an evaluation sees it. */
export interface Scored {
  readonly score: number;
  readonly generated: boolean;
  readonly group: string;
}

/** Chance that a generated picture scores above a clean one; ties count half. NaN where a class is empty. */
export function auc(items: readonly Scored[]): number {
  return rankedAuc(items.map(({ score, generated }) => ({ score, positive: generated })));
}

/** Share of the items that score at least `threshold`. */
export function shareFrom(items: readonly Scored[], threshold: number): number {
  return items.filter(({ score }) => score >= threshold).length / items.length;
}

/** The least score at which at most `share` of the clean items are reached. */
export function thresholdAt(clean: readonly Scored[], share: number): number {
  const descending = clean.map(({ score }) => score).toSorted((a, b) => b - a);
  const allowed = Math.floor(share * clean.length);
  const first = descending[allowed];
  if (first === undefined) throw new Error('no clean pictures to take a threshold from');
  // Just above the first one that must not be reached.
  return first + Math.max(Math.abs(first), 1) * 1e-9;
}

/** Mean distance between stated and observed probability over ten bins of equal count. */
export function calibrationError(items: readonly Stated[]): number {
  return reliability(items).reduce((error, { stated, observed, count }) => error + (Math.abs(stated - observed) * count) / items.length, 0);
}

interface Stated {
  readonly probability: number;
  readonly generated: boolean;
}

/** Ten bins of equal count, least probable first: the mean probability stated and the share that was generated. */
export function reliability(items: readonly Stated[]): readonly { readonly stated: number; readonly observed: number; readonly count: number }[] {
  const BINS = 10;
  const sorted = items.toSorted((a, b) => a.probability - b.probability);
  return Array.from({ length: BINS }, (_, bin) => {
    const members = sorted.slice(Math.floor((bin * sorted.length) / BINS), Math.floor(((bin + 1) * sorted.length) / BINS));
    const stated = members.reduce((sum, { probability }) => sum + probability, 0) / members.length;
    return { stated, observed: members.filter(({ generated }) => generated).length / members.length, count: members.length };
  }).filter(({ count }) => count > 0);
}
