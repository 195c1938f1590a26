import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The networks inside the npm package `nsfwjs` (MIT), with as many files of weights. */
const SHARDS = { mobilenet_v2: 1, mobilenet_v2_mid: 2, inception_v3: 6 } as const;
export type NsfwjsModel = keyof typeof SHARDS;

export interface Weight {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

interface WeightEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly quantization?: { readonly min: number; readonly scale: number; readonly dtype: string };
}

/** The files of a network as they are: the model as JSON, the weights as bytes. */
export function readNsfwjsFiles(model: NsfwjsModel): { readonly topology: unknown; readonly weightBytes: Uint8Array } {
  const require = createRequire(import.meta.url);
  const folder = join(dirname(require.resolve('nsfwjs')), '..', 'models', model);
  const topology: unknown = require(join(folder, 'model.min.js'));
  const shards = Array.from({ length: SHARDS[model] }, (_, i) => require(join(folder, `group1-shard${i + 1}of${SHARDS[model]}.min.js`)) as string);
  return { topology, weightBytes: new Uint8Array(Buffer.concat(shards.map((base64) => Buffer.from(base64, 'base64')))) };
}

/** Weights lie one after another in the order of the manifest, one byte each: value = min + scale · byte. Throws where they do not. */
export function readNsfwjs(model: NsfwjsModel): { readonly topology: unknown; readonly weight: (name: string) => Weight } {
  const { topology, weightBytes } = readNsfwjsFiles(model);
  const { weightsManifest } = topology as { readonly weightsManifest: readonly { readonly weights: readonly WeightEntry[] }[] };
  const weights = new Map<string, Weight>();
  let offset = 0;
  for (const { name, shape, quantization } of weightsManifest.flatMap((group) => group.weights)) {
    if (quantization?.dtype !== 'uint8') throw new Error(`${name}: unexpected quantisation ${quantization?.dtype ?? 'none'}`);
    const count = shape.reduce((product, side) => product * side, 1);
    const data = Float32Array.from(weightBytes.subarray(offset, offset + count), (byte) => quantization.min + quantization.scale * byte);
    weights.set(name, { shape, data });
    offset += count;
  }
  if (offset !== weightBytes.length) throw new Error(`nsfwjs weights: ${weightBytes.length} bytes, the manifest names ${offset}`);
  return {
    topology,
    weight(name) {
      const weight = weights.get(name);
      if (weight === undefined) throw new Error(`nsfwjs has no weight named ${name}`);
      return weight;
    },
  };
}
