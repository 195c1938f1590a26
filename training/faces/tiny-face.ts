import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The small face detector inside the npm package `@vladmandic/face-api`: weights by name, 8 bits each, MIT licence. */
export type TinyFaceWeights = (name: string) => Weight;

export interface Weight {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

interface WeightEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly quantization: { readonly min: number; readonly scale: number; readonly dtype: 'uint8' };
}

/** SHA-256 of the two files as version 1.7.15 has them: from others nothing is built. */
export const FACE_API_FILES = {
  'tiny_face_detector_model-weights_manifest.json': '5d1af4849ac48d5b985f4a9b16010c512353ddd6fcc63d50fd0bc9e9e64296e5',
  'tiny_face_detector_model.bin': 'b7503ce7df31039b1c43316a9b865cab6a70dd748cc602d3fa28b551503c3871',
} as const;

/** Folder of the package's models. */
export const FACE_API_MODELS = join(dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')), 'model');

/** Throws where the package is not the one that was measured. */
export function readTinyFace(): TinyFaceWeights {
  const manifest = JSON.parse(readPinned('tiny_face_detector_model-weights_manifest.json').toString('utf8')) as [{ readonly weights: readonly WeightEntry[] }];
  const bytes = readPinned('tiny_face_detector_model.bin');
  const weights = new Map<string, Weight>();
  let offset = 0;
  for (const { name, shape, quantization } of manifest[0].weights) {
    const count = shape.reduce((product, side) => product * side, 1);
    const data = Float32Array.from(bytes.subarray(offset, offset + count), (byte) => quantization.min + quantization.scale * byte);
    weights.set(name, { shape, data });
    offset += count;
  }
  return (name) => {
    const weight = weights.get(name);
    if (weight === undefined) throw new Error(`the face detector has no weight named ${name}`);
    return weight;
  };
}

function readPinned(name: keyof typeof FACE_API_FILES): Buffer {
  const bytes = readFileSync(join(FACE_API_MODELS, name));
  const digest = createHash('sha256').update(bytes).digest('hex');
  if (digest !== FACE_API_FILES[name]) throw new Error(`@vladmandic/face-api: ${name} is ${digest}, ${FACE_API_FILES[name]} was expected`);
  return bytes;
}
