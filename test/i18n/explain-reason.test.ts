import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../../lib/i18n/catalogues.ts';
import { explainNoReason, explainReason } from '../../lib/i18n/explain-reason.ts';
import { createTranslate } from '../../lib/i18n/t.ts';

const t = createTranslate(catalogueOf('en'));
const plain = (text: string) => text.replace(/[\u2068\u2069]/g, '').split('\n');
const NOBODY = t('reason.own');

describe('why a list flags something, in words', () => {
  it('is said a sentence a line: reason, evidence, reporters, appeal, and who was asked', () => {
    const details = { reason: { text: 'Paid for, never sent.' }, evidence: [{ link: 'https://archive.example/1' }, { sha256: 'ab'.repeat(32) }], reporters: '2-4', dispute: 'upheld' } as const;
    expect(plain(explainReason({ details, asked: { host: 'lists.example', among: 1234 } }, t))).toEqual([
      '“Paid for, never sent.”',
      'It points to https://archive.example/1',
      `It points to a file with the SHA-256 ${'ab'.repeat(32)}`,
      '2 to 4 people reported it.',
      'There was an appeal against it; the list stands by it.',
      'lists.example was asked. It learned that you look at one of 1,234 flags of this list, and not at which.',
    ]);
  });

  it('says where there is no reason, and that of a list of one flag it is clear which was meant', () => {
    expect(plain(explainReason({}, t))).toEqual(['The list gives no reason.', NOBODY]);
    expect(plain(explainReason({ details: { evidence: [], reporters: '10+' } }, t))).toEqual(['The list gives no reason.', '10 people or more reported it.', NOBODY]);
    expect(plain(explainReason({ asked: { host: 'lists.example', among: 1 } }, t))[1]).toBe('lists.example was asked. It learned that you look at the one flag of this list.');
  });

  it('is a stranger’s text: it ends no line, turns no direction and hides nothing', () => {
    const details = { reason: { text: 'Paid\u202e for\u2028Nobody was asked\u200b.' }, evidence: [] };
    expect(explainReason({ details }, t).split('\n')).toEqual(['“\u2068Paid for Nobody was asked.\u2069”', NOBODY]);
  });

  it('is the whole reason, however long it may be', () => {
    expect(explainReason({ details: { reason: { text: 'x'.repeat(280) }, evidence: [] } }, t)).toContain('x'.repeat(280));
  });

  it('or why there is none', () => {
    for (const why of ['gone', 'no-source', 'unreachable', 'absent', 'altered', 'too-large', 'breaks-rules'] as const) expect(explainNoReason(why, t)).not.toContain('reason.no');
  });
});
