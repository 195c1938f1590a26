import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrationError, coverageAgainstError, reliabilityTable } from '../../lib/measure/calibration.ts';
import { evaluate, type Answered } from '../../lib/measure/evaluation.ts';
import { auc, prAuc, recallAtFalsePositives, rocCurve } from '../../lib/measure/ranking.ts';
import { upperBound95 } from '../../lib/measure/upper-bound.ts';

/** Few distinct scores, so that ties are common. */
const ranked = fc.record({ score: fc.integer({ min: 0, max: 9 }).map((tenths) => tenths / 10), positive: fc.boolean() });
const ofBothClasses = fc
  .array(ranked, { minLength: 2, maxLength: 60 })
  .filter((items) => items.some(({ positive }) => positive) && items.some(({ positive }) => !positive));

const answered: fc.Arbitrary<Answered> = fc.record({
  positive: fc.boolean(),
  group: fc.constantFrom('a', 'b', 'c'),
  answer: fc.oneof(
    fc.record({ probability: fc.double({ min: 0, max: 1, noNaN: true }), band: fc.constantFrom('likely', 'unsure', 'no-sign') }),
    fc.record({ abstain: fc.constantFrom('too-short', 'too-small') }),
  ),
});

describe('ranking', () => {
  it('has the area that counting every pair of a positive and a negative item gives', () => {
    fc.assert(
      fc.property(ofBothClasses, (items) => {
        const scores = (positive: boolean) => items.filter((item) => item.positive === positive).map(({ score }) => score);
        const pairs = scores(true).flatMap((a) => scores(false).map((b): number => (a > b ? 1 : a === b ? 0.5 : 0)));
        expect(auc(items)).toBeCloseTo(pairs.reduce((sum, each) => sum + each, 0) / pairs.length, 10);
      }),
    );
  });

  it('has a ROC curve from nothing to everything whose trapezoids are that area', () => {
    fc.assert(
      fc.property(ofBothClasses, (items) => {
        const curve = rocCurve(items);
        expect([curve[0], curve.at(-1)]).toEqual([{ falsePositives: 0, found: 0 }, { falsePositives: 1, found: 1 }]);
        const area = curve.slice(1).reduce((sum, to, i) => {
          const from = curve[i]!;
          return sum + ((to.falsePositives - from.falsePositives) * (to.found + from.found)) / 2;
        }, 0);
        expect(area).toBeCloseTo(auc(items), 10);
      }),
    );
  });

  it('reaches no more of the negative items than it was allowed, and nothing is known of one class alone', () => {
    fc.assert(
      fc.property(ofBothClasses, fc.double({ min: 0, max: 0.99, noNaN: true }), (items, share) => {
        const found = recallAtFalsePositives(items, share);
        const negatives = items.filter(({ positive }) => !positive);
        const positives = items.filter(({ positive }) => positive);
        const bars = items.map(({ score }) => score).filter((bar) => negatives.filter(({ score }) => score > bar).length <= share * negatives.length);
        const best = Math.max(0, ...bars.map((bar) => positives.filter(({ score }) => score > bar).length / positives.length));
        expect(found).toBe(best);
      }),
    );
    expect([auc([]), prAuc([{ score: 1, positive: false }]), recallAtFalsePositives([{ score: 1, positive: true }], 0.1)]).toEqual([NaN, NaN, NaN]);
  });

  it('finds everything first where the order is right, and as often as items are positive where it says nothing', () => {
    expect(prAuc([{ score: 0.9, positive: true }, { score: 0.8, positive: true }, { score: 0.1, positive: false }])).toBe(1);
    expect(prAuc(Array.from({ length: 8 }, (_, i) => ({ score: 0.5, positive: i < 2 })))).toBe(0.25);
  });
});

describe('the upper bound of a share', () => {
  // 1 - 0.05^(1/n) without a hit; the others by summing the binomial distribution in whole numbers.
  it.each([
    [0, 100, 1 - 0.05 ** 0.01],
    [0, 1, 0.95],
    [1, 10, 0.3942],
    [5, 50, 0.1988],
    [20, 1000, 0.0290],
    [7, 7, 1],
    [0, 0, 1],
  ])('of %i in %i is %f', (hits, count, bound) => {
    expect(upperBound95(hits, count)).toBeCloseTo(bound, 3);
  });
});

describe('calibration', () => {
  it('loses no item, and states between what its items state', () => {
    const stated = fc.array(fc.record({ probability: fc.double({ min: 0, max: 1, noNaN: true }), positive: fc.boolean() }), { minLength: 1 });
    fc.assert(
      fc.property(stated, (items) => {
        const table = reliabilityTable(items);
        expect(table.reduce((sum, row) => sum + row.items, 0)).toBe(items.length);
        expect(table.map((row) => row.stated)).toEqual(table.map((row) => row.stated).toSorted((a, b) => a - b));
        const error = calibrationError(table);
        expect(error).toBeGreaterThanOrEqual(0);
        expect(error).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is without error where what is stated turns out, and off by what it is off', () => {
    const of = (probability: number, hits: number) => Array.from({ length: 10 }, (_, i) => ({ probability, positive: i < hits }));
    expect(calibrationError(reliabilityTable([...of(0.2, 2), ...of(0.7, 7)], 2))).toBeCloseTo(0, 10);
    expect(calibrationError(reliabilityTable([...of(0.2, 4), ...of(0.7, 7)], 2))).toBeCloseTo(0.1, 10);
  });

  it('answers the surest first; what was declined is never covered', () => {
    const items = [
      ...Array.from({ length: 9 }, () => ({ probability: 0.95, positive: true })),
      { probability: 0.55, positive: false },
    ];
    const curve = coverageAgainstError(items, 20);
    expect(curve).toHaveLength(10);
    expect(curve[8]).toEqual({ coverage: 0.45, error: 0 });
    expect(curve[9]).toEqual({ coverage: 0.5, error: 0.1 });
  });
});

describe('an evaluation', () => {
  it('counts every item once, in its group too, in any order', () => {
    fc.assert(
      fc.property(fc.array(answered, { maxLength: 50 }), (items) => {
        const figures = evaluate(items);
        expect(figures.positives + figures.negatives).toBe(items.length);
        expect(figures.measured + figures.declined.reduce((sum, each) => sum + each.items, 0)).toBe(items.length);
        expect(figures.groups.reduce((sum, group) => sum + group.positives + group.negatives, 0)).toBe(items.length);
        for (const { flagged, negatives, bound } of figures.groups) {
          if (bound !== null) expect(bound).toBeGreaterThanOrEqual(flagged / negatives);
        }
        const { auc: area, likely, groups } = evaluate(items.toReversed());
        expect({ area, likely, groups }).toEqual({ area: figures.auc, likely: figures.likely, groups: figures.groups });
      }),
    );
  });

  it('puts the group with the largest share of false positives first', () => {
    const of = (group: string, flagged: number, clean: number): Answered[] =>
      Array.from({ length: clean }, (_, i) => ({ positive: false, group, answer: { probability: 0.1, band: i < flagged ? 'likely' : 'no-sign' } }));
    const { groups, likely } = evaluate([...of('many', 2, 100), ...of('few', 1, 10), ...of('none', 0, 5)]);
    expect(groups.map(({ group, flagged }) => [group, flagged])).toEqual([['few', 1], ['many', 2], ['none', 0]]);
    expect(likely).toMatchObject({ found: null, precision: 0, falsePositives: 3 / 115 });
  });
});
