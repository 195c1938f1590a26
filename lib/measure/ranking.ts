/** An item whose class is known, with what a detector says of it. */
export interface Ranked {
  /** Higher means more likely positive; only the order counts. */
  readonly score: number;
  readonly positive: boolean;
}

/** Chance that a positive item scores above a negative one (area under the ROC curve); ties count half. NaN where a class is empty. */
export function auc(items: readonly Ranked[]): number {
  const sorted = items.toSorted((a, b) => a.score - b.score);
  let rankSum = 0;
  for (let i = 0; i < sorted.length; ) {
    let end = i;
    while (end < sorted.length && sorted[end]!.score === sorted[i]!.score) end++;
    const meanRank = (i + 1 + end) / 2;
    for (; i < end; i++) if (sorted[i]!.positive) rankSum += meanRank;
  }
  const positives = items.filter(({ positive }) => positive).length;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (items.length - positives));
}

/** Area under precision and recall, as average precision; ties count as one step. NaN without positive items. */
export function prAuc(items: readonly Ranked[]): number {
  const descending = items.toSorted((a, b) => b.score - a.score);
  const positives = items.filter(({ positive }) => positive).length;
  if (positives === 0) return Number.NaN;
  let [found, area] = [0, 0];
  for (let i = 0; i < descending.length; ) {
    const { score } = descending[i]!;
    let foundHere = 0;
    for (; i < descending.length && descending[i]!.score === score; i++) if (descending[i]!.positive) foundHere++;
    found += foundHere;
    area += (foundHere / positives) * (found / i);
  }
  return area;
}

/** Share of the positive items above the score that at most `share` of the negative ones exceed; NaN where a class is empty. */
export function recallAtFalsePositives(items: readonly Ranked[], share: number): number {
  const negatives = items.filter(({ positive }) => !positive).map(({ score }) => score).toSorted((a, b) => b - a);
  const positives = items.filter(({ positive }) => positive);
  const bar = negatives[Math.floor(share * negatives.length)];
  if (bar === undefined) return Number.NaN;
  return positives.filter(({ score }) => score > bar).length / positives.length;
}

/** A point of the ROC curve; both are shares. */
export interface RocPoint {
  readonly falsePositives: number;
  readonly found: number;
}

/** The ROC curve from nothing reached to everything reached, one point a distinct score; empty where a class is. */
export function rocCurve(items: readonly Ranked[]): readonly RocPoint[] {
  const positives = items.filter(({ positive }) => positive).length;
  const negatives = items.length - positives;
  if (positives === 0 || negatives === 0) return [];
  const descending = items.toSorted((a, b) => b.score - a.score);
  const curve: RocPoint[] = [{ falsePositives: 0, found: 0 }];
  let [found, reached] = [0, 0];
  for (let i = 0; i < descending.length; ) {
    const { score } = descending[i]!;
    for (; i < descending.length && descending[i]!.score === score; i++) {
      if (descending[i]!.positive) found++;
      else reached++;
    }
    curve.push({ falsePositives: reached / negatives, found: found / positives });
  }
  return curve;
}
