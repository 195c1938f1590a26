/** Area under precision and recall, as average precision; ties count as one step. */
export function prAuc(probability: ArrayLike<number>, isSpam: ArrayLike<number>): number {
  const order = descending(probability);
  const spam = count(isSpam);
  let [found, seen, area] = [0, 0, 0];
  for (let at = 0; at < order.length; ) {
    const value = probability[order[at]!];
    let foundHere = 0;
    while (at < order.length && probability[order[at]!] === value) {
      foundHere += isSpam[order[at]!]!;
      seen += 1;
      at += 1;
    }
    found += foundHere;
    area += (foundHere / spam) * (found / seen);
  }
  return area;
}

/** The threshold whose F1 is highest. */
export function bestF1Threshold(probability: ArrayLike<number>, isSpam: ArrayLike<number>): number {
  const spam = count(isSpam);
  let [found, best, threshold] = [0, 0, 1];
  for (const [rank, i] of descending(probability).entries()) {
    found += isSpam[i]!;
    const f1 = (2 * found) / (rank + 1 + spam);
    if (f1 > best) [best, threshold] = [f1, probability[i]!];
  }
  return threshold;
}

export function f1At(probability: ArrayLike<number>, isSpam: ArrayLike<number>, threshold: number): number {
  let [found, flagged] = [0, 0];
  for (let i = 0; i < probability.length; i++) {
    if (probability[i]! < threshold) continue;
    flagged += 1;
    found += isSpam[i]!;
  }
  return (2 * found) / (flagged + count(isSpam));
}

/** Share of the spam above the value that at most `share` of the clean texts exceed. */
export function recallAtFalsePositives(probability: ArrayLike<number>, isSpam: ArrayLike<number>, share: number): number {
  const clean = Array.from(probability).filter((_, i) => isSpam[i] === 0).toSorted((a, b) => b - a);
  const bar = clean[Math.floor(share * clean.length)] ?? 0;
  return Array.from(probability).filter((p, i) => isSpam[i] === 1 && p > bar).length / count(isSpam);
}

/** Expected calibration error over bins of equal width. */
export function calibrationError(probability: ArrayLike<number>, isSpam: ArrayLike<number>, bins = 15): number {
  const sums = Array.from({ length: bins }, () => 0);
  for (let i = 0; i < probability.length; i++) {
    const bin = Math.min(bins - 1, Math.floor(probability[i]! * bins));
    sums[bin]! += probability[i]! - isSpam[i]!;
  }
  return sums.reduce((total, sum) => total + Math.abs(sum), 0) / probability.length;
}

/** The one-sided 95 % bounds of a share (Wilson 1927): it is no smaller, and it is no larger, with that confidence. */
export function bound95(hits: number, of: number): { readonly atLeast: number; readonly atMost: number } {
  const z = 1.644854;
  const share = hits / of;
  const middle = share + (z * z) / (2 * of);
  const spread = z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of));
  const scale = 1 + (z * z) / of;
  return { atLeast: Math.max(0, (middle - spread) / scale), atMost: Math.min(1, (middle + spread) / scale) };
}

function descending(values: ArrayLike<number>): readonly number[] {
  return Array.from(values, (_, i) => i).toSorted((a, b) => values[b]! - values[a]! || a - b);
}

function count(isSpam: ArrayLike<number>): number {
  return Array.from(isSpam).reduce((sum, one) => sum + one, 0);
}
