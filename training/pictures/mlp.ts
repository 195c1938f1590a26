import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Rows } from './logistic.ts';
import { mlpNodes, MOST_DEVIATIONS } from './mlp-graph.ts';
import { writeOnnx, type OnnxGraph } from './onnx-writer.ts';
import { quantize, type QuantizedMlp } from './quantized-mlp.ts';
import { gauss, seededRandom } from './random.ts';

/**
 * One hidden layer over standardised features: log-odds = weights2 · relu(weights1ᵀ · clip((x − mean) · scale) + bias1)
 * + bias2. An ensemble whose log-odds are averaged is one of these as well: its hidden units side by side.
 */
export interface Mlp {
  readonly mean: Float32Array;
  readonly scale: Float32Array;
  /** [inputs, hidden] */
  readonly weights1: Float32Array;
  readonly bias1: Float32Array;
  readonly weights2: Float32Array;
  readonly bias2: number;
}

export interface MlpOptions {
  readonly hidden: number;
  /** Networks that start from different numbers and are averaged. */
  readonly members: number;
  readonly steps: number;
  readonly rate: number;
  /** Decoupled weight decay (Loshchilov and Hutter 2019), a step and a unit of rate. */
  readonly decay: number;
  readonly dropout: number;
  /** How far targets are moved from 0 and 1. */
  readonly smoothing: number;
  /** Rows are mixed in pairs with a weight drawn evenly from 0 … this; 0 mixes none. */
  readonly mixup: number;
  /** Rows are moved by the difference between two sources of one class, drawn evenly, times up to this: as if they came from a source that nobody has seen. */
  readonly shift: number;
  readonly seed: number;
}

const BATCH = 256;
const SMALLEST_DEVIATION = 1e-4;

/**
 * Fits by Adam on rows drawn at random, each class half of a batch and within it by weight; rows of weight 0 are never
 * seen. The step itself is an ONNX graph, so that it runs at native speed. The same rows and seed give the same network
 * on one machine. `sources` names where each row is from, for `shift`; `taught` is what each row is to be answered with
 * (0…1) in place of its label, for a network that learns from another (Hinton, Vinyals and Dean 2015).
 */
