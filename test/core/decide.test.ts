import { describe, expect, it } from 'vitest';
import { decide } from '../../lib/core/decide.ts';
import type { Clusters } from '../../lib/core/agreement.ts';
import { NOTHING_SAID, type ReaderSaid, type Word } from '../../lib/core/correction.ts';
import type { Abstention, Evidence, Flag } from '../../lib/core/evidence.ts';
import { DEFAULT_POLICY, type Policy, type Treatment } from '../../lib/core/policy.ts';
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
    ['a detector that another one outweighs', [aSignal({ probability: 0.7 }), aSignal({ detector: { id: 'text-hub', version: '1' }, band: 'no-sign', probability: 0.005 })], undefined],
    ['a sure detector that an uncalibrated one contradicts as surely as it can', [likely, aSignal({ detector: { id: 'text-hub', version: '1' }, band: 'no-sign', probability: 0 })], 'suggested'],
    ['a detector that another one doubts a little', [likely, aSignal({ detector: { id: 'text-hub', version: '1' }, band: 'unsure', probability: 0.4 })], 'suggested'],
  ];
  it.each(table)('%s', (_what, evidence, standing) => {
    const { verdicts } = decide(aSubject(), evidence, DEFAULT_POLICY);
    expect(verdicts.map((verdict) => verdict.standing)).toEqual(standing === undefined ? [] : [standing]);
  });
});

describe('evidence that excludes other evidence', () => {
  const guess = aSignal({ detector: { id: 'picture-ai', version: '1' }, label: 'ai-made', probability: 0.9 });
  const capture = aClaim({ label: 'camera-capture', source: 'c2pa', value: 'digitalCapture' });
  const signed = { ...capture, signed: true };
  const listed = aFlag({ label: 'ai-made' });
  const denied = aFlag({ label: 'camera-capture', polarity: 'disputes' });

  const table: readonly [what: string, evidence: readonly Evidence[], standings: readonly string[]][] = [
    ['a signed capture outranks a detector', [signed, guess], ['camera-capture declared']],
    ['an unsigned one does not, and both are said', [capture, guess], ['ai-made suggested', 'camera-capture declared']],
    ['a signed capture does not silence a list', [signed, listed, guess], ['ai-made flagged', 'camera-capture declared']],
    ['nor what the file says of itself otherwise', [signed, aClaim(), guess], ['ai-made declared', 'camera-capture declared']],
    ['a list that disputes the capture says nothing of machines', [denied, guess], ['ai-made suggested']],
    ['edits by a person, signed, outrank a detector too', [{ ...signed, label: 'human-edited' }, guess], ['human-edited declared']],
    ['a capture excludes no other edits', [signed, aClaim({ label: 'ai-edited', signed: true })], ['ai-edited declared', 'camera-capture declared']],
  ];
  it.each(table)('%s', (_what, evidence, standings) => {
    const { verdicts } = decide(aSubject({ kind: 'media' }), evidence, DEFAULT_POLICY);
    expect(verdicts.map(({ label, standing }) => `${label} ${standing}`)).toEqual(standings);
  });

  it('the detector that was outranked is cited beside the capture, and makes it less probable', () => {
    const alone = decide(aSubject(), [signed], DEFAULT_POLICY).verdicts[0]!;
    const { verdicts: [verdict], quiet } = decide(aSubject(), [signed, guess], DEFAULT_POLICY);
    expect(verdict?.evidence).toEqual([signed, guess]);
    expect(verdict?.weights.map(Math.sign)).toEqual([1, -1]);
    expect(verdict?.probability).toBeLessThan(alone.probability);
    expect(quiet).toEqual([]);
  });

  it('a detector that is outweighed says so', () => {
    const denial = aSignal({ detector: { id: 'picture-hub', version: '1' }, label: 'ai-made', band: 'no-sign', probability: 0.01 });
    const weak = { ...guess, probability: 0.74 };
    const { verdicts, quiet } = decide(aSubject(), [weak, denial], DEFAULT_POLICY);
    expect(verdicts).toEqual([]);
    expect(quiet).toEqual(expect.arrayContaining([weak, denial, { kind: 'abstention', detector: guess.detector, why: 'contradicted' }]));
    expect(quiet).toHaveLength(3);
  });
});

