import type { Mlp } from './mlp.ts';

/** A network whose first layer, nearly all of it, is one byte a weight: weights1 = levels · step of the unit. */
export interface QuantizedMlp extends Omit<Mlp, 'weights1'> {
  readonly levels: Int8Array;
  readonly steps: Float32Array;
}

const LARGEST_LEVEL = 127;

export function quantize({ weights1, ...rest }: Mlp): QuantizedMlp {
  const units = rest.bias1.length;
  const largest = new Float32Array(units);
  weights1.forEach((weight, i) => (largest[i % units] = Math.max(largest[i % units]!, Math.abs(weight))));
  const steps = largest.map((size) => (size === 0 ? 1 : size / LARGEST_LEVEL));
  return { ...rest, steps, levels: Int8Array.from(weights1, (weight, i) => Math.round(weight / steps[i % units]!)) };
}

/** The same network with log-odds slope · x + offset: what calibration asks for. */
export function rescaled(mlp: QuantizedMlp, { slope, offset }: { readonly slope: number; readonly offset: number }): QuantizedMlp {
  return { ...mlp, weights2: mlp.weights2.map((weight) => slope * weight), bias2: slope * mlp.bias2 + offset };
}
