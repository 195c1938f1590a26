/** Hashes in a sketch. A text of a hundred letters is in it whole; of longer ones resemblance is known within .04, one standard deviation. */
export const SKETCH_SIZE = 128;

/** A fair sample of a text's n-grams, the same for the same text: the smallest of their hashes, in rising order. */
export type TextSketch = Uint32Array<ArrayBuffer>;

/** A copy: it keeps nothing else in memory. */
export function textSketch(ngrams: Uint32Array<ArrayBuffer>): TextSketch {
  return ngrams.slice(0, SKETCH_SIZE);
}

/**
 * The Jaccard resemblance of the texts that two sketches were made of: the share of n-grams that both have among those
 * that either has. Counted over the smallest hashes of the union, as far as both sketches know it.
 */
export function resemblance(a: TextSketch, b: TextSketch): number {
  let [i, j, either, both] = [0, 0, 0, 0];
  while (either < SKETCH_SIZE && (i < a.length || j < b.length)) {
    // Past the end of a full sketch anything may follow; past the end of another there is nothing.
    if ((i === a.length && i === SKETCH_SIZE) || (j === b.length && j === SKETCH_SIZE)) break;
    const [x, y] = [a[i] ?? Infinity, b[j] ?? Infinity];
    if (x <= y) i += 1;
    if (y <= x) j += 1;
    if (x === y) both += 1;
    either += 1;
  }
  return either === 0 ? 0 : both / either;
}
