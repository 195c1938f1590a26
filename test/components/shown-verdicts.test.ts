import { describe, expect, it } from 'vitest';
import { shownVerdicts } from '../../components/badge/shown-verdicts.ts';
import { DEFAULT_POLICY } from '../../lib/core/policy.ts';
import { aClaim, aFlag, aSignal } from '../support/core-builders.ts';
import { judge, PICTURE, POST, TEXT } from '../support/components-states.ts';

describe('what a badge shows', () => {
  it('begins with who can be held to account', () => {
    const shown = shownVerdicts([
      judge(TEXT, [aSignal()]),
      judge(PICTURE, [aClaim()]),
      judge(POST, [
        aFlag({ label: 'scam' }),
        aFlag(),
        aFlag({ polarity: 'disputes', list: { id: 'b', name: 'Coast notes' } }),
      ]),
    ]);
    expect(shown.map(({ verdict }) => verdict.standing)).toEqual(['flagged', 'disputed', 'declared', 'suggested']);
  });

  it('leaves out what the reader ignores', () => {
    const policy = { ...DEFAULT_POLICY, treatments: { ...DEFAULT_POLICY.treatments, spam: 'ignore' as const } };
    expect(shownVerdicts([judge(POST, [aFlag(), aFlag({ label: 'scam' })], policy)]).map(({ verdict }) => verdict.label)).toEqual(['scam']);
  });
});
