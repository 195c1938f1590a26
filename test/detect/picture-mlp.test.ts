import { describe, expect, it } from 'vitest';
import { fitMlp, mlpScores } from '../../training/pictures/mlp.ts';
import { seededRandom } from '../../training/pictures/random.ts';

const OPTIONS = { hidden: 8, members: 2, steps: 400, rate: 0.02, decay: 0, dropout: 0, smoothing: 0, mixup: 0, shift: 0, seed: 3 };

describe('fitMlp', () => {
  const random = seededRandom(5);
  const COUNT = 1000;
  const values = Float32Array.from({ length: COUNT * 2 }, () => random() * 2 - 1);
  /** No line tells these apart: generated are those whose two numbers have one sign. */
  const labels = Array.from({ length: COUNT }, (_, i) => values[2 * i]! * values[2 * i + 1]! > 0);
  const rows = { columns: 2, values };
  const even = new Float64Array(COUNT).fill(1);
  const rightShare = (scores: Float64Array, of: readonly boolean[]): number => of.filter((label, i) => scores[i]! > 0 === label).length / of.length;

  it('learns what no line can tell apart', async () => {
    const mlp = await fitMlp(rows, labels, even, OPTIONS);
    expect(rightShare(await mlpScores(mlp, rows), labels)).toBeGreaterThan(0.95);
  });

  it('answers the same for the same rows and seed', async () => {
    const short = { ...OPTIONS, steps: 20 };
    expect(await fitMlp(rows, labels, even, short)).toEqual(await fitMlp(rows, labels, even, short));
  });

  it('does not see rows of weight 0', async () => {
    const half = Float64Array.from(even, (_, i) => (i < COUNT / 2 ? 1 : 0));
    const lied = labels.map((label, i) => (i < COUNT / 2 ? label : !label));
    const mlp = await fitMlp(rows, lied, half, OPTIONS);
    expect(rightShare(await mlpScores(mlp, rows), labels)).toBeGreaterThan(0.9);
  });

  it('relies less on what tells apart sources of one class, where rows are shifted between them', async () => {
    // The first number tells the classes apart a little; the second does wholly, but by the sources at hand.
    const noisy = Array.from({ length: COUNT }, (_, i) => i % 2 === 0);
    const sources = noisy.map((label, i) => `${label} ${i % 4 < 2}`);
    const two = Float32Array.from({ length: COUNT * 2 }, (_, i) => {
      const row = Math.floor(i / 2);
      const label = noisy[row]! ? 1 : -1;
      return i % 2 === 0 ? label + 2 * (random() - 0.5) : 3 * label + (row % 4 < 2 ? 2 : -2) + 0.1 * random();
    });
    const learnt = { columns: 2, values: two };
    const ends = { columns: 2, values: Float32Array.of(0, 3, 0, -3) };
    const reliesOnSecond = async (shift: number): Promise<number> => {
      const [high, low] = await mlpScores(await fitMlp(learnt, noisy, even, { ...OPTIONS, shift }, { sources }), ends);
      return high! - low!;
    };
    expect(await reliesOnSecond(4)).toBeLessThan(0.7 * (await reliesOnSecond(0)));
    await expect(fitMlp(learnt, noisy, even, { ...OPTIONS, shift: 1 })).rejects.toThrow('not named');
  });

  it('holds what lies far from everything seen to what lies at the edge', async () => {
    const mlp = await fitMlp(rows, labels, even, OPTIONS);
    const [edge, beyond] = await mlpScores(mlp, { columns: 2, values: Float32Array.of(50, 50, 5e6, 5e6) });
    expect(beyond).toBe(edge);
  });
});
