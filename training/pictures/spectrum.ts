import type { OnnxNode, OnnxTensor } from './onnx-writer.ts';
import type { FeaturePart } from './trunk.ts';

/** A block of the JPEG standard; up-sampling by 2 and 4 repeats itself within it as well. */
const SIDE = 8;
/** Coprime with 8, so that every phase of a compression grid is met. */
const STRIDE = 3;
const PLANES = 3;
/** Half a step of 8 bits: below it a logarithm would tell rounding apart. */
const FLOOR = 0.5 / 255;

/** How much of each frequency there is: of brightness and both colour differences, 64 means and 64 deviations each, as logarithms. */
export interface SpectrumBranch {
  readonly nodes: readonly OnnxNode[];
  readonly tensors: readonly OnnxTensor[];
  /** Values of shape [batch, count, 1, 1]. */
  readonly mean: FeaturePart;
  readonly deviation: FeaturePart;
}

/**
 * The cosine transform of overlapping 8 × 8 blocks as a convolution. Mean size and deviation of a coefficient
 * together also tell how heavy the tails are.
 */
export function buildSpectrum(): SpectrumBranch {
  const count = PLANES * SIDE * SIDE;
  const cosines = new Float32Array(count * SIDE * SIDE);
  for (let plane = 0; plane < PLANES; plane++) {
    for (let v = 0; v < SIDE; v++) {
      for (let u = 0; u < SIDE; u++) {
        for (let y = 0; y < SIDE; y++) {
          for (let x = 0; x < SIDE; x++) {
            const at = (((plane * SIDE + v) * SIDE + u) * SIDE + y) * SIDE + x;
            cosines[at] = basis(v, y) * basis(u, x);
          }
        }
      }
    }
  }
  return {
    tensors: [
      // ITU-R BT.601, as JPEG uses it.
      {
        name: 'spectrum/planes',
        dims: [PLANES, 3, 1, 1],
        data: Float32Array.of(0.299, 0.587, 0.114, -0.168736, -0.331264, 0.5, 0.5, -0.418688, -0.081312),
      },
      { name: 'spectrum/cosines', dims: [count, 1, SIDE, SIDE], data: cosines },
      { name: 'spectrum/floor', dims: [], data: Float32Array.of(FLOOR) },
      { name: 'spectrum/floor_squared', dims: [], data: Float32Array.of(FLOOR ** 2) },
    ],
    nodes: [
      { op: 'Conv', inputs: ['pixel_values', 'spectrum/planes'], output: 'spectrum/ycc', attributes: { kernel_shape: [1, 1] } },
      {
        op: 'Conv',
        inputs: ['spectrum/ycc', 'spectrum/cosines'],
        output: 'spectrum/coefficients',
        attributes: { group: PLANES, kernel_shape: [SIDE, SIDE], strides: [STRIDE, STRIDE] },
      },
      { op: 'Abs', inputs: ['spectrum/coefficients'], output: 'spectrum/sizes' },
      { op: 'GlobalAveragePool', inputs: ['spectrum/sizes'], output: 'spectrum/mean_size' },
      { op: 'Add', inputs: ['spectrum/mean_size', 'spectrum/floor'], output: 'spectrum/mean_above_floor' },
      { op: 'Log', inputs: ['spectrum/mean_above_floor'], output: 'spectrum/mean' },
      { op: 'Mul', inputs: ['spectrum/sizes', 'spectrum/sizes'], output: 'spectrum/squares' },
      { op: 'GlobalAveragePool', inputs: ['spectrum/squares'], output: 'spectrum/mean_square' },
      { op: 'Add', inputs: ['spectrum/mean_square', 'spectrum/floor_squared'], output: 'spectrum/square_above_floor' },
      { op: 'Log', inputs: ['spectrum/square_above_floor'], output: 'spectrum/deviation' },
    ],
    mean: { name: 'spectrum/mean', count },
    deviation: { name: 'spectrum/deviation', count },
  };
}

/** The orthonormal cosine transform. */
function basis(frequency: number, at: number): number {
  const scale = frequency === 0 ? Math.sqrt(1 / SIDE) : Math.sqrt(2 / SIDE);
  return scale * Math.cos(((2 * at + 1) * frequency * Math.PI) / (2 * SIDE));
}
