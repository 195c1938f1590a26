import type { OnnxNode, OnnxTensor } from './onnx-writer.ts';

/** Binomial weights: the smoothest kernel of five pixels. */
const SMOOTH = [1, 4, 6, 4, 1];
const SIDE = SMOOTH.length;
/** What is left after smoothing is faint: about as much stronger it fills the range that the network was made for. */
const GAIN = 4;
const GREY = 0.5;

/**
 * What is left of a picture when its smooth part is taken away, as a picture: grey where nothing is, each colour for
 * itself. The same network that sees content in the picture sees grain in this.
 */
export function buildResidual(pixels: string): { readonly nodes: readonly OnnxNode[]; readonly tensors: readonly OnnxTensor[]; readonly value: string } {
  const total = SMOOTH.reduce((sum, weight) => sum + weight, 0) ** 2;
  const middle = (SIDE * SIDE - 1) / 2;
  const kernel = Float32Array.from({ length: SIDE * SIDE }, (_, i) => GAIN * (Number(i === middle) - (SMOOTH[Math.floor(i / SIDE)]! * SMOOTH[i % SIDE]!) / total));
  return {
    tensors: [
      { name: 'residual/kernel', dims: [3, 1, SIDE, SIDE], data: Float32Array.from([...kernel, ...kernel, ...kernel]) },
      { name: 'residual/grey', dims: [3], data: Float32Array.of(GREY, GREY, GREY) },
      { name: 'residual/one', dims: [], data: Float32Array.of(1) },
    ],
    nodes: [
      // Without padding: beyond the edge there is nothing to differ from.
      { op: 'Conv', inputs: [pixels, 'residual/kernel', 'residual/grey'], output: 'residual/left', attributes: { group: 3, kernel_shape: [SIDE, SIDE] } },
      { op: 'Clip', inputs: ['residual/left', 'zero', 'residual/one'], output: 'residual/picture' },
    ],
    value: 'residual/picture',
  };
}