export async function fitMlp(
  rows: Rows,
  labels: readonly boolean[],
  weights: Float64Array,
  options: MlpOptions,
  { sources = [], taught }: { readonly sources?: readonly string[]; readonly taught?: Float64Array } = {},
): Promise<QuantizedMlp> {
  const { members, steps, rate, decay, dropout, smoothing, mixup, shift } = options;
  const random = seededRandom(options.seed);
  const inputs = rows.columns;
  const units = options.hidden * members;
  const { mean, scale } = standards(rows, weights);
  const standard = standardise(rows, weights, mean, scale);
  const drawClean = sampler(labels.map((label, i) => (label ? 0 : weights[i]!)), random);
  const drawGenerated = sampler(labels.map((label, i) => (label ? weights[i]! : 0)), random);
  const targetOf = (row: number): number => taught?.[row] ?? (labels[row] === true ? 1 - smoothing : smoothing);
  const centres = shift > 0 ? centresOf({ columns: inputs, values: standard }, labels, weights, sources) : [];

  const parameters = {
    weights1: Float32Array.from({ length: inputs * units }, () => gauss(random) * Math.sqrt(1 / inputs)),
    bias1: new Float32Array(units),
    weights2: Float32Array.from({ length: units * members }, (_, i) =>
      Math.floor(Math.floor(i / members) / options.hidden) === i % members ? gauss(random) * Math.sqrt(1 / options.hidden) : 0,
    ),
    bias2: new Float32Array(members),
  };
  type Name = keyof typeof parameters;
  const dims: Readonly<Record<Name, readonly number[]>> = { weights1: [inputs, units], bias1: [units], weights2: [units, members], bias2: [members] };
  const names = Object.keys(parameters) as Name[];
  const moments = Object.fromEntries(
    names.map((name) => [name, { first: new Float32Array(parameters[name].length), second: new Float32Array(parameters[name].length) }]),
  ) as Record<Name, { first: Float32Array; second: Float32Array }>;

  const session = await InferenceSession.create(writeOnnx(stepGraph(inputs, options.hidden, members)), { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const batch = new Float32Array(BATCH * inputs);
  const targets = new Float32Array(BATCH);
  const mask = new Float32Array(BATCH * units);
  for (let step = 1; step <= steps; step++) {
    for (let k = 0; k < BATCH; k++) {
      const row = k % 2 === 0 ? drawClean() : drawGenerated();
      const target = targetOf(row);
      const other = mixup > 0 ? (random() < 0.5 ? drawClean() : drawGenerated()) : row;
      const share = mixup > 0 ? mixup * random() : 0;
      targets[k] = (1 - share) * target + share * targetOf(other);
      batch.set(standard.subarray(row * inputs, (row + 1) * inputs), k * inputs);
      if (share > 0) {
        for (let c = 0; c < inputs; c++) batch[k * inputs + c] = (1 - share) * batch[k * inputs + c]! + share * standard[other * inputs + c]!;
      }
      if (shift > 0) {
        const ofOneClass = centres[random() < 0.5 ? 0 : 1]!;
        const [to, from] = [ofOneClass[Math.floor(random() * ofOneClass.length)]!, ofOneClass[Math.floor(random() * ofOneClass.length)]!];
        const far = shift * random();
        for (let c = 0, i = k * inputs; c < inputs; c++, i++) {
          const moved = batch[i]! + far * (to[c]! - from[c]!);
          batch[i] = moved > MOST_DEVIATIONS ? MOST_DEVIATIONS : moved < -MOST_DEVIATIONS ? -MOST_DEVIATIONS : moved;
        }
      }
    }
    for (let i = 0; i < mask.length; i++) mask[i] = random() < dropout ? 0 : 1 / (1 - dropout);
    const gradients = await session.run({
      rows: new Tensor('float32', batch, [BATCH, inputs]),
      targets: new Tensor('float32', targets, [BATCH, 1]),
      mask: new Tensor('float32', mask, [BATCH, units]),
      ...Object.fromEntries(names.map((name) => [name, new Tensor('float32', parameters[name], [...dims[name]])])),
    });
    // Warm for a twentieth, then down to nothing along a cosine.
    const warm = Math.min(1, step / (steps / 20));
    const rateNow = rate * warm * 0.5 * (1 + Math.cos((Math.PI * step) / steps));
    for (const name of names) {
      const shrink = name === 'weights1' || name === 'weights2' ? decay : 0;
      adam(parameters[name], gradients[`d_${name}`]!.data as Float32Array, moments[name], { step, rate: rateNow, decay: shrink });
    }
  }
  await session.release();
  return quantize({
    mean,
    scale,
    weights1: parameters.weights1,
    bias1: parameters.bias1,
    weights2: Float32Array.from({ length: units }, (_, unit) => parameters.weights2[unit * members + Math.floor(unit / options.hidden)]! / members),
    bias2: parameters.bias2.reduce((sum, each) => sum + each, 0) / members,
  });
}

/** Log-odds of every row. */
export async function mlpScores(mlp: QuantizedMlp, rows: Rows): Promise<Float64Array> {
  const graph: OnnxGraph = {
    name: 'head',
    ...mlpNodes(mlp, 'rows', 'log_odds'),
    inputs: [{ name: 'rows', dims: ['count', rows.columns] }],
    outputs: [{ name: 'log_odds', dims: ['count', 2] }],
  };
  const session = await InferenceSession.create(writeOnnx(graph), { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const count = rows.values.length / rows.columns;
  const { log_odds: output } = await session.run({ rows: new Tensor('float32', rows.values, [count, rows.columns]) });
  const pairs = output?.data as Float32Array;
  await session.release();
  return Float64Array.from({ length: count }, (_, i) => pairs[2 * i + 1]! - pairs[2 * i]!);
}

/** One step: gradients of the mean logistic loss of every member, for a batch of standardised rows. */
function stepGraph(inputs: number, hidden: number, members: number): OnnxGraph {
  const units = hidden * members;
  const own = Float32Array.from({ length: units * members }, (_, i) => Number(Math.floor(Math.floor(i / members) / hidden) === i % members));
  return {
    name: 'step',
    tensors: [
      { name: 'own', dims: [units, members], data: own },
      { name: 'ones', dims: [1, BATCH], data: new Float32Array(BATCH).fill(1) },
      { name: 'mean_of', dims: [], data: Float32Array.of(1 / BATCH) },
    ],
    nodes: [
      { op: 'Gemm', inputs: ['rows', 'weights1', 'bias1'], output: 'sums' },
      { op: 'Relu', inputs: ['sums'], output: 'active' },
      { op: 'Mul', inputs: ['active', 'mask'], output: 'hidden' },
      { op: 'Gemm', inputs: ['hidden', 'weights2', 'bias2'], output: 'log_odds' },
      { op: 'Sigmoid', inputs: ['log_odds'], output: 'stated' },
      { op: 'Sub', inputs: ['stated', 'targets'], output: 'd_log_odds' },
      { op: 'Mul', inputs: ['d_log_odds', 'mean_of'], output: 'd_mean' },
      { op: 'Gemm', inputs: ['hidden', 'd_mean'], output: 'd_dense2', attributes: { transA: 1 } },
      { op: 'Mul', inputs: ['d_dense2', 'own'], output: 'd_weights2' },
      { op: 'MatMul', inputs: ['ones', 'd_mean'], output: 'd_bias2' },
      { op: 'Gemm', inputs: ['d_mean', 'weights2'], output: 'd_hidden', attributes: { transB: 1 } },
      { op: 'Mul', inputs: ['d_hidden', 'mask'], output: 'd_active' },
      { op: 'Sign', inputs: ['active'], output: 'alive' },
      { op: 'Mul', inputs: ['d_active', 'alive'], output: 'd_sums' },
      { op: 'Gemm', inputs: ['rows', 'd_sums'], output: 'd_weights1', attributes: { transA: 1 } },
      { op: 'MatMul', inputs: ['ones', 'd_sums'], output: 'd_bias1' },
    ],
    inputs: [
      { name: 'rows', dims: [BATCH, inputs] },
      { name: 'targets', dims: [BATCH, 1] },
      { name: 'mask', dims: [BATCH, units] },
      { name: 'weights1', dims: [inputs, units] },
      { name: 'bias1', dims: [units] },
      { name: 'weights2', dims: [units, members] },
      { name: 'bias2', dims: [members] },
    ],
    outputs: [
      { name: 'd_weights1', dims: [inputs, units] },
      { name: 'd_bias1', dims: [1, units] },
      { name: 'd_weights2', dims: [units, members] },
      { name: 'd_bias2', dims: [1, members] },
    ],
  };
}

/** Kingma and Ba 2015, algorithm 1. */
function adam(
  parameter: Float32Array,
  gradient: Float32Array,
  { first, second }: { readonly first: Float32Array; readonly second: Float32Array },
  { step, rate, decay }: { readonly step: number; readonly rate: number; readonly decay: number },
): void {
  const FIRST = 0.9;
  const SECOND = 0.999;
  const firstLeft = 1 - FIRST ** step;
  const secondLeft = 1 - SECOND ** step;
  for (let i = 0; i < parameter.length; i++) {
    first[i] = FIRST * first[i]! + (1 - FIRST) * gradient[i]!;
    const slope = gradient[i]!;
    const average = FIRST * first[i]! + (1 - FIRST) * slope;
    const square = SECOND * second[i]! + (1 - SECOND) * slope * slope;
    first[i] = average;
    second[i] = square;
    const value = parameter[i]!;
    parameter[i] = value - rate * (average / (firstLeft * (Math.sqrt(square / secondLeft) + 1e-8)) + decay * value);
  }
}

function standards(rows: Rows, weights: Float64Array): { readonly mean: Float32Array; readonly scale: Float32Array } {
  const mean = new Float64Array(rows.columns);
  const square = new Float64Array(rows.columns);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  weights.forEach((weight, row) => {
    if (weight === 0) return;
    const share = weight / total;
    for (let c = 0, i = row * rows.columns; c < rows.columns; c++, i++) {
      const value = rows.values[i]!;
      mean[c] = mean[c]! + share * value;
      square[c] = square[c]! + share * value * value;
    }
  });
  return {
    mean: Float32Array.from(mean),
    scale: Float32Array.from(square, (s, c) => 1 / Math.max(Math.sqrt(Math.max(s - mean[c]! ** 2, 0)), SMALLEST_DEVIATION)),
  };
}

/** As the network sees them; rows of weight 0 stay empty. */
export function standardise({ columns, values }: Rows, weights: Float64Array, mean: Float32Array, scale: Float32Array): Float32Array {
  const standard = new Float32Array(values.length);
  weights.forEach((weight, row) => {
    if (weight === 0) return;
    for (let c = 0, i = row * columns; c < columns; c++, i++) {
      const deviations = (values[i]! - mean[c]!) * scale[c]!;
      standard[i] = deviations > MOST_DEVIATIONS ? MOST_DEVIATIONS : deviations < -MOST_DEVIATIONS ? -MOST_DEVIATIONS : deviations;
    }
  });
  return standard;
}

/** The mean row of every source that is seen: of clean ones, and of generators. */
function centresOf({ columns, values }: Rows, labels: readonly boolean[], weights: Float64Array, sources: readonly string[]): readonly (readonly Float32Array[])[] {
  return [false, true].map((generated) => {
    const rowsOf = new Map<string, number[]>();
    labels.forEach((label, row) => {
      if (label !== generated || weights[row] === 0) return;
      const source = sources[row];
      if (source === undefined) throw new Error('rows are to be shifted, but their sources are not named');
      rowsOf.set(source, rowsOf.get(source) ?? []);
      rowsOf.get(source)!.push(row);
    });
    return [...rowsOf.values()].map((members) => {
      const centre = new Float32Array(columns);
      for (const row of members) for (let c = 0; c < columns; c++) centre[c]! += values[row * columns + c]! / members.length;
      return centre;
    });
  });
}

/** Draws indices as often as their weights say. */
function sampler(weights: readonly number[], random: () => number): () => number {
  let total = 0;
  const upTo = Float64Array.from(weights, (weight) => (total += weight));
  if (!(total > 0)) throw new Error('nothing to draw from');
  return () => {
    const at = random() * total;
    let low = 0;
    let high = upTo.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (upTo[middle]! > at) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
