import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Rows } from './logistic.ts';
import { mlpNodes, STANDARDISED } from './mlp-graph.ts';
import { writeOnnx, type OnnxGraph, type OnnxNode, type OnnxTensor } from './onnx-writer.ts';
import { levelsOf, type QuantizedMlp } from './quantized-mlp.ts';
import { gauss, seededRandom } from './random.ts';

/**
 * What rows of standardised features usually look like: a few directions in which they vary much, and even noise in
 * all others (probabilistic principal components, Tipping and Bishop 1999). The distance of a row is the square of
 * Mahalanobis's, a feature: about 1 for what was learnt from.
 */
export interface Familiar {
  /** [inputs, directions], one byte a weight: direction = levels · step. */
  readonly levels: Int8Array;
  readonly steps: Float32Array;
  /** What the square along each direction adds to the distance, beside `rest` times the square of the whole row. */
  readonly gains: Float32Array;
  readonly rest: number;
}

/** As many as hold most of what varies. */
const DIRECTIONS = 32;
const ITERATIONS = 12;
const SEED = 1;

/** Fits by orthogonal iteration; rows of weight 0 are not seen. */
export async function fitFamiliar({ columns, values }: Rows, weights: Float64Array): Promise<Familiar> {
  const count = values.length / columns;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = Float32Array.from(weights, (weight) => weight / total);
  let variance = 0;
  for (let i = 0; i < values.length; i++) variance += shares[Math.floor(i / columns)]! * values[i]! ** 2;

  const session = await InferenceSession.create(writeOnnx(productGraph(count, columns)), { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const rows = new Tensor('float32', values, [count, columns]);
  const share = new Tensor('float32', shares, [count, 1]);
  const covarianceTimes = async (directions: Float32Array): Promise<Float32Array> => {
    const { product } = await session.run({ rows, share, directions: new Tensor('float32', directions, [columns, DIRECTIONS]) });
    return product!.data as Float32Array;
  };
  const random = seededRandom(SEED);
  let directions = orthonormal(Float32Array.from({ length: columns * DIRECTIONS }, () => gauss(random)));
  for (let i = 0; i < ITERATIONS; i++) directions = orthonormal(await covarianceTimes(directions));
  const product = await covarianceTimes(directions);
  await session.release();

  const along = Array.from({ length: DIRECTIONS }, (_, k) => {
    let sum = 0;
    for (let c = 0; c < columns; c++) sum += directions[c * DIRECTIONS + k]! * product[c * DIRECTIONS + k]!;
    return sum;
  });
  const noise = (variance - along.reduce((sum, each) => sum + each, 0)) / (columns - DIRECTIONS);
  return {
    ...levelsOf(directions, DIRECTIONS),
    gains: Float32Array.from(along, (each) => (1 / each - 1 / noise) / columns),
    rest: 1 / (noise * columns),
  };
}

/** The distance of every row of raw features. */
export async function distancesOf(familiar: Familiar, mlp: QuantizedMlp, { columns, values }: Rows): Promise<Float32Array> {
  const head = mlpNodes(mlp, 'rows', 'log_odds');
  const own = familiarNodes(familiar, STANDARDISED, 'distance');
  const graph: OnnxGraph = {
    name: 'distance',
    nodes: [...head.nodes, ...own.nodes],
    tensors: [...head.tensors, ...own.tensors],
    inputs: [{ name: 'rows', dims: ['count', columns] }],
    outputs: [{ name: 'distance', dims: ['count', 1] }],
  };
  const session = await InferenceSession.create(writeOnnx(graph), { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const { distance } = await session.run({ rows: new Tensor('float32', values, [values.length / columns, columns]) });
  await session.release();
  return distance!.data as Float32Array;
}

/** The distance as part of a graph: `input` [batch, inputs], standardised, to `output` [batch, 1]. */
export function familiarNodes({ levels, steps, gains, rest }: Familiar, input: string, output: string): { readonly nodes: readonly OnnxNode[]; readonly tensors: readonly OnnxTensor[] } {
  const inputs = levels.length / steps.length;
  return {
    tensors: [
      { name: 'familiar/levels', dims: [inputs, steps.length], data: levels },
      { name: 'familiar/steps', dims: [steps.length], data: steps },
      { name: 'familiar/gains', dims: [steps.length, 1], data: gains },
      { name: 'familiar/rest', dims: [inputs, 1], data: new Float32Array(inputs).fill(rest) },
    ],
    nodes: [
      { op: 'DequantizeLinear', inputs: ['familiar/levels', 'familiar/steps'], output: 'familiar/directions', attributes: { axis: 1 } },
      { op: 'MatMul', inputs: [input, 'familiar/directions'], output: 'familiar/along' },
      { op: 'Mul', inputs: ['familiar/along', 'familiar/along'], output: 'familiar/along_squared' },
      { op: 'MatMul', inputs: ['familiar/along_squared', 'familiar/gains'], output: 'familiar/gained' },
      { op: 'Mul', inputs: [input, input], output: 'familiar/squared' },
      { op: 'MatMul', inputs: ['familiar/squared', 'familiar/rest'], output: 'familiar/whole' },
      { op: 'Add', inputs: ['familiar/whole', 'familiar/gained'], output },
    ],
  };
}

/** The covariance of the rows times the directions, without ever making the covariance. */
function productGraph(count: number, columns: number): OnnxGraph {
  return {
    name: 'product',
    tensors: [],
    nodes: [
      { op: 'MatMul', inputs: ['rows', 'directions'], output: 'along' },
      { op: 'Mul', inputs: ['along', 'share'], output: 'shared' },
      { op: 'Gemm', inputs: ['rows', 'shared'], output: 'product', attributes: { transA: 1 } },
    ],
    inputs: [
      { name: 'rows', dims: [count, columns] },
      { name: 'share', dims: [count, 1] },
      { name: 'directions', dims: [columns, DIRECTIONS] },
    ],
    outputs: [{ name: 'product', dims: [columns, DIRECTIONS] }],
  };
}

/** Gram and Schmidt, each column against those before it, twice for the sake of rounding. */
function orthonormal(directions: Float32Array): Float32Array {
  const columns = Array.from({ length: DIRECTIONS }, (_, k) => Float64Array.from(directions.filter((_each, i) => i % DIRECTIONS === k)));
  columns.forEach((column, k) => {
    for (const before of [...columns.slice(0, k), ...columns.slice(0, k)]) {
      const shared = column.reduce((sum, value, c) => sum + value * before[c]!, 0);
      before.forEach((value, c) => (column[c]! -= shared * value));
    }
    const length = Math.hypot(...column);
    column.forEach((value, c) => (column[c] = value / length));
  });
  return Float32Array.from(directions, (_, i) => columns[i % DIRECTIONS]![Math.floor(i / DIRECTIONS)]!);
}
