import { describe, expect, it } from 'vitest';
import type { WorkWishes } from '../../lib/core/mark.ts';
import { readMarks } from '../../lib/provenance/read-marks.ts';
import { credentialWishes, strictest } from '../../lib/provenance/work-wishes.ts';
import { aFileWith } from '../support/provenance-files.ts';

const PLUS = 'http://ns.useplus.org/ldf/xmp/1.0/DataMining';
const TDM = 'http://www.w3.org/ns/tdmrep/reservation';
const ALL = ['data-mining', 'ai-inference', 'ai-training', 'ai-generative-training'] as const;
const all = (wish: 'allowed' | 'refused' | 'constrained'): WorkWishes => Object.fromEntries(ALL.map((use) => [use, wish]));

function marksOf(name: string, text: string) {
  const { bytes, type } = aFileWith({ where: 'xmp', name, text });
  return readMarks(bytes, type);
}

describe('what a creator asks for', () => {
  it.each<[name: string, text: string, wishes: WorkWishes]>([
    [PLUS, 'http://ns.useplus.org/ldf/vocab/DMI-ALLOWED', all('allowed')],
    [PLUS, 'http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED', all('refused')],
    [PLUS, 'https://ns.useplus.org/ldf/vocab/DMI-PROHIBITED', all('refused')],
    [PLUS, 'DMI-PROHIBITED', all('refused')],
    [PLUS, 'http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING', all('refused')],
    [PLUS, 'http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-AIMLTRAINING', { 'ai-training': 'refused', 'ai-generative-training': 'refused' }],
    [PLUS, 'http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-GENAIMLTRAINING', { 'ai-generative-training': 'refused' }],
    [PLUS, 'http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-SEECONSTRAINT', all('constrained')],
    [PLUS, 'http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-SEEEMBEDDEDRIGHTSEXPR', all('constrained')],
    [PLUS, 'http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-SEELINKEDRIGHTSEXPR', all('constrained')],
    [TDM, '1', { 'data-mining': 'refused' }],
    [TDM, '0', { 'data-mining': 'allowed' }],
  ])('%s %s', (name, text, wishes) => {
    expect(marksOf(name, text)).toMatchObject([{ kind: 'opt-out', where: 'xmp', strength: 'declared', value: text, wishes }]);
  });

  it.each([
    [PLUS, 'http://ns.useplus.org/ldf/vocab/DMI-UNSPECIFIED'],
    [PLUS, 'http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-SOMETHING'],
    [PLUS, 'toString'],
    [PLUS, ''],
    [TDM, '2'],
    [TDM, 'constructor'],
    ['http://example.org/DataMining', 'http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED'],
  ])('is not %s %s', (name, text) => {
    expect(marksOf(name, text)).toEqual([]);
  });

  it('is the stricter word where a file says two', () => {
    const { bytes, type } = aFileWith(
      { where: 'xmp', name: PLUS, text: 'DMI-ALLOWED' },
      { where: 'xmp', name: PLUS, text: 'DMI-PROHIBITED-SEECONSTRAINT' },
      { where: 'xmp', name: PLUS, text: 'DMI-PROHIBITED-GENAIMLTRAINING' },
    );
    const said = readMarks(bytes, type).flatMap(({ wishes }) => wishes ?? []);
    expect(said).toHaveLength(3);
    expect(strictest(said)).toEqual({ ...all('constrained'), 'ai-generative-training': 'refused' });
    expect(strictest([])).toEqual({});
  });

  it('is what credentials say in either vocabulary, of the uses that have a name', () => {
    const wishes = [
      { use: 'data_mining', wish: 'notAllowed' },
      { use: 'ai_training', wish: 'allowed' },
      { use: 'ai_training', wish: 'constrained' },
      { use: '__proto__', wish: 'notAllowed' },
    ] as const;
    expect(credentialWishes({ wishes })).toEqual({ 'data-mining': 'refused', 'ai-training': 'constrained' });
  });
});
