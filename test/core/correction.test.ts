import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { correctionsFrom, type Correction, type Word } from '../../lib/core/correction.ts';
import type { SubjectKey } from '../../lib/core/subject.ts';
import { logOddsAt, probabilityAt } from '../../lib/core/log-odds.ts';
import { calibrationError, reliabilityTable } from '../../lib/measure/calibration.ts';
import { randomFrom } from '../e2e/support/random.ts';

const SOURCE = 'text-spam@4';
const key = (n: number) => n.toString(16).padStart(16, '0') as SubjectKey;
const correction = (n: number, word: Word, probability = 0.9): Correction => ({ key: key(n), label: 'spam', word, said: [{ source: SOURCE, probability }], at: n });
const shift = (all: readonly Correction[]) => correctionsFrom(all).shifts.get(SOURCE) ?? 0;

describe('corrections', () => {
  it('say what was said of one label of one subject, and of nothing else', () => {
    const { on } = correctionsFrom([correction(1, 'wrong'), { ...correction(2, 'right'), label: 'scam' }]);
    expect(on(key(1)).wordOn('spam')).toBe('wrong');
    expect(on(key(1)).wordOn('scam')).toBeUndefined();
    expect(on(key(2)).wordOn('scam')).toBe('right');
    expect(on(key(3)).wordOn('spam')).toBeUndefined();
  });

  it('move nobody without one, and a little with one', () => {
    expect(shift([])).toBe(0);
    expect(shift([correction(1, 'wrong')])).toBeLessThan(-0.1);
    expect(shift([correction(1, 'wrong')])).toBeGreaterThan(-0.5);
  });

  it('the more often a source was called wrong, the less it counts; called right, the more; never without bound', () => {
    const called = (word: Word, n: number) => shift(Array.from({ length: n }, (_, i) => correction(i, word)));
    for (const n of [1, 2, 5, 20, 200]) {
      expect(called('wrong', n + 1)).toBeLessThanOrEqual(called('wrong', n));
      expect(called('right', n + 1)).toBeGreaterThanOrEqual(called('right', n));
      expect(Math.abs(called('wrong', n))).toBeLessThanOrEqual(3);
    }
  });

  it('find a number whatever was said', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ p: fc.double({ min: 0, max: 1, noNaN: true }), word: fc.constantFrom('right' as const, 'wrong' as const) }), { maxLength: 60 }), (all) => {
        const found = shift(all.map(({ p, word }, i) => correction(i, word, p)));
        expect(Number.isFinite(found)).toBe(true);
        expect(Math.abs(found)).toBeLessThanOrEqual(3);
      }),
    );
  });

  it('calibrate a detector that is too sure for this reader', () => {
    const random = randomFrom(7);
    // What it says is 1.5 log-odds too sure here.
    const cases = Array.from({ length: 4_000 }, (_, n) => {
      const stated = 0.5 + random() * 0.49;
      return { n, stated, holds: random() < probabilityAt(logOddsAt(stated) - 1.5) };
    });
    const learnt = shift(cases.slice(0, 200).map(({ n, stated, holds }) => correction(n, holds ? 'right' : 'wrong', stated)));
    const errorWith = (by: number) => calibrationError(reliabilityTable(cases.slice(200).map(({ stated, holds }) => ({ probability: probabilityAt(logOddsAt(stated) + by), positive: holds }))));
    expect(learnt).toBeCloseTo(-1.5, 0);
    expect(errorWith(learnt)).toBeLessThan(0.06);
    expect(errorWith(0)).toBeGreaterThan(0.2);
  });
});
