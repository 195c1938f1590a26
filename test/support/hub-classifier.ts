import { writeOnnx } from '../../training/pictures/onnx-writer.ts';
import type { HeldModel } from '../e2e/support/hub-server.ts';

export interface ClassifierOptions {
  readonly labels?: readonly string[];
  readonly sidePx?: number;
  /** Weights that are never used, to make the file larger. */
  readonly paddingBytes?: number;
  readonly config?: object;
  readonly preprocessor?: object;
}

/**
 * A small image classifier in the hub's layout that anyone can check by hand: its two logits are ten times the mean
 * red and ten times the mean blue of what it is given, so that a red picture is "artificial".
 */
export function aClassifier({ labels = ['artificial', 'human'], sidePx = 64, paddingBytes = 0, config = {}, preprocessor = {} }: ClassifierOptions = {}): HeldModel {
  const model = writeOnnx({
    name: 'red-or-blue',
    nodes: [
      { op: 'ReduceMean', inputs: ['pixel_values'], output: 'means', attributes: { axes: [2, 3], keepdims: 0 } },
      { op: 'Gemm', inputs: ['means', 'weight', 'bias'], output: 'logits' },
    ],
    tensors: [
      { name: 'weight', dims: [3, labels.length], data: Float32Array.from({ length: 3 * labels.length }, (_, i) => weightOf(Math.floor(i / labels.length), i % labels.length)) },
      { name: 'bias', dims: [labels.length], data: new Float32Array(labels.length) },
      ...(paddingBytes === 0 ? [] : [{ name: 'padding', dims: [paddingBytes / 4], data: new Float32Array(paddingBytes / 4).fill(1.5) }]),
    ],
    inputs: [{ name: 'pixel_values', dims: ['batch', 3, 'height', 'width'] }],
    outputs: [{ name: 'logits', dims: ['batch', labels.length] }],
  });
  const side = { height: sidePx, width: sidePx };
  return {
    licence: 'apache-2.0',
    files: {
      'config.json': json({ architectures: ['ViTForImageClassification'], model_type: 'vit', id2label: { ...labels }, ...config }),
      'preprocessor_config.json': json({ do_resize: true, size: side, resample: 2, do_rescale: true, rescale_factor: 1 / 255, do_normalize: true, image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5], ...preprocessor }),
      'onnx/model.onnx': model,
    },
  };
}

function weightOf(channel: number, output: number): number {
  return (channel === 0 && output === 0) || (channel === 2 && output === 1) ? 10 : 0;
}

function json(value: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}