describe('what the reader said', () => {
  const said = (word: Word, shift = 0): ReaderSaid => ({ shifts: new Map([['text-spam@1', shift]]), wordOn: (label) => (label === 'spam' ? word : undefined) });

  it.each([
    ['wrong', 'ignore'],
    ['right', 'badge'],
  ] as const)('of what was called %s: %s', (word, treatment) => {
    const { verdicts } = decide(aSubject(), [flag, likely], DEFAULT_POLICY, said(word));
    expect(verdicts).toMatchObject([{ corrected: word, treatment, standing: 'flagged' }]);
  });

  it('moves a detector that is often wrong below what it may suggest, without calling it contradicted', () => {
    const { verdicts, quiet } = decide(aSubject(), [aSignal({ probability: 0.7 })], DEFAULT_POLICY, { ...said('right', -1), wordOn: () => undefined });
    expect(verdicts).toEqual([]);
    expect(quiet).toMatchObject([{ kind: 'signal' }]);
  });
});

describe('several lists', () => {
  const list = (id: string) => ({ id, name: `List ${id}` });
  const [one, two, three] = ['a', 'b', 'c'].map((id) => aFlag({ list: list(id) })) as [Flag, Flag, Flag];
  const against = aFlag({ list: list('d'), polarity: 'disputes' });
  const clusters: Clusters = {
    voices: [{ lists: ['a'], bond: 'alone' }, { lists: ['b', 'c'], bond: 'alike' }, { lists: ['d'], bond: 'alone' }],
    uncompared: [],
  };
  const policy: Policy = { ...DEFAULT_POLICY, lists: { a: { spam: 'warn' }, b: { spam: 'ignore' } }, agreed: { spam: 'blur' } };
  const decided = (evidence: readonly Evidence[], by = policy, how: Clusters | undefined = clusters) => decide(aSubject(), evidence, by, NOTHING_SAID, how).verdicts[0];

  const table: readonly [what: string, evidence: readonly Evidence[], treatment: Treatment][] = [
    ['a list is treated as the reader chose for it', [one], 'warn'],
    ['also where another one disputes it', [one, against], 'warn'],
    ['also to ignore it', [two], 'ignore'],
    ['a list without a choice of its own as the label is', [three], 'badge'],
    ['the strongest of what was chosen for those who say so', [two, three], 'badge'],
    ['where lists agree, what was chosen for that', [one, three], 'blur'],
    ['not where too many dispute', [one, three, against], 'warn'],
    ['a detector beside an ignored list as the label is', [two, likely], 'badge'],
    ['a claim as well', [two, claim], 'badge'],
  ];
  it.each(table)('%s', (_what, evidence, treatment) => {
    expect(decided(evidence)?.treatment).toBe(treatment);
  });

  it('a detector that may suggest nothing to this reader changes nothing about an ignored list', () => {
    expect(decided([two, likely], { ...policy, cautions: { ...policy.cautions, spam: 'never' } })?.treatment).toBe('ignore');
  });

  it('nothing is done about agreement until the reader says so', () => {
    expect(decided([one, three], DEFAULT_POLICY)).toMatchObject({ treatment: 'badge', agreement: { outcome: 'agree' } });
  });

  it('what is called wrong is ignored, also where lists agree', () => {
    const wrong: ReaderSaid = { shifts: new Map(), wordOn: () => 'wrong' };
    expect(decide(aSubject(), [one, three], policy, wrong, clusters).verdicts[0]?.treatment).toBe('ignore');
  });

  it('agreement is said where several lists assert, and only where it is known how they go together', () => {
    expect(decided([two, three])?.agreement?.outcome).toBe('one-voice');
    expect(decided([one])).not.toHaveProperty('agreement');
    expect(decide(aSubject(), [one, three], policy).verdicts[0]).not.toHaveProperty('agreement');
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
