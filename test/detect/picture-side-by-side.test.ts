import { describe, expect, it } from 'vitest';
import { mlpScores } from '../../training/pictures/mlp.ts';
import { quantize, sideBySide, type QuantizedMlp } from '../../training/pictures/quantized-mlp.ts';
import { gauss, seededRandom } from '../../training/pictures/random.ts';

const random = seededRandom(5);
const some = (count: number): Float32Array => Float32Array.from({ length: count }, () => gauss(random));

function aNetwork(inputs: number, units: number): QuantizedMlp {
  return quantize({ mean: some(inputs), scale: some(inputs).map(Math.abs), weights1: some(inputs * units), bias1: some(units), weights2: some(units), bias2: gauss(random) });
}

describe('networks side by side', () => {
  it('say the average of what each says of its own features', async () => {
    const [left, right] = [aNetwork(7, 3), aNetwork(4, 5)];
    const rows = Array.from({ length: 20 }, () => ({ left: some(7), right: some(4) }));
    const joined = await mlpScores(sideBySide([left, right]), { columns: 11, values: Float32Array.from(rows.flatMap((row) => [...row.left, ...row.right])) });
    const ofLeft = await mlpScores(left, { columns: 7, values: Float32Array.from(rows.flatMap((row) => [...row.left])) });
    const ofRight = await mlpScores(right, { columns: 4, values: Float32Array.from(rows.flatMap((row) => [...row.right])) });
    expect(Math.max(...joined) - Math.min(...joined)).toBeGreaterThan(0.1);
    joined.forEach((score, i) => expect(score).toBeCloseTo((ofLeft[i]! + ofRight[i]!) / 2, 4));
  });

  it('are the network itself where there is one', async () => {
    const alone = aNetwork(7, 3);
    expect(sideBySide([alone])).toEqual(alone);
  });
});
