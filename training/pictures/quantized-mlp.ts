import type { Mlp } from './mlp.ts';

/** A network whose first layer, nearly all of it, is one byte a weight: weights1 = levels · step of the unit. */
export interface QuantizedMlp extends Omit<Mlp, 'weights1'> {
  readonly levels: Int8Array;
  readonly steps: Float32Array;
}

const LARGEST_LEVEL = 127;

export function quantize({ weights1, ...rest }: Mlp): QuantizedMlp {
  return { ...rest, ...levelsOf(weights1, rest.bias1.length) };
}

/** A matrix of so many columns as bytes, each column with a step of its own. */
export function levelsOf(matrix: Float32Array, columns: number): { readonly levels: Int8Array; readonly steps: Float32Array } {
  const largest = new Float32Array(columns);
  matrix.forEach((weight, i) => (largest[i % columns] = Math.max(largest[i % columns]!, Math.abs(weight))));
  const steps = largest.map((size) => (size === 0 ? 1 : size / LARGEST_LEVEL));
  return { steps, levels: Int8Array.from(matrix, (weight, i) => Math.round(weight / steps[i % columns]!)) };
}

/** The same network with log-odds slope · x + offset: what calibration asks for. */
export function rescaled(mlp: QuantizedMlp, { slope, offset }: { readonly slope: number; readonly offset: number }): QuantizedMlp {
  return { ...mlp, weights2: mlp.weights2.map((weight) => slope * weight), bias2: slope * mlp.bias2 + offset };
}

/** Networks over features that lie one after another, as one: what they say is averaged. */
export function sideBySide(mlps: readonly QuantizedMlp[]): QuantizedMlp {
  const inputs = mlps.reduce((sum, { mean }) => sum + mean.length, 0);
  const units = mlps.reduce((sum, { bias1 }) => sum + bias1.length, 0);
  const levels = new Int8Array(inputs * units);
  let [row, column] = [0, 0];
  for (const mlp of mlps) {
    const [ownInputs, ownUnits] = [mlp.mean.length, mlp.bias1.length];
    for (let i = 0; i < ownInputs; i++) levels.set(mlp.levels.subarray(i * ownUnits, (i + 1) * ownUnits), (row + i) * units + column);
    row += ownInputs;
    column += ownUnits;
  }
  const joined = (of: (mlp: QuantizedMlp) => Float32Array): Float32Array => Float32Array.from(mlps.flatMap((mlp) => [...of(mlp)]));
  return {
    mean: joined(({ mean }) => mean),
    scale: joined(({ scale }) => scale),
    levels,
    steps: joined(({ steps }) => steps),
    bias1: joined(({ bias1 }) => bias1),
    weights2: joined(({ weights2 }) => weights2.map((weight) => weight / mlps.length)),
    bias2: mlps.reduce((sum, { bias2 }) => sum + bias2 / mlps.length, 0),
  };
}
