import * as tf from '@tensorflow/tfjs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { buildModel } from '../../training/pictures/build-model.ts';
import { distancesOf } from '../../training/pictures/familiar.ts';
import { withHalfWeights } from '../../training/pictures/half-weights.ts';
import { readHead } from '../../training/pictures/head.ts';
import { mlpScores } from '../../training/pictures/mlp.ts';
import { readWideMobileNet } from '../../training/pictures/graph-network.ts';
import { readInception, readMobileNet } from '../../training/pictures/keras-network.ts';
import { expansionOf, INCEPTION_TAPS, trunkFor, wideExpansionOf } from '../../training/pictures/lenses.ts';
import { readNsfwjsFiles, type NsfwjsModel } from '../../training/pictures/nsfwjs.ts';
import { writeOnnx } from '../../training/pictures/onnx-writer.ts';
import { seededRandom } from '../../training/pictures/random.ts';
import { buildTrunk, featureGraph, RESIDUAL, type Trunk } from '../../training/pictures/trunk.ts';

/** Small, because TF.js runs the originals in plain JavaScript. */
interface Size {
  readonly width: number;
  readonly height: number;
}

/** Uneven sides show a misplaced padding. */
const ODD: Size = { width: 45, height: 38 };
/** TensorFlow pads uneven sides in a way of its own: this network is its twin where its strides divide the sides. */
const EVEN: Size = { width: 96, height: 64 };
/** Several strides without padding leave nothing of less. */
const LARGE: Size = { width: 101, height: 90 };

const TAPS = [1, 3, 6, 10, 13].map(expansionOf);
const random = seededRandom(7);

describe.each([
  { name: 'MobileNetV2', size: ODD, taps: TAPS, read: readMobileNet, original: () => originalLayers('mobilenet_v2', TAPS, ODD) },
  { name: 'the wider MobileNetV2', size: EVEN, taps: [1, 6, 13].map(wideExpansionOf), read: readWideMobileNet, original: () => originalGraph([1, 6, 13].map(wideExpansionOf), EVEN) },
  { name: 'Inception v3', size: LARGE, taps: INCEPTION_TAPS, read: readInception, original: () => originalLayers('inception_v3', INCEPTION_TAPS, LARGE) },
])('the ONNX trunk of $name', ({ size: { width, height }, taps, read, original }) => {
  it('gives the means and deviations of the original network, run by its own library', { timeout: 60_000 }, async () => {
    const pixels = Float32Array.from({ length: height * width * 3 }, random);
    const features = await featuresOf(buildTrunk(read(), taps), pixels, { width, height });
    await tf.setBackend('cpu');
    const maps = (await original())(tf.tensor4d(pixels, [1, height, width, 3]));
    const moments = maps.map((map) => tf.moments(map, [1, 2]));
    const expected = [...moments.map(({ mean }) => mean), ...moments.map(({ variance }) => variance.sqrt())].flatMap((row) => [...row.dataSync()]);
    expect(features).toHaveLength(expected.length);
    expect(Math.max(...expected)).toBeGreaterThan(0.1);
    const furthest = Math.max(...expected.map((value, i) => Math.abs(value - (features[i] ?? Number.NaN))));
    expect(furthest).toBeLessThan(1e-3 * Math.max(...expected));
  });
});

describe('the ONNX model', () => {
  it('is followed by the head: the logits are its log-odds, split in two, and the distance is that of its features', async () => {
    const head = readHead();
    const session = await InferenceSession.create(buildModel(head));
    const flat = new Tensor('float32', new Float32Array(2 * 3 * 32 * 32).fill(0.5), [2, 3, 32, 32]);
    const outputs = await session.run({ pixel_values: flat });
    const logits = outputs['logits']!.data as Float32Array;
    expect(logits).toHaveLength(4);
    const trunk = withHalfWeights(trunkFor(head.taps, head.pooling));
    const alone = await InferenceSession.create(writeOnnx(featureGraph(trunk)));
    const rows = (await alone.run({ pixel_values: flat }))[trunk.features]!.data as Float32Array;
    const [logOdds] = await mlpScores(head.mlp, { columns: head.mlp.mean.length, values: rows });
    expect((logits[1] ?? 0) - (logits[0] ?? 0)).toBeCloseTo(logOdds ?? Number.NaN, 3);
    expect(logits[2]).toBeCloseTo(logits[0] ?? 0, 5);
    const [distance] = await distancesOf(head.familiar, head.mlp, { columns: head.mlp.mean.length, values: rows });
    expect((outputs['distance']!.data as Float32Array)[0]! / distance!).toBeCloseTo(1, 3);
  });

  it('sees the residual of a picture as it would see that residual as a picture', async () => {
    const tap = 'block_3_expand_relu';
    const side = 24;
    const picture = Float32Array.from({ length: 3 * side * side }, () => 0.4 + 0.2 * random());
    const level = (plane: number, y: number, x: number): number => picture[(plane * side + y) * side + x]!;
    const weights = [1, 4, 6, 4, 1].map((weight) => weight / 16);
    const inner = side - 4;
    const residual = Float32Array.from({ length: 3 * inner * inner }, (_, i) => {
      const [plane, y, x] = [Math.floor(i / inner ** 2), Math.floor(i / inner) % inner, i % inner];
      let smooth = 0;
      for (const [v, down] of weights.entries()) for (const [u, along] of weights.entries()) smooth += down * along * level(plane, y + v, x + u);
      return Math.min(1, Math.max(0, 0.5 + 4 * (level(plane, y + 2, x + 2) - smooth)));
    });
    const run = async (name: string, planes: Float32Array, of: number): Promise<Float32Array> => {
      const session = await InferenceSession.create(writeOnnx(featureGraph(buildTrunk(readMobileNet(), [name], 'means'))));
      return (await session.run({ pixel_values: new Tensor('float32', planes, [1, 3, of, of]) }))['features']!.data as Float32Array;
    };
    const seen = await run(`${RESIDUAL}${tap}`, picture, side);
    const expected = await run(tap, residual, inner);
    expect(Math.max(...expected)).toBeGreaterThan(0.1);
    expect(Math.max(...seen.map((value, i) => Math.abs(value - expected[i]!)))).toBeLessThan(1e-4);
  });

  it('is written to the same bytes every time', () => {
    expect(buildModel(readHead())).toEqual(buildModel(readHead()));
  });
});

