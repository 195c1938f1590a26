import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeOnnx, type OnnxNode, type OnnxTensor } from '../pictures/onnx-writer.ts';
import { readTinyFace, type TinyFaceWeights, type Weight } from './tiny-face.ts';

export const FACE_MODEL_DIR = join(import.meta.dirname, '../../public/models/face-finder');

/** What is taken off each colour before the first layer, of 255. */
const MEAN_RGB = [117.001, 114.697, 97.404] as const;
const SEPARABLE = ['conv1', 'conv2', 'conv3', 'conv4', 'conv5'] as const;
/** The first layer takes a pixel off every edge, so that the map after it is odd; the last is not halved. */
const OVER_EDGE: readonly string[] = ['conv1', 'conv5'];
const LEAK = { float: 0.1 };

/**
 * The network as one ONNX graph: `pixel_values` [batch, 3, height, width] in, RGB 0…1; `logits` [batch, 25, rows, columns]
 * out, five numbers for each of five shapes of boxes. Each layer halves the map but the last. Sides are multiples of 32:
 * where windows of "same" padding reach over the edge is known then, and is written as padding, which every runtime knows.
 */
export function buildFaceModel(weights: TinyFaceWeights): Uint8Array {
  const nodes: OnnxNode[] = [];
  const tensors: OnnxTensor[] = [];
  const convolve = (name: string, input: string, kernel: Weight, bias: Float32Array | undefined, pad: number): string => {
    const depthwise = kernel.shape[3] === 1;
    tensors.push({ name: `${name}/weight`, ...toOnnx(kernel, depthwise) });
    if (bias !== undefined) tensors.push({ name: `${name}/bias`, dims: [bias.length], data: bias });
    const [side = 1, , channels = 1] = kernel.shape;
    nodes.push({
      op: 'Conv',
      inputs: [input, `${name}/weight`, ...(bias === undefined ? [] : [`${name}/bias`])],
      output: name,
      attributes: { group: depthwise ? channels : 1, kernel_shape: [side, side], pads: [pad, pad, pad, pad], strides: [1, 1] },
    });
    return name;
  };
  const leak = (name: string): string => {
    nodes.push({ op: 'LeakyRelu', inputs: [name], output: `${name}/leaky`, attributes: { alpha: LEAK } });
    return `${name}/leaky`;
  };
  const pool = (input: string, stride: 1 | 2, overEdge: boolean): string => {
    const end = overEdge ? 1 : 0;
    nodes.push({ op: 'MaxPool', inputs: [input], output: `${input}/pooled`, attributes: { kernel_shape: [2, 2], strides: [stride, stride], pads: [0, 0, end, end] } });
    return `${input}/pooled`;
  };

  const first = weights('conv0/filters');
  let map = pool(leak(convolve('conv0', 'pixel_values', first, centred(first, weights('conv0/bias').data), 0)), 2, false);
  for (const name of SEPARABLE) {
    const spread = convolve(`${name}/spread`, map, weights(`${name}/depthwise_filter`), undefined, 1);
    map = pool(leak(convolve(name, spread, weights(`${name}/pointwise_filter`), weights(`${name}/bias`).data, 0)), name === 'conv5' ? 1 : 2, OVER_EDGE.includes(name));
  }
  convolve('logits', map, weights('conv8/filters'), weights('conv8/bias').data, 0);
  return writeOnnx({
    name: 'face-finder',
    nodes,
    tensors,
    inputs: [{ name: 'pixel_values', dims: ['batch', 3, 'height', 'width'] }],
    outputs: [{ name: 'logits', dims: ['batch', 25, 'rows', 'columns'] }],
  });
}

/** TF.js: [y, x, in, out], depthwise [y, x, channel, 1]; ONNX: [out, in of the group, y, x]. */
function toOnnx({ shape, data }: Weight, depthwise: boolean): { readonly dims: readonly number[]; readonly data: Float32Array } {
  const [height = 0, width = 0, inChannels = 0, last = 0] = shape;
  const [outs, ins] = depthwise ? [inChannels, 1] : [last, inChannels];
  const moved = new Float32Array(data.length);
  for (let tap = 0; tap < height * width; tap++) {
    for (let i = 0; i < ins; i++) {
      for (let o = 0; o < outs; o++) moved[(o * ins + i) * height * width + tap] = data[(tap * ins + i) * outs + o]!;
    }
  }
  return { dims: [outs, ins, height, width], data: moved };
}

/** The first layer sees every pixel whole (no padding): what is taken off its input can as well be taken off its sums. */
function centred({ shape, data }: Weight, bias: Float32Array): Float32Array {
  const [, , colours = 0, outs = 0] = shape;
  return bias.map((each, o) => {
    let taken = 0;
    for (let i = o; i < data.length; i += outs) taken += data[i]! * (MEAN_RGB[Math.floor(i / outs) % colours]! / 255);
    return each - taken;
  });
}

/** Writes `onnx/model.onnx` where the build picks it up, in one step for whoever reads it meanwhile; answers its SHA-256. */
export function writeFaceModel(): string {
  const model = buildFaceModel(readTinyFace());
  const file = join(FACE_MODEL_DIR, 'onnx', 'model.onnx');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, model);
  renameSync(`${file}.${process.pid}`, file);
  return createHash('sha256').update(model).digest('hex');
}
