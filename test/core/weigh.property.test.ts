import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Claim, Evidence, Flag, Signal } from '../../lib/core/evidence.ts';
import { logOddsAt } from '../../lib/core/log-odds.ts';
import { statedBy, weigh, type Shifts } from '../../lib/core/weigh.ts';
import { calibrationError, reliabilityTable } from '../../lib/measure/calibration.ts';
import { aClaim, aFlag, aSignal } from '../support/core-builders.ts';
import { randomFrom } from '../e2e/support/random.ts';

const NONE: Shifts = new Map();
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const aProbability = between(0, 1);
const signal = (probability: number, n = 0): Signal =>
  aSignal({ probability, band: probability >= 0.5 ? 'likely' : 'no-sign', detector: { id: 'text-spam', version: String(n) } });
const flag = (confidence: number, n: number, polarity: Flag['polarity'] = 'asserts'): Flag =>
  aFlag({ confidence, polarity, list: { id: String(n).padStart(64, '0'), name: `List ${n}` } });
const anySignal = fc.tuple(aProbability, fc.nat(9)).map(([p, n]) => signal(p, n));
const anyFlag = fc.tuple(aProbability, fc.nat(9), fc.constantFrom('asserts' as const, 'disputes' as const)).map(([p, n, polarity]) => flag(p, n, polarity));
const anyClaim: fc.Arbitrary<Claim> = fc.boolean().map((signed) => aClaim({ label: 'spam', signed }));
const anything: fc.Arbitrary<Evidence[]> = fc.array(fc.oneof(anySignal, anyFlag, anyClaim), { minLength: 1, maxLength: 12 });

describe('weighing evidence', () => {
  it('a single signal weighs what it was calibrated to', () => {
    fc.assert(
      fc.property(between(0.006, 0.994), (p) => {
        expect(weigh([signal(p)], 'spam', NONE).probability).toBeCloseTo(p, 9);
      }),
    );
  });

  it('the weights add up to the probability, which is never certain', () => {
    fc.assert(
      fc.property(anything, (all) => {
        const { probability, weights } = weigh(all, 'spam', NONE);
        expect(weights).toHaveLength(all.length);
        expect(probability).toBeGreaterThan(0);
        expect(probability).toBeLessThan(1);
        expect(logOddsAt(probability)).toBeCloseTo(weights.reduce((sum, weight) => sum + weight, 0), 5);
      }),
    );
  });

  it('detectors together are never surer than the surest, lists and claims never more than twice the strongest', () => {
    fc.assert(
      fc.property(fc.array(anySignal, { minLength: 1, maxLength: 8 }), (all) => {
        const each = all.map((one) => logOddsAt(weigh([one], 'spam', NONE).probability));
        const together = logOddsAt(weigh(all, 'spam', NONE).probability);
        expect(together).toBeLessThanOrEqual(Math.max(...each) + 1e-6);
        expect(together).toBeGreaterThanOrEqual(Math.min(...each) - 1e-6);
      }),
    );
    fc.assert(
      fc.property(fc.array(between(0.5, 1).map((p) => flag(p, 0)), { minLength: 1, maxLength: 30 }), (all) => {
        const each = all.map((one) => logOddsAt(weigh([one], 'spam', NONE).probability));
        expect(logOddsAt(weigh(all, 'spam', NONE).probability)).toBeLessThanOrEqual(2 * Math.max(...each) + 1e-6);
      }),
    );
  });

  it('another list that asserts never makes it less probable, one that disputes never more', () => {
    fc.assert(
      fc.property(anything, between(0.5, 1), (all, confidence) => {
        const before = weigh(all, 'spam', NONE).probability;
        expect(weigh([...all, flag(confidence, 10)], 'spam', NONE).probability).toBeGreaterThanOrEqual(before - 1e-9);
        expect(weigh([...all, flag(confidence, 10, 'disputes')], 'spam', NONE).probability).toBeLessThanOrEqual(before + 1e-9);
      }),
    );
  });

  it('evidence for what the label excludes speaks against it as much as for its own', () => {
    fc.assert(
      fc.property(between(0.5, 1), (confidence) => {
        const made = { ...flag(confidence, 1), label: 'ai-made' as const };
        const { probability } = weigh([made], 'ai-made', NONE);
        expect(weigh([made], 'camera-capture', NONE).probability).toBeCloseTo(1 - probability, 9);
      }),
    );
  });

  it('is calibrated where a list and a detector err independently of each other, as they state', () => {
    const random = randomFrom(5);
    const items = Array.from({ length: 60_000 }, () => {
      const holds = random() < 0.5;
      // A source that is right with probability q says so with confidence q, of what holds or of the contrary.
      const said = [0.55 + 0.39 * random(), 0.55 + 0.39 * random()].map((q) => [q, (random() < q) === holds] as const);
      const [[p, saysYes], [confidence, asserts]] = said as unknown as [readonly [number, boolean], readonly [number, boolean]];
      const evidence = [signal(saysYes ? p : 1 - p), flag(confidence, 1, asserts ? 'asserts' : 'disputes')];
      return { probability: weigh(evidence, 'spam', NONE).probability, positive: holds };
    });
    expect(calibrationError(reliabilityTable(items))).toBeLessThan(0.02);
  });

  it('states of each piece what its source says', () => {
    expect(statedBy(aFlag({ confidence: 0.8, polarity: 'disputes' }))).toBeCloseTo(0.2);
    expect(statedBy(aClaim({ signed: true }))).toBeGreaterThan(statedBy(aClaim({ signed: false })));
    expect(statedBy(aClaim({ label: 'ai-made' }))).toBeGreaterThan(statedBy(aClaim({ label: 'camera-capture' })));
  });
});
