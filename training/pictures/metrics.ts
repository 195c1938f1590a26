/** One picture as an evaluation sees it. */
export interface Scored {
  readonly score: number;
  readonly generated: boolean;
  readonly group: string;
}

/** Chance that a generated picture scores above a clean one; ties count half. NaN where a class is empty. */
export function auc(items: readonly Scored[]): number {
  const sorted = items.toSorted((a, b) => a.score - b.score);
  let rankSum = 0;
  for (let i = 0; i < sorted.length; ) {
    let end = i;
    while (end < sorted.length && sorted[end]!.score === sorted[i]!.score) end++;
    const meanRank = (i + 1 + end) / 2;
    for (; i < end; i++) if (sorted[i]!.generated) rankSum += meanRank;
  }
  const generated = items.filter((item) => item.generated).length;
  const clean = items.length - generated;
  return (rankSum - (generated * (generated + 1)) / 2) / (generated * clean);
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

/**
 * Upper end of the one-sided 95 % interval of a share, exact (Clopper and Pearson 1934): the largest p at which
 * `hits` of `count` or fewer would still be seen one time in twenty.
 */
export function upperBound95(hits: number, count: number): number {
  if (hits >= count) return 1;
  let low = hits / count;
  let high = 1;
  for (let i = 0; i < 60; i++) {
    const p = (low + high) / 2;
    if (binomialCdf(hits, count, p) > 0.05) low = p;
    else high = p;
  }
  return high;
}

function binomialCdf(hits: number, count: number, p: number): number {
  let logTerm = count * Math.log1p(-p);
  let sum = Math.exp(logTerm);
  for (let k = 1; k <= hits; k++) {
    logTerm += Math.log((count - k + 1) / k) + Math.log(p) - Math.log1p(-p);
    sum += Math.exp(logTerm);
  }
  return sum;
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
