/** A linear score over raw features; its sigmoid is the probability. */
export interface LinearModel {
  readonly weights: Float64Array;
  readonly bias: number;
}

/** Rows of features, one after another. */
export interface Rows {
  readonly columns: number;
  readonly values: Float32Array;
}

export interface LogisticOptions {
  /** Weight of a row in the loss; rows of weight 0 are left out. */
  readonly weights: Float64Array;
  /** Strength of the squared penalty on the weights of standardised features. */
  readonly l2: number;
}

/** Steps kept to estimate curvature; see Nocedal and Wright, Numerical Optimization, algorithm 7.4. */
const MEMORY = 10;
const MAX_STEPS = 60;

/**
 * Logistic regression with an L2 penalty, fitted by L-BFGS on standardised features. The bias is not penalised.
 * Deterministic: the same rows give the same model.
 */
export function fitLogistic(rows: Rows, labels: readonly boolean[], options: LogisticOptions): LinearModel {
  const { mean, deviation } = moments(rows, options.weights);
  const used = labels.flatMap((_, i) => ((options.weights[i] ?? 0) > 0 ? [i] : []));
  const standard = standardise(rows, used, mean, deviation);
  const size = rows.columns + 1;

  /** Loss at `point`; writes its gradient. The last coordinate is the bias. */
  function loss(point: Float64Array, gradient: Float64Array): number {
    gradient.fill(0);
    let total = 0;
    used.forEach((row, k) => {
      const offset = k * rows.columns;
      let score = point[rows.columns]!;
      for (let c = 0; c < rows.columns; c++) score += point[c]! * standard[offset + c]!;
      const sign = labels[row] === true ? 1 : -1;
      const weight = options.weights[row]!;
      total += weight * softplus(-sign * score);
      const slope = (-sign * weight) / (1 + Math.exp(sign * score));
      for (let c = 0; c < rows.columns; c++) gradient[c]! += slope * standard[offset + c]!;
      gradient[rows.columns]! += slope;
    });
    for (let c = 0; c < rows.columns; c++) {
      total += 0.5 * options.l2 * point[c]! ** 2;
      gradient[c]! += options.l2 * point[c]!;
    }
    return total;
  }

  const point = minimise(loss, size);
  const weights = new Float64Array(rows.columns);
  let bias = point[rows.columns]!;
  for (let c = 0; c < rows.columns; c++) {
    weights[c] = point[c]! / deviation[c]!;
    bias -= weights[c]! * mean[c]!;
  }
  return { weights, bias };
}

/**
 * Platt scaling (1999): the slope and offset that make scores the log-odds of their labels, both classes
 * weighing the same.
 */
export function calibrate(items: readonly { readonly score: number; readonly generated: boolean }[]): {
  readonly slope: number;
  readonly offset: number;
} {
  const labels = items.map(({ generated }) => generated);
  const positives = labels.filter(Boolean).length;
  const weights = Float64Array.from(labels, (label) => 1 / (label ? positives : labels.length - positives));
  const rows = { columns: 1, values: Float32Array.from(items, ({ score }) => score) };
  const { weights: slopes, bias } = fitLogistic(rows, labels, { weights, l2: 0 });
  return { slope: slopes[0] ?? Number.NaN, offset: bias };
}

/** One score a row. */
export function scores(model: LinearModel, rows: Rows): Float64Array {
  return Float64Array.from({ length: rows.values.length / rows.columns }, (_, i) => {
    let score = model.bias;
    for (let c = 0; c < rows.columns; c++) score += model.weights[c]! * rows.values[i * rows.columns + c]!;
    return score;
  });
}

/** Weighted mean and deviation of every column. */
function moments(rows: Rows, weights: Float64Array): { readonly mean: Float64Array; readonly deviation: Float64Array } {
  const mean = new Float64Array(rows.columns);
  const square = new Float64Array(rows.columns);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  weights.forEach((weight, i) => {
    if (weight === 0) return;
    for (let c = 0; c < rows.columns; c++) {
      const value = rows.values[i * rows.columns + c]!;
      mean[c]! += (weight / total) * value;
      square[c]! += (weight / total) * value * value;
    }
  });
  const SMALLEST_DEVIATION = 1e-4;
  const deviation = square.map((s, c) => Math.sqrt(Math.max(s - mean[c]! ** 2, SMALLEST_DEVIATION ** 2)));
  return { mean, deviation };
}

function standardise(rows: Rows, used: readonly number[], mean: Float64Array, deviation: Float64Array): Float32Array {
  const standard = new Float32Array(used.length * rows.columns);
  used.forEach((row, k) => {
    for (let c = 0; c < rows.columns; c++) {
      standard[k * rows.columns + c] = (rows.values[row * rows.columns + c]! - mean[c]!) / deviation[c]!;
    }
  });
  return standard;
}

function softplus(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
}

/** L-BFGS with backtracking from the origin. */
function minimise(loss: (point: Float64Array, gradient: Float64Array) => number, size: number): Float64Array {
  let point = new Float64Array(size);
  let gradient = new Float64Array(size);
  let value = loss(point, gradient);
  const history: { readonly step: Float64Array; readonly change: Float64Array; readonly rho: number }[] = [];
  for (let iteration = 0; iteration < MAX_STEPS; iteration++) {
    const direction = descentDirection(gradient, history);
    const descent = dot(direction, gradient);
    let rate = history.length === 0 ? 1 / Math.max(1, Math.sqrt(dot(gradient, gradient))) : 1;
    let next = point;
    const nextGradient = new Float64Array(size);
    let nextValue = Number.POSITIVE_INFINITY;
    const SUFFICIENT_DECREASE = 1e-4;
    for (let tries = 0; tries < 20 && !(nextValue <= value + SUFFICIENT_DECREASE * rate * descent); tries++) {
      if (tries > 0) rate /= 2;
      next = point.map((x, i) => x + rate * direction[i]!);
      nextValue = loss(next, nextGradient);
    }
    if (!(nextValue < value)) return point;
    const step = next.map((x, i) => x - point[i]!);
    const change = nextGradient.map((g, i) => g - gradient[i]!);
    const curvature = dot(step, change);
    if (curvature > 0) history.push({ step, change, rho: 1 / curvature });
    if (history.length > MEMORY) history.shift();
    const gained = value - nextValue;
    point = next;
    gradient = nextGradient;
    value = nextValue;
    const NEGLIGIBLE_GAIN = 1e-7;
    if (gained < NEGLIGIBLE_GAIN * Math.abs(value)) return point;
  }
  return point;
}

function descentDirection(
  gradient: Float64Array,
  history: readonly { readonly step: Float64Array; readonly change: Float64Array; readonly rho: number }[],
): Float64Array {
  const direction = gradient.map((g) => -g);
  const alphas: number[] = [];
  for (const { step, change, rho } of history.toReversed()) {
    const alpha = rho * dot(step, direction);
    alphas.unshift(alpha);
    direction.forEach((_, i) => (direction[i]! -= alpha * change[i]!));
  }
  const last = history.at(-1);
  if (last !== undefined) {
    const scale = 1 / (last.rho * dot(last.change, last.change));
    direction.forEach((_, i) => (direction[i]! *= scale));
  }
  history.forEach(({ step, change, rho }, k) => {
    const beta = rho * dot(change, direction);
    direction.forEach((_, i) => (direction[i]! += (alphas[k]! - beta) * step[i]!));
  });
  return direction;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
