import * as tf from '@tensorflow/tfjs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildModel } from '../../training/pictures/build-model.ts';
import { readHead } from '../../training/pictures/head.ts';
import { mlpScores } from '../../training/pictures/mlp.ts';
import { readMobileNet, readNsfwjsFiles } from '../../training/pictures/mobilenet.ts';
import { writeOnnx } from '../../training/pictures/onnx-writer.ts';
import { seededRandom } from '../../training/pictures/random.ts';
import { buildTrunk, featureGraph } from '../../training/pictures/trunk.ts';

/** Small and odd: TF.js runs the original in plain JavaScript, and uneven sides show a misplaced padding. */
const WIDTH = 45;
const HEIGHT = 38;

describe('the ONNX trunk', () => {
  const { taps } = readHead();
  const random = seededRandom(7);
  const pixels = Float32Array.from({ length: HEIGHT * WIDTH * 3 }, random);
  let features: Float32Array;

  beforeAll(async () => {
    const session = await InferenceSession.create(writeOnnx(featureGraph(buildTrunk(readMobileNet(), taps))));
    const planar = Float32Array.from(pixels, (_, i) => {
      const plane = WIDTH * HEIGHT;
      return pixels[(i % plane) * 3 + Math.floor(i / plane)] ?? 0;
    });
    const output = await session.run({ pixel_values: new Tensor('float32', planar, [1, 3, HEIGHT, WIDTH]) });
    features = output['features']?.data as Float32Array;
  });

  it('gives the means and deviations of the original network, run by its own library', async () => {
    await tf.setBackend('cpu');
    const original = await originalNetwork(taps);
    const tapped = tf.model({ inputs: original.inputs, outputs: taps.map((tap) => original.getLayer(tap).output as tf.SymbolicTensor) });
    const maps = [tapped.predict(tf.tensor4d(pixels, [1, HEIGHT, WIDTH, 3]))].flat();
    const moments = maps.map((map) => tf.moments(map, [1, 2]));
    const expected = [...moments.map(({ mean }) => mean), ...moments.map(({ variance }) => variance.sqrt())].flatMap((row) => [...row.dataSync()]);
    expect(features).toHaveLength(expected.length);
    expect(Math.max(...expected)).toBeGreaterThan(0.1);
    const furthest = Math.max(...expected.map((value, i) => Math.abs(value - (features[i] ?? Number.NaN))));
    expect(furthest).toBeLessThan(1e-4);
  });

  it('is followed by the head: the logits are its log-odds, split in two', async () => {
    const head = readHead();
    const session = await InferenceSession.create(buildModel(readMobileNet(), head));
    const flat = new Tensor('float32', new Float32Array(2 * 3 * 32 * 32).fill(0.5), [2, 3, 32, 32]);
    const logits = (await session.run({ pixel_values: flat }))['logits']?.data as Float32Array;
    expect(logits).toHaveLength(4);
    const trunk = await InferenceSession.create(writeOnnx(featureGraph(buildTrunk(readMobileNet(), head.taps, head.pooling))));
    const rows = (await trunk.run({ pixel_values: flat }))['features']?.data as Float32Array;
    const [logOdds] = await mlpScores(head.mlp, { columns: head.mlp.mean.length, values: rows });
    expect((logits[1] ?? 0) - (logits[0] ?? 0)).toBeCloseTo(logOdds ?? Number.NaN, 3);
    expect(logits[2]).toBeCloseTo(logits[0] ?? 0, 5);
  });

  it('is written to the same bytes every time', () => {
    const net = readMobileNet();
    expect(buildModel(net, readHead())).toEqual(buildModel(net, readHead()));
  });
});

/** The package's model as TF.js loads it, cut after its last tap, for inputs of our size. */
async function originalNetwork(taps: readonly string[]): Promise<tf.LayersModel> {
  const { topology, weightBytes } = readNsfwjsFiles();
  const { modelTopology, weightsManifest } = structuredClone(topology) as OriginalFiles;
  const { config } = modelTopology.model_config;
  config.layers = config.layers.slice(0, config.layers.findLastIndex(({ name }) => taps.includes(name)) + 1);
  config.layers[0]!.config['batch_input_shape'] = [null, HEIGHT, WIDTH, 3];
  config.output_layers = [[config.layers.at(-1)!.name, 0, 0]];
  return tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology,
      weightSpecs: weightsManifest.flatMap((group) => group.weights),
      weightData: new Uint8Array(weightBytes).buffer,
    }),
    { strict: false },
  );
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