/** Features of one picture of RGB, 0…1, pixel by pixel. */
async function featuresOf(trunk: Trunk, pixels: Float32Array, { width, height }: Size): Promise<Float32Array> {
  const session = await InferenceSession.create(writeOnnx(featureGraph(trunk)));
  const plane = width * height;
  const planar = Float32Array.from(pixels, (_, i) => pixels[(i % plane) * 3 + Math.floor(i / plane)]!);
  const { features } = await session.run({ pixel_values: new Tensor('float32', planar, [1, 3, height, width]) });
  return features!.data as Float32Array;
}

type Run = (input: tf.Tensor4D) => readonly tf.Tensor4D[];

/** A model of layers as TF.js loads it, cut after its last tap, for inputs of our size. */
async function originalLayers(name: NsfwjsModel, taps: readonly string[], { width, height }: Size): Promise<Run> {
  const { topology, weightBytes } = readNsfwjsFiles(name);
  const { modelTopology, weightsManifest } = structuredClone(topology) as OriginalFiles;
  const { config } = modelTopology.model_config;
  config.layers = config.layers.slice(0, config.layers.findLastIndex((layer) => taps.includes(layer.name)) + 1);
  config.layers[0]!.config['batch_input_shape'] = [null, height, width, 3];
  config.output_layers = [[config.layers.at(-1)!.name, 0, 0]];
  const original = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology, ...weightsOf(weightsManifest, weightBytes) }), { strict: false });
  const tapped = tf.model({ inputs: original.inputs, outputs: taps.map((tap) => original.getLayer(tap).output as tf.SymbolicTensor) });
  return (input) => [tapped.predict(input) as tf.Tensor4D | tf.Tensor4D[]].flat();
}

/** A model that is a graph as TF.js loads it, for inputs of our size. */
async function originalGraph(taps: readonly string[], { width, height }: Size): Promise<Run> {
  const { topology, weightBytes } = readNsfwjsFiles('mobilenet_v2_mid');
  const { modelTopology, weightsManifest } = structuredClone(topology) as OriginalGraph;
  const input = modelTopology.node.find(({ op }) => op === 'Placeholder')!;
  input.attr.shape = { shape: { dim: [1, height, width, 3].map((size) => ({ size: `${size}` })) } };
  const original = await tf.loadGraphModel(tf.io.fromMemory({ modelTopology, ...weightsOf(weightsManifest, weightBytes) }));
  const names = taps.map((tap) => modelTopology.node.find(({ name }) => name.endsWith(`/${tap}`))!.name);
  return (pixels) => [original.execute(pixels, names) as tf.Tensor4D | tf.Tensor4D[]].flat();
}

function weightsOf(manifest: OriginalFiles['weightsManifest'], bytes: Uint8Array): { readonly weightSpecs: tf.io.WeightsManifestEntry[]; readonly weightData: ArrayBuffer } {
  return { weightSpecs: manifest.flatMap((group) => group.weights), weightData: new Uint8Array(bytes).buffer };
}

interface OriginalFiles {
  readonly modelTopology: {
    readonly model_config: {
      readonly config: {
        layers: { readonly name: string; readonly config: Record<string, unknown> }[];
        output_layers: readonly unknown[];
      };
    };
  };
  readonly weightsManifest: readonly { readonly weights: tf.io.WeightsManifestEntry[] }[];
}

interface OriginalGraph {
  readonly modelTopology: { readonly node: readonly { readonly op: string; readonly name: string; readonly attr: { shape?: unknown } }[] };
  readonly weightsManifest: OriginalFiles['weightsManifest'];
}
