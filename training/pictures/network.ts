import type { OnnxTensor } from './onnx-writer.ts';

/** A convolutional network as layers that ONNX has as well, whatever file it was read from. */
export interface Network {
  layer(name: string): Layer;
}

/** A layer with its inputs by name. What follows a convolution linearly is folded into its weights. */
export type Layer =
  | { readonly kind: 'pixels' }
  | { readonly kind: 'stretch'; readonly input: string; readonly factor: number; readonly offset: number }
  | Convolution
  | { readonly kind: 'relu'; readonly input: string; readonly most: 6 | undefined }
  | { readonly kind: 'pool'; readonly input: string; readonly by: 'most' | 'mean'; readonly side: number; readonly stride: number; readonly pads: Pads }
  | { readonly kind: 'add' | 'join'; readonly inputs: readonly string[] };

/** Pixels of nothing before and after: top, left, bottom, right. */
export type Pads = readonly [number, number, number, number];

export interface Convolution {
  readonly kind: 'convolution';
  readonly input: string;
  readonly outChannels: number;
  readonly kernel: readonly [height: number, width: number];
  readonly group: number;
  readonly strides: readonly number[];
  readonly pads: Pads;
  /** `<name>/weight` [out, in of a group, height, width] and `<name>/bias` [out]. */
  readonly tensors: () => readonly [weight: OnnxTensor, bias: OnnxTensor];
}

/** A kernel of [height, width, in, out], or [height, width, channel, 1] where every channel has its own, as ONNX lays it out. */
export function transposeKernel(
  data: Float32Array,
  [height = 0, width = 0, inChannels = 0, last = 0]: readonly number[],
  depthwise: boolean,
  scale: (outChannel: number) => number = () => 1,
): { readonly dims: readonly number[]; readonly data: Float32Array } {
  const outChannels = depthwise ? inChannels : last;
  const inGroup = depthwise ? 1 : inChannels;
  const transposed = new Float32Array(outChannels * inGroup * height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let i = 0; i < inGroup; i++) {
        for (let o = 0; o < outChannels; o++) {
          const from = ((y * width + x) * inGroup + i) * outChannels + o;
          transposed[((o * inGroup + i) * height + y) * width + x] = data[from]! * scale(o);
        }
      }
    }
  }
  return { dims: [outChannels, inGroup, height, width], data: transposed };
}
