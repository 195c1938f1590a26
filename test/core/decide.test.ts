import { describe, expect, it } from 'vitest';
import { decide } from '../../lib/core/decide.ts';
import type { Abstention, Evidence } from '../../lib/core/evidence.ts';
import { DEFAULT_POLICY, type Policy } from '../../lib/core/policy.ts';
import { aClaim, aFlag, anAbstention, aSignal, aSubject } from '../support/core-builders.ts';

const likely = aSignal({ band: 'likely' });
const unsure = aSignal({ band: 'unsure', probability: 0.6 });
const noSign = aSignal({ band: 'no-sign', probability: 0.02 });
const flag = aFlag();
const dispute = aFlag({ polarity: 'disputes', list: { id: 'b'.repeat(64), name: 'Second look' } });
const claim = aClaim({ label: 'spam' });

describe('what the evidence on one label amounts to', () => {
  const table: readonly [what: string, evidence: readonly Evidence[], standing: string | undefined][] = [
    ['nothing', [], undefined],
    ['a likely signal', [likely], 'suggested'],
    ['an unsure signal', [unsure], undefined],
    ['no sign', [noSign], undefined],
    ['a claim of the file itself', [claim], 'declared'],
    ['a claim and a likely signal', [claim, likely], 'declared'],
    ['a flag', [flag], 'flagged'],
    ['a flag and no sign of the detector', [flag, noSign], 'flagged'],
    ['a flag and a claim', [flag, claim], 'flagged'],
    ['a dispute that nobody asserts', [dispute], undefined],
    ['a dispute against an unsure signal', [dispute, unsure], undefined],
    ['a dispute against a flag', [flag, dispute], 'disputed'],
    ['a dispute against a claim', [claim, dispute], 'disputed'],
    ['a dispute against the detector', [likely, dispute], 'disputed'],
  ];
  it.each(table)('%s', (_what, evidence, standing) => {
    const { verdicts } = decide(aSubject(), evidence, DEFAULT_POLICY);
    expect(verdicts.map((verdict) => verdict.standing)).toEqual(standing === undefined ? [] : [standing]);
  });
});

describe('what a decision carries', () => {
  it('cites all evidence on the label, accountable voices first, also where it conflicts', () => {
    const { verdicts } = decide(aSubject(), [noSign, claim, flag], DEFAULT_POLICY);
    expect(verdicts[0]?.evidence).toEqual([flag, claim, noSign]);
  });

  it('keeps what draws nothing as quiet findings', () => {
    const tooSmall: Abstention = anAbstention();
    const { verdicts, quiet } = decide(aSubject(), [unsure, tooSmall], DEFAULT_POLICY);
    expect(verdicts).toEqual([]);
    expect(quiet).toHaveLength(2);
    expect(quiet).toEqual(expect.arrayContaining([unsure, tooSmall]));
  });

  it('judges labels apart: one subject may carry several', () => {
    const { verdicts } = decide(aSubject(), [aFlag({ label: 'scam' }), likely, aFlag({ label: 'x-tide' })], DEFAULT_POLICY);
    expect(verdicts.map(({ label, standing }) => [label, standing])).toEqual([
      ['scam', 'flagged'],
      ['spam', 'suggested'],
      ['x-tide', 'flagged'],
    ]);
  });

  it("treats each label as the reader chose, a list's own labels together", () => {
    const policy: Policy = { ...DEFAULT_POLICY, treatments: { ...DEFAULT_POLICY.treatments, scam: 'hide' }, foreign: 'ignore' };
    const { verdicts } = decide(aSubject(), [aFlag({ label: 'scam' }), aFlag({ label: 'x-tide' })], policy);
    expect(verdicts.map(({ treatment }) => treatment)).toEqual(['hide', 'ignore']);
  });

  it.each([
    ['likely', 0.7, 'suggested'],
    ['fairly-sure', 0.89, undefined],
    ['fairly-sure', 0.9, 'suggested'],
    ['very-sure', 0.96, undefined],
    ['very-sure', 0.97, 'suggested'],
    ['never', 1, undefined],
  ] as const)('a reader who asks for “%s” and a detector at %d: %s', (caution, probability, standing) => {
    const policy: Policy = { ...DEFAULT_POLICY, cautions: { ...DEFAULT_POLICY.cautions, spam: caution } };
    const signal = aSignal({ probability });
    const { verdicts, quiet } = decide(aSubject(), [signal], policy);
    expect(verdicts[0]?.standing).toBe(standing);
    expect(quiet).toEqual(standing === undefined ? [signal] : []);
    expect(decide(aSubject(), [signal, flag], policy).verdicts[0]?.standing).toBe('flagged');
  });

  it('blurs and hides nothing until the reader says so', () => {
    expect(new Set([...Object.values(DEFAULT_POLICY.treatments), DEFAULT_POLICY.foreign])).toEqual(new Set(['badge']));
  });
});
