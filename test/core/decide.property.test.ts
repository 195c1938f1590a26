import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../lib/core/decide.ts';
import type { Abstention, Evidence } from '../../lib/core/evidence.ts';
import { CORE_LABELS } from '../../lib/core/label.ts';
import { DEFAULT_POLICY } from '../../lib/core/policy.ts';
import { aClaim, aFlag, anAbstention, aSignal, aSubject } from '../support/core-builders.ts';

const label = fc.constantFrom(...CORE_LABELS);
const finding: fc.Arbitrary<Evidence | Abstention> = fc.oneof(
  fc
    .record({ label, band: fc.constantFrom('likely' as const, 'unsure' as const, 'no-sign' as const), probability: fc.double({ min: 0, max: 1, noNaN: true }) })
    .map((over) => aSignal(over)),
  fc
    .record({ label: fc.oneof(label, fc.constant('x-own' as const)), polarity: fc.constantFrom('asserts' as const, 'disputes' as const), confidence: fc.double({ min: 0, max: 1, noNaN: true }) })
    .map((over) => aFlag(over)),
  fc.record({ label, value: fc.string() }).map((over) => aClaim(over)),
  fc.constant(anAbstention()),
);

describe('decide', () => {
  it('gives the same decision whatever the order of the evidence', () => {
    fc.assert(
      fc.property(
        fc.array(finding, { maxLength: 12 }).chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          expect(decide(aSubject(), shuffled, DEFAULT_POLICY)).toEqual(decide(aSubject(), all, DEFAULT_POLICY));
        },
      ),
    );
  });

  it('never makes a verdict without a voice that asserts it, and never loses a measurement', () => {
    fc.assert(
      fc.property(fc.array(finding, { maxLength: 12 }), (all) => {
        const { verdicts, quiet } = decide(aSubject(), all, DEFAULT_POLICY);
        for (const { evidence } of verdicts) {
          expect(
            evidence.some(
              (e) => e.kind === 'claim' || (e.kind === 'flag' && e.polarity === 'asserts') || (e.kind === 'signal' && e.band === 'likely'),
            ),
          ).toBe(true);
        }
        const said = verdicts.flatMap(({ evidence }) => evidence);
        for (const each of all) {
          if (each.kind === 'abstention') expect(quiet).toContain(each);
          if (each.kind === 'signal') expect([...said, ...quiet]).toContain(each);
        }
      }),
    );
  });
});
