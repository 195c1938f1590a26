import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeFaceModel } from '../faces/build-model.ts';
import { familiarNodes } from './familiar.ts';
import { withHalfWeights } from './half-weights.ts';
import { readHead, type Head } from './head.ts';
import { trunkFor } from './lenses.ts';
import { mlpNodes, STANDARDISED } from './mlp-graph.ts';
import { writeOnnx } from './onnx-writer.ts';
import { INPUT_PORT } from './trunk.ts';

export const MODEL_DIR = join(import.meta.dirname, '../../public/models/picture-ai');

/**
 * The model that ships: trunk and head as one ONNX graph, `pixel_values` [batch, 3, height, width] in, `logits`
 * [batch, 2] and `distance` [batch, 1] out. The log-odds are split between the two logits so that a softmax gives the
 * head's probability; the distance tells how far a crop lies from those learnt from.
 */
export function buildModel(head: Head): Uint8Array {
  const trunk = withHalfWeights(trunkFor(head.taps, head.pooling));
  if (head.mlp.mean.length !== trunk.featureCount) {
    throw new Error(`the head is for ${head.mlp.mean.length} features, the trunk gives ${trunk.featureCount}`);
  }
  const mlp = mlpNodes(head.mlp, trunk.features, 'logits');
  const familiar = familiarNodes(head.familiar, STANDARDISED, 'distance');
  return writeOnnx({
    name: 'picture-ai',
    nodes: [...trunk.nodes, ...mlp.nodes, ...familiar.nodes],
    tensors: [...trunk.tensors, ...mlp.tensors, ...familiar.tensors],
    inputs: [INPUT_PORT],
    outputs: [
      { name: 'logits', dims: ['batch', 2] },
      { name: 'distance', dims: ['batch', 1] },
    ],
  });
}

/**
 * Writes `onnx/model.onnx` where the build picks it up, in one step for whoever reads it meanwhile, and the face finder's,
 * without which the detector does not start; answers the SHA-256 of the first.
 */
export function writeModel(): string {
  writeFaceModel();
  const model = buildModel(readHead());
  const file = join(MODEL_DIR, 'onnx', 'model.onnx');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, model);
  renameSync(`${file}.${process.pid}`, file);
  return createHash('sha256').update(model).digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(`picture-ai: onnx/model.onnx written, sha256 ${writeModel()}`);
}
