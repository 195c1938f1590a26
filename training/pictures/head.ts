import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Familiar } from './familiar.ts';
import type { QuantizedMlp } from './quantized-mlp.ts';
import type { Pooling } from './trunk.ts';

/** What training leaves: what of the trunk is seen, a calibrated network over those features, and what they usually look like. */
export interface Head {
  readonly taps: readonly string[];
  readonly pooling: Pooling;
  readonly mlp: QuantizedMlp;
  readonly familiar: Familiar;
}

/**
 * `head.json` states taps and sizes; `head.bin` holds mean, scale, steps, bias1, weights2 and bias2, then the steps,
 * gains and rest of what is familiar, as little-endian floats, and then the levels of both.
 */
const JSON_FILE = join(import.meta.dirname, 'head.json');
const BINARY_FILE = join(import.meta.dirname, 'head.bin');

interface HeadSizes {
  readonly taps: readonly string[];
  readonly pooling: Pooling;
  readonly inputs: number;
  readonly units: number;
  readonly directions: number;
}

export function writeHead({ taps, pooling, mlp, familiar }: Head): void {
  const sizes: HeadSizes = { taps, pooling, inputs: mlp.mean.length, units: mlp.bias1.length, directions: familiar.steps.length };
  const floats = [mlp.mean, mlp.scale, mlp.steps, mlp.bias1, mlp.weights2, Float32Array.of(mlp.bias2), familiar.steps, familiar.gains, Float32Array.of(familiar.rest)];
  writeFileSync(JSON_FILE, `${JSON.stringify(sizes, null, 2)}\n`);
  writeFileSync(
    BINARY_FILE,
    Buffer.concat([...floats, mlp.levels, familiar.levels].map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength))),
  );
}

export function readHead(): Head {
  const { taps, pooling, inputs, units, directions } = JSON.parse(readFileSync(JSON_FILE, 'utf8')) as HeadSizes;
  const bytes = readFileSync(BINARY_FILE);
  const expected = 4 * (2 * inputs + 3 * units + 1 + 2 * directions + 1) + inputs * (units + directions);
  if (bytes.length !== expected) throw new Error(`head.bin has ${bytes.length} bytes, head.json asks for ${expected}`);
  let offset = 0;
  const floats = (count: number): Float32Array => {
    const taken = Float32Array.from({ length: count }, (_, i) => bytes.readFloatLE(offset + 4 * i));
    offset += 4 * count;
    return taken;
  };
  const levels = (count: number): Int8Array => {
    const taken = Int8Array.from(bytes.subarray(offset, offset + count));
    offset += count;
    return taken;
  };
  const mlp = { mean: floats(inputs), scale: floats(inputs), steps: floats(units), bias1: floats(units), weights2: floats(units), bias2: floats(1)[0]! };
  const familiar = { steps: floats(directions), gains: floats(directions), rest: floats(1)[0]! };
  return { taps, pooling, mlp: { ...mlp, levels: levels(inputs * units) }, familiar: { ...familiar, levels: levels(inputs * directions) } };
}
