import { describe, expect, it } from 'vitest';
import { distancesOf, fitFamiliar } from '../../training/pictures/familiar.ts';
import type { QuantizedMlp } from '../../training/pictures/quantized-mlp.ts';
import { gauss, seededRandom } from '../../training/pictures/random.ts';

const COLUMNS = 60;
const COUNT = 600;
/** Leaves rows as they are, but for what lies further out than five. */
const NO_NETWORK: QuantizedMlp = {
  mean: new Float32Array(COLUMNS),
  scale: new Float32Array(COLUMNS).fill(1),
  levels: new Int8Array(COLUMNS),
  steps: Float32Array.of(1),
  bias1: Float32Array.of(0),
  weights2: Float32Array.of(0),
  bias2: 0,
};

describe('what is familiar', () => {
  const random = seededRandom(11);
  /** All numbers of a row move together, and each a little by itself. */
  const aRow = (): number[] => {
    const common = gauss(random);
    return Array.from({ length: COLUMNS }, () => common + 0.3 * gauss(random));
  };
  const values = Float32Array.from(Array.from({ length: COUNT }, aRow).flat());
  const rows = { columns: COLUMNS, values };
  const even = new Float64Array(COUNT).fill(1);
  const mean = (of: Float32Array): number => of.reduce((sum, each) => sum + each / of.length, 0);

  it('lies at a distance of about one', async () => {
    const familiar = await fitFamiliar(rows, even);
    expect(mean(await distancesOf(familiar, NO_NETWORK, rows))).toBeCloseTo(1, 1);
    const others = Float32Array.from(Array.from({ length: COUNT }, aRow).flat());
    expect(mean(await distancesOf(familiar, NO_NETWORK, { columns: COLUMNS, values: others }))).toBeLessThan(1.5);
  });

  it('is not what has the usual size in an unusual direction', async () => {
    const familiar = await fitFamiliar(rows, even);
    const together = new Float32Array(COLUMNS).fill(1);
    const apart = Float32Array.from(together, (value, i) => (i % 2 === 0 ? value : -value));
    const [usual, unusual] = await distancesOf(familiar, NO_NETWORK, { columns: COLUMNS, values: Float32Array.of(...together, ...apart) });
    expect(usual).toBeLessThan(1);
    expect(unusual).toBeGreaterThan(5);
  });

  it('does not depend on rows of weight 0', async () => {
    const half = Float64Array.from(even, (_, i) => (i < COUNT / 2 ? 1 : 0));
    const other = Float32Array.from(values, (value, i) => (i < values.length / 2 ? value : -9 * value));
    const familiar = await fitFamiliar({ columns: COLUMNS, values: other }, half);
    expect(familiar).toEqual(await fitFamiliar(rows, half));
  });
});
