import { readText, textFeatures, type FeatureShape } from '../../lib/detect/text-features.ts';

/** Sparse rows: the features of row i stand from starts[i] to starts[i + 1]. */
export interface Matrix {
  readonly rows: number;
  readonly starts: Uint32Array;
  readonly buckets: Uint32Array;
  readonly values: Float32Array;
}

export function toMatrix(texts: readonly string[], shape?: FeatureShape): Matrix {
  const features = texts.map((text) => textFeatures(readText(text), shape));
  const starts = new Uint32Array(texts.length + 1);
  for (const [i, { buckets }] of features.entries()) starts[i + 1] = starts[i]! + buckets.length;
  const buckets = new Uint32Array(starts.at(-1)!);
  const values = new Float32Array(buckets.length);
  for (const [i, row] of features.entries()) {
    buckets.set(row.buckets, starts[i]);
    values.set(row.values, starts[i]);
  }
  return { rows: texts.length, starts, buckets, values };
}

/** What a linear model says of each row: weight · features + bias. A table with fewer weights than buckets has one for 2^`shift` of them. */
export function margins(matrix: Matrix, weights: ArrayLike<number>, bias: number, { scale = 1, shift = 0 } = {}): Float64Array {
  const result = new Float64Array(matrix.rows);
  for (let row = 0; row < matrix.rows; row++) {
    let sum = 0;
    for (let k = matrix.starts[row]!; k < matrix.starts[row + 1]!; k++) sum += weights[matrix.buckets[k]! >>> shift]! * matrix.values[k]!;
    result[row] = sum * scale + bias;
  }
  return result;
}
