/**
 * Upper end of the one-sided 95 % interval of a share, exact (Clopper and Pearson 1934): the largest p at which
 * `hits` of `count` or fewer would still be seen one time in twenty. 1 where nothing was counted.
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

/** Chance of at most `hits` in `count` draws at `p`, 0 < p < 1. */
export function binomialCdf(hits: number, count: number, p: number): number {
  let logTerm = count * Math.log1p(-p);
  let sum = Math.exp(logTerm);
  for (let k = 1; k <= hits; k++) {
    logTerm += Math.log((count - k + 1) / k) + Math.log(p) - Math.log1p(-p);
    sum += Math.exp(logTerm);
  }
  return sum;
}
