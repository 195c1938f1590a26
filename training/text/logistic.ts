import { probabilityAt } from '../../lib/core/log-odds.ts';
import type { Matrix } from './matrix.ts';

export interface LinearModel {
  readonly weights: Float64Array;
  readonly bias: number;
}

export interface FitOptions {
  /** Base-2 logarithm of how many weights there are, and how many of a bucket's lowest bits they do without. */
  readonly weightBits: number;
  readonly shift: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly seed: number;
}

/**
 * Logistic regression by AdaGrad (Duchi, Hazan, Singer 2011) over single rows in a seeded random order. Few epochs
 * regularise: a weight moves only as far as its own gradients have carried it. A row of no importance is passed over, and
 * so is, in a round, a row that would move next to nothing: most of them, after the first rounds.
 */
export function fitLogistic(matrix: Matrix, isPositive: ArrayLike<number | undefined>, importance: Float64Array, options: FitOptions): LinearModel {
  const { starts, values } = matrix;
  const buckets = options.shift === 0 ? matrix.buckets : matrix.buckets.map((bucket) => bucket >>> options.shift);
  // A weight and the sum of its squared gradients side by side: they are always wanted together.
  const pairs = new Float32Array(2 ** (options.weightBits + 1));
  for (let i = 1; i < pairs.length; i += 2) pairs[i] = TINY;
  let bias = 0;
  let biasSquares = TINY;
  const order = Uint32Array.from({ length: matrix.rows }, (_, i) => i).filter((row) => importance[row]! > 0);
  const random = mulberry32(options.seed);
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    shuffle(order, random);
    for (const row of order) {
      const start = starts[row]!;
      const end = starts[row + 1]!;
      let margin = bias;
      for (let k = start; k < end; k++) margin += pairs[2 * buckets[k]!]! * values[k]!;
      const slope = importance[row]! * (probabilityAt(margin) - isPositive[row]!);
      if (Math.abs(slope) < LEAST_SLOPE) continue;
      for (let k = start; k < end; k++) {
        const at = 2 * buckets[k]!;
        const gradient = slope * values[k]!;
        const sum = pairs[at + 1]! + gradient * gradient;
        pairs[at + 1] = sum;
        pairs[at]! -= (options.learningRate * gradient) / Math.sqrt(sum);
      }
      biasSquares += slope * slope;
      bias -= (options.learningRate * slope) / Math.sqrt(biasSquares);
    }
  }
  return { weights: Float64Array.from({ length: pairs.length / 2 }, (_, i) => pairs[2 * i]!), bias };
}

/** A row whose label is given so nearly teaches nothing. */
const LEAST_SLOPE = 0.002;

/** Keeps the first step finite. */
const TINY = 1e-8;

/** Fisher–Yates, in place. */
function shuffle(order: Uint32Array, random: () => number): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const other = order[j]!;
    order[j] = order[i]!;
    order[i] = other;
  }
}

/** A 32-bit generator of numbers in [0, 1): small, seeded, the same everywhere. */
export function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The slope and offset under which probabilityAt(slope × margin + offset) fits the labels best (Platt 1999), by Newton's method. */
export function fitPlatt(margin: ArrayLike<number>, isSpam: ArrayLike<number>): { slope: number; offset: number } {
  let slope = 1;
  let offset = 0;
  for (let round = 0; round < 50; round++) {
    let [gs, go, ss, so, oo] = [0, 0, 1e-9, 0, 1e-9];
    for (let i = 0; i < margin.length; i++) {
      const p = probabilityAt(slope * margin[i]! + offset);
      const d = p - isSpam[i]!;
      const h = p * (1 - p);
      gs += d * margin[i]!;
      go += d;
      ss += h * margin[i]! ** 2;
      so += h * margin[i]!;
      oo += h;
    }
    const determinant = ss * oo - so * so;
    const slopeStep = (oo * gs - so * go) / determinant;
    const offsetStep = (ss * go - so * gs) / determinant;
    slope -= slopeStep;
    offset -= offsetStep;
    if (Math.abs(slopeStep) + Math.abs(offsetStep) < 1e-10) break;
  }
  return { slope, offset };
}
