import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The MobileNetV2 inside the npm package `nsfwjs`: a TF.js layers model, 8-bit weights, MIT licence. */
export interface MobileNet {
  readonly layers: readonly KerasLayer[];
  weight(name: string): Weight;
}

export interface KerasLayer {
  readonly kind: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inputs: readonly string[];
}

export interface Weight {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

interface TfjsLayersModel {
  readonly modelTopology: {
    readonly model_config: {
      readonly config: {
        readonly layers: readonly {
          readonly class_name: string;
          readonly name: string;
          readonly config: Readonly<Record<string, unknown>>;
          readonly inbound_nodes: readonly (readonly (readonly [string, ...unknown[]])[])[];
        }[];
      };
    };
  };
  readonly weightsManifest: readonly { readonly weights: readonly WeightEntry[] }[];
}

interface WeightEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly quantization: { readonly min: number; readonly scale: number; readonly dtype: 'uint8' };
}

/** Reads layers and weights; throws if the package is not laid out as expected. */
export function readMobileNet(): MobileNet {
  const { topology, weightBytes } = readNsfwjsFiles();
  const model = topology as TfjsLayersModel;
  const layers = model.modelTopology.model_config.config.layers.map((layer) => ({
    kind: layer.class_name,
    name: layer.name,
    config: layer.config,
    inputs: (layer.inbound_nodes[0] ?? []).map(([from]) => from),
  }));
  const weights = dequantize(model.weightsManifest.flatMap((group) => group.weights), weightBytes);
  return {
    layers,
    weight(name) {
      const weight = weights.get(name);
      if (weight === undefined) throw new Error(`nsfwjs has no weight named ${name}`);
      return weight;
    },
  };
}

/** The two files of the package as they are: the model as JSON, the weights as bytes. */
export function readNsfwjsFiles(): { readonly topology: unknown; readonly weightBytes: Uint8Array } {
  const require = createRequire(import.meta.url);
  const folder = join(dirname(require.resolve('nsfwjs')), '..', 'models', 'mobilenet_v2');
  const topology: unknown = require(join(folder, 'model.min.js'));
  const base64 = require(join(folder, 'group1-shard1of1.min.js')) as string;
  return { topology, weightBytes: new Uint8Array(Buffer.from(base64, 'base64')) };
}

/** Weights lie one after another in the order of the manifest, one byte each: value = min + scale · byte. */
function dequantize(entries: readonly WeightEntry[], bytes: Uint8Array): ReadonlyMap<string, Weight> {
  const weights = new Map<string, Weight>();
  let offset = 0;
  for (const { name, shape, quantization } of entries) {
    if (quantization.dtype !== 'uint8') throw new Error(`${name}: unexpected quantisation ${quantization.dtype}`);
    const count = shape.reduce((product, side) => product * side, 1);
    const data = Float32Array.from(
      bytes.subarray(offset, offset + count),
      (byte) => quantization.min + quantization.scale * byte,
    );
    weights.set(name, { shape, data });
    offset += count;
  }
  if (offset !== bytes.length) throw new Error(`nsfwjs weights: ${bytes.length} bytes, the manifest names ${offset}`);
  return weights;
}
