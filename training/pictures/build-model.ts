import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeFaceModel } from '../faces/build-model.ts';
import { readHead, type Head } from './head.ts';
import { mlpNodes } from './mlp-graph.ts';
import { readMobileNet, type MobileNet } from './mobilenet.ts';
import { writeOnnx } from './onnx-writer.ts';
import { buildTrunk, INPUT_PORT } from './trunk.ts';

export const MODEL_DIR = join(import.meta.dirname, '../../public/models/picture-ai');

/**
 * The model that ships: trunk and head as one ONNX graph, `pixel_values` [batch, 3, height, width] in, `logits`
 * [batch, 2] out. The log-odds are split between the two so that a softmax gives the head's probability.
 */
export function buildModel(net: MobileNet, head: Head): Uint8Array {
  const trunk = buildTrunk(net, head.taps, head.pooling);
  if (head.mlp.mean.length !== trunk.featureCount) {
    throw new Error(`the head is for ${head.mlp.mean.length} features, the trunk gives ${trunk.featureCount}`);
  }
  const { nodes, tensors } = mlpNodes(head.mlp, trunk.features, 'logits');
  return writeOnnx({
    name: 'picture-ai',
    nodes: [...trunk.nodes, ...nodes],
    tensors: [...trunk.tensors, ...tensors],
    inputs: [INPUT_PORT],
    outputs: [{ name: 'logits', dims: ['batch', 2] }],
  });
}

/**
 * Writes `onnx/model.onnx` where the build picks it up, in one step for whoever reads it meanwhile, and the face finder's,
 * without which the detector does not start; answers the SHA-256 of the first.
 */
export function writeModel(): string {
  writeFaceModel();
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
