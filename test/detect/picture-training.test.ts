import { upperBound95 } from '../../lib/measure/upper-bound.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrate, fitLogistic, scores } from '../../training/pictures/logistic.ts';
import { auc, calibrationError, shareFrom, thresholdAt } from '../../training/pictures/metrics.ts';
import { seededRandom } from '../../training/pictures/random.ts';

const scored = fc.record({ score: fc.integer({ min: -9, max: 9 }), generated: fc.boolean(), group: fc.constant('g') });

describe('auc', () => {
  it('is the share of pairs in the right order, ties counting half', () => {
    fc.assert(
      fc.property(fc.array(scored, { minLength: 2, maxLength: 40 }), (items) => {
        const generated = items.filter((item) => item.generated);
        const clean = items.filter((item) => !item.generated);
        fc.pre(generated.length > 0 && clean.length > 0);
        const pairs = generated.flatMap((g) => clean.map((c) => (g.score > c.score ? 1 : g.score === c.score ? 0.5 : 0)));
        expect(auc(items)).toBeCloseTo(pairs.reduce<number>((sum, pair) => sum + pair, 0) / pairs.length, 9);
      }),
    );
  });
});

describe('thresholdAt', () => {
  it('is reached by at most the share asked for', () => {
    fc.assert(
      fc.property(fc.array(scored, { minLength: 3, maxLength: 60 }), fc.double({ min: 0, max: 0.9, noNaN: true }), (items, share) => {
        expect(shareFrom(items, thresholdAt(items, share))).toBeLessThanOrEqual(share);
      }),
    );
  });
});

describe('upperBound95', () => {
  // 1 − .05^(1/n) for no hits; the others from tables of the F distribution.
  it.each([
    [0, 1, 0.95],
    [0, 10, 0.2589],
    [0, 100, 0.0295],
    [1, 100, 0.0466],
    [2, 100, 0.0616],
    [10, 10, 1],
  ])('%i of %i is at most %f', (hits, count, bound) => {
    expect(upperBound95(hits, count)).toBeCloseTo(bound, 3);
  });
});

describe('calibrationError', () => {
  it('is none where the stated share is the observed one, and the difference where it is not', () => {
    const items = Array.from({ length: 100 }, (_, i) => ({ generated: i % 4 === 0 }));
    const stating = (probability: number) => calibrationError(items.map((item) => ({ ...item, probability })));
    expect(stating(0.25)).toBeLessThan(0.05);
    expect(stating(0.9)).toBeCloseTo(0.65, 1);
  });
});

describe('fitLogistic', () => {
  /** Rows drawn from a known model: log-odds 1 + 2a − 3b. */
  const random = seededRandom(11);
  const COUNT = 4000;
  const values = Float32Array.from({ length: COUNT * 2 }, () => random() * 4 - 2);
  const trueScores = Array.from({ length: COUNT }, (_, i) => 1 + 2 * (values[2 * i] ?? 0) - 3 * (values[2 * i + 1] ?? 0));
  const labels = trueScores.map((score) => random() < 1 / (1 + Math.exp(-score)));
  const even = new Float64Array(COUNT).fill(1);
  const rows = { columns: 2, values };

  it('finds the model that drew its rows', () => {
    const { weights, bias } = fitLogistic(rows, labels, { weights: even, l2: 0 });
    expect(bias).toBeCloseTo(1, 0);
    expect(weights[0]).toBeCloseTo(2, 0);
    expect(weights[1]).toBeCloseTo(-3, 0);
  });

  it('shrinks towards nothing under a strong penalty', () => {
    const { weights } = fitLogistic(rows, labels, { weights: even, l2: 1e6 });
    expect(Math.hypot(...weights)).toBeLessThan(0.05);
  });

  it('does not see rows of weight 0', () => {
    const half = Float64Array.from(even, (_, i) => (i < COUNT / 2 ? 1 : 0));
    const lied = labels.map((label, i) => (i < COUNT / 2 ? label : !label));
    const masked = fitLogistic(rows, lied, { weights: half, l2: 1 });
    const short = { columns: 2, values: values.slice(0, COUNT) };
    const alone = fitLogistic(short, labels.slice(0, COUNT / 2), { weights: even.slice(0, COUNT / 2), l2: 1 });
    expect(masked).toEqual(alone);
  });

  it('scores a row by its weights and bias', () => {
    const model = { weights: Float64Array.of(2, -3), bias: 1 };
    expect(scores(model, { columns: 2, values: Float32Array.of(1, 1, 0.5, 0) })).toEqual(Float64Array.of(0, 2));
  });

  it('calibrates scores that are too sure of themselves', () => {
    const items = trueScores.map((score, i) => ({ score: 3 * score + 6, generated: labels[i] ?? false }));
    const generated = labels.filter(Boolean).length;
    const { slope, offset } = calibrate(items);
    expect(slope).toBeCloseTo(1 / 3, 1);
    // Both classes weigh the same: the odds of this sample are taken out again.
    expect(offset).toBeCloseTo(-2 - Math.log(generated / (COUNT - generated)), 0);
  });
});
