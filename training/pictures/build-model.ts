import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readMobileNet, type MobileNet } from './mobilenet.ts';
import { writeOnnx } from './onnx-writer.ts';
import { buildTrunk, INPUT_PORT } from './trunk.ts';

/** What training leaves: where the trunk is tapped, and a calibrated logistic head over those features. */
export interface Head {
  readonly taps: readonly string[];
  /** One a feature, in the order of `Trunk.features`; log-odds of "generated" a unit. */
  readonly weights: readonly number[];
  readonly bias: number;
}

export const HEAD_FILE = join(import.meta.dirname, 'head.json');
export const MODEL_DIR = join(import.meta.dirname, '../../public/models/picture-ai');

export function readHead(): Head {
  return JSON.parse(readFileSync(HEAD_FILE, 'utf8')) as Head;
}

/**
 * The model that ships: trunk and head as one ONNX graph, `pixel_values` [batch, 3, height, width] in, `logits`
 * [batch, 2] out. The log-odds are split between the two so that a softmax gives the head's probability.
 */
export function buildModel(net: MobileNet, head: Head): Uint8Array {
  const trunk = buildTrunk(net, head.taps);
  if (head.weights.length !== trunk.featureCount) {
    throw new Error(`the head has ${head.weights.length} weights, the trunk gives ${trunk.featureCount} features`);
  }
  return writeOnnx({
    name: 'picture-ai',
    nodes: [
      ...trunk.nodes,
      { op: 'Gemm', inputs: [trunk.features, 'head/weight', 'head/bias'], output: 'logits' },
    ],
    tensors: [
      ...trunk.tensors,
      { name: 'head/weight', dims: [trunk.featureCount, 2], data: Float32Array.from(head.weights.flatMap(halves)) },
      { name: 'head/bias', dims: [2], data: Float32Array.from(halves(head.bias)) },
    ],
    inputs: [INPUT_PORT],
    outputs: [{ name: 'logits', dims: ['batch', 2] }],
  });
}

function halves(logOdds: number): readonly [number, number] {
  return [-logOdds / 2, logOdds / 2];
}

/** Writes `onnx/model.onnx` where the build picks it up, in one step for whoever reads it meanwhile; answers its SHA-256. */
export function writeModel(): string {
  const model = buildModel(readMobileNet(), readHead());
  const file = join(MODEL_DIR, 'onnx', 'model.onnx');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, model);
  renameSync(`${file}.${process.pid}`, file);
  return createHash('sha256').update(model).digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(`picture-ai: onnx/model.onnx written, sha256 ${writeModel()}`);
}
