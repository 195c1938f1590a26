import { describe, expect, it } from 'vitest';
import { decide } from '../../lib/core/decide.ts';
import { ABSTAIN_REASONS, DETECTOR_IDS, type Evidence } from '../../lib/core/evidence.ts';
import { CORE_LABELS } from '../../lib/core/label.ts';
import { MARK_KINDS, MARK_PLACES, SOURCE_TERMS, WORK_USES } from '../../lib/core/mark.ts';
import { DEFAULT_POLICY, type Policy } from '../../lib/core/policy.ts';
import { SUBJECT_KINDS } from '../../lib/core/subject.ts';
import type { Verdict } from '../../lib/core/verdict.ts';
import { catalogueOf } from '../../lib/i18n/catalogues.ts';
import {
  claimOf,
  evidenceSource,
  explainEvidence,
  explainMark,
  explainQuiet,
  howSure,
  labelName,
  subjectName,
} from '../../lib/i18n/explain.ts';
import { createTranslate } from '../../lib/i18n/t.ts';
import { aClaim, aFlag, anAbstention, aSignal, aSubject } from '../support/core-builders.ts';

const t = createTranslate(catalogueOf('en'));
const de = createTranslate(catalogueOf('de'));

/** Isolates are for the eye of the bidi algorithm only. */
const plain = (text: string): string => text.replace(/[\u2068\u2069]/g, '');

/** Of a reader who wants every label suggested. */
const CURIOUS: Policy = { ...DEFAULT_POLICY, cautions: { ...DEFAULT_POLICY.cautions, promotion: 'likely' } };

function verdictOn(...evidence: readonly Evidence[]): Verdict {
  const [verdict] = decide(aSubject(), evidence, CURIOUS).verdicts;
  if (verdict === undefined) throw new Error('this evidence makes no verdict');
  return verdict;
}

const other = { id: 'b'.repeat(64), name: 'Coast notes' };

describe('the claim on a badge', () => {
  it.each<[string, readonly Evidence[]]>([
    ['May be spam', [aSignal()]],
    ['May be AI-made', [aSignal({ label: 'ai-made' })]],
    ['Says it is AI-made', [aClaim()]],
    ['Camera capture, it says', [aClaim({ label: 'camera-capture' })]],
    ['Signed camera capture', [aClaim({ label: 'camera-capture', source: 'c2pa', signed: true })]],
    ['Flagged as a scam by Harbour watch', [aFlag({ label: 'scam' })]],
    ['Flagged as spam by 2 lists', [aFlag(), aFlag({ list: other })]],
    ['Flagged as spam by Harbour watch', [aFlag(), aFlag({ on: 'account' }), aSignal()]],
    ['Flagged as “wrong tide” by Harbour watch', [aFlag({ label: 'x-tide', labelName: 'wrong tide' })]],
    ['Disputed: spam', [aFlag(), aFlag({ list: other, polarity: 'disputes' })]],
    ['Disputed: wrong tide', [
      aFlag({ label: 'x-tide', labelName: 'wrong tide' }),
      aFlag({ label: 'x-tide', labelName: 'wrong tide', list: other, polarity: 'disputes' }),
    ]],
  ])('%s', (claim, evidence) => {
    expect(plain(claimOf(verdictOn(...evidence), t))).toBe(claim);
  });

  it('counts two lists that share a name as two', () => {
    const twin = { id: other.id, name: 'Harbour watch' };
    expect(claimOf(verdictOn(aFlag(), aFlag({ list: twin })), t)).toBe('Flagged as spam by 2 lists');
  });

  it('never shows a number that a model measured', () => {
    for (const label of CORE_LABELS) expect(claimOf(verdictOn(aSignal({ label })), t)).not.toMatch(/\d|%/);
  });

  it('cuts a long name and keeps it from turning the words around it', () => {
    const claim = claimOf(verdictOn(aFlag({ list: { id: 'c', name: `\u202E${'ab'.repeat(5_000)}` } })), t);
    expect(claim).toMatch(/^Flagged as spam by \u2068(ab){12}…\u2069$/);
  });
});

describe('how sure', () => {
  it.each([
    [0.999, 'very sure · over 99%'],
    [0.98, 'very sure · 98%'],
    [0.93, 'fairly sure · 93%'],
    [0.8, 'rather sure · 80%'],
    [0.6, 'leaning this way · 60%'],
    [0.2, 'a hint · 20%'],
    [0, 'a hint · under 1%'],
  ])('%d: %s', (probability, words) => {
    expect(howSure(aSignal({ probability }), t)).toBe(words);
    expect(howSure(aFlag({ confidence: probability }), t)).toBe(words);
  });

  it('never says more than the band does', () => {
    expect(howSure(aSignal({ band: 'unsure', probability: 0.61 }), t)).toBe('unsure · 61%');
    expect(howSure(aSignal({ band: 'no-sign', probability: 0.04 }), t)).toBe('no sign · 4%');
  });

  it('says of a claim whether its signature was checked, and gives no number', () => {
    expect(howSure(aClaim({ signed: true }), t)).toBe('signature checked');
    expect(howSure(aClaim(), t)).toBe('not signed');
  });

  it('is written as the language writes it', () => {
    expect(howSure(aSignal({ probability: 0.93 }), de)).toBe('ziemlich sicher · 93\u00A0%');
  });
});

describe('a piece of evidence', () => {
  it.each<[Evidence, string, string]>([
    [aSignal(), 'Witnessmark’s text model 1', 'These pieces of the text weighed most: “free coins”'],
    [aSignal({ reason: { code: 'ngrams', top: [{ ngram: 'free coins', weight: 2.5 }], disguised: 12 } }), 'Witnessmark’s text model 1', '12 letters in disguise spoke for it, and these pieces of the text: “free coins”'],
    [aSignal({ reason: { code: 'ngrams', top: [] } }), 'Witnessmark’s text model 1', 'No piece of the text stood out.'],
    [
      aSignal({ detector: { id: 'picture-ai', version: '2.1' }, label: 'ai-made', reason: { code: 'picture-texture', crops: 5, cropPx: 224 } }),
      'Witnessmark’s picture model 2.1',
      'The fine texture of 5 parts looks more like AI-made pictures than like photographs.',
    ],
    [
      aSignal({ band: 'unsure', detector: { id: 'picture-ai', version: '1' }, label: 'ai-made', reason: { code: 'picture-texture', crops: 1, cropPx: 224 } }),
      'Witnessmark’s picture model 1',
      'The fine texture of 1 part does not tell.',
    ],
    [
      aSignal({ detector: { id: 'picture-ai', version: '1' }, label: 'ai-made', reason: { code: 'picture-texture', crops: 2, cropPx: 224 }, copy: { width: 1600, height: 900 } }),
      'Witnessmark’s picture model 1',
      'The fine texture of 2 parts looks more like AI-made pictures than like photographs. What was judged is another copy of this picture, 1,600 × 900 pixels.',
    ],
    [
      aSignal({ detector: { id: 'picture-ai', version: '1' }, label: 'ai-made', reason: { code: 'picture-texture', crops: 2, cropPx: 224, faces: { judged: 1, probability: 0.62 } } }),
      'Witnessmark’s picture model 1',
      'The fine texture of 2 parts looks more like AI-made pictures than like photographs. The face alone: 62% (not counted).',
    ],
    [
      aSignal({ band: 'no-sign', detector: { id: 'picture-ai', version: '1' }, label: 'ai-made', reason: { code: 'picture-texture', crops: 5, cropPx: 224, faces: { judged: 3, probability: 0.301 } } }),
      'Witnessmark’s picture model 1',
      'The fine texture of 5 parts shows nothing that AI-made pictures tend to show. 3 faces alone: 30% at most (not counted).',
    ],
    [aClaim(), 'The file says', '“trainedAlgorithmicMedia” – not signed: anyone could have written it there.'],
    [aClaim({ source: 'c2pa', signed: true, value: 'digitalCapture' }), 'Its Content Credentials say', 'How it came about, they say: taken with a digital camera.'],
    [aClaim({ source: 'c2pa', value: '<b>toString</b>' }), 'Its Content Credentials say', 'How it came about, they say: <b>toString</b>.'],
    [
      aClaim({ source: 'generator-mark', value: 'ComfyUI: {"3":{}}', mark: { kind: 'generator', where: 'png-text', field: 'prompt' } }),
      'The file says',
      'A generator’s own mark, in a PNG text (prompt): “ComfyUI: {"3":{}}”. Nobody signed it: anyone could have written it there.',
    ],
    [
      aClaim({ mark: { kind: 'digital-source-type', where: 'xmp', field: 'Iptc4xmpExt:DigitalSourceType', term: 'trainedAlgorithmicMedia' } }),
      'The file says',
      'Digital source type, in its XMP metadata (Iptc4xmpExt:DigitalSourceType): made by an AI model (“trainedAlgorithmicMedia”). Nobody signed it: anyone could have written it there.',
    ],
    [
      aClaim({ source: 'watermark', value: 'FLUX: 46 of 46 bits', mark: { kind: 'watermark', where: 'pixels', field: 'dwtDct' } }),
      'Its pixels say',
      'A known watermark, in the pixels themselves: “FLUX: 46 of 46 bits”. Nobody signed it: anyone could have written it there.',
    ],
    [aClaim({ source: 'platform' }), 'The site says', '“trainedAlgorithmicMedia” – not signed: anyone could have written it there.'],
    [aFlag({ on: 'account' }), 'List “Harbour watch”', 'It calls this account “spam”.'],
    [aFlag({ polarity: 'disputes' }), 'List “Harbour watch”', 'It disagrees that this post is “spam”.'],
  ])('%#: says who and why', (evidence, source, why) => {
    expect(plain(evidenceSource(evidence, t))).toBe(source);
    expect(plain(explainEvidence(evidence, t))).toBe(why);
  });
});

it('names what a verdict is about', () => {
  expect(plain(subjectName({ kind: 'domain', canonical: 'coins.example' }, t))).toBe('the link’s site coins.example');
  for (const kind of SUBJECT_KINDS) expect(subjectName({ kind, canonical: 'x' }, t)).not.toContain('subject.');
});

it('explains every quiet finding there can be, in every language', () => {
  for (const translate of [t, de]) {
    const sentences = [
      ...ABSTAIN_REASONS.map((why) => explainQuiet(anAbstention({ why }), translate)),
      ...(['unsure', 'no-sign', 'likely'] as const).map((band) => explainQuiet(aSignal({ band }), translate)),
    ];
    for (const sentence of sentences) expect(sentence).toMatch(/^\p{Lu}[^{}]*\.$/u);
    expect(new Set(sentences).size).toBe(sentences.length);
  }
});

it('explains every mark there can be, in every language', () => {
  for (const translate of [t, de]) {
    const marks = MARK_KINDS.flatMap((kind) => MARK_PLACES.map((where) => ({ kind, where, field: 'f', value: 'v' })));
    const terms = SOURCE_TERMS.map((term) => ({ kind: 'digital-source-type', where: 'xmp', field: 'f', value: 'v', term }) as const);
    const wishes = WORK_USES.flatMap((use) => (['allowed', 'refused', 'constrained'] as const).map((wish) => ({ kind: 'opt-out', where: 'xmp', field: 'f', value: 'v', wishes: { [use]: wish } }) as const));
    for (const mark of [...marks, ...terms, ...wishes]) expect(explainMark(mark, translate)).toMatch(/^\p{Lu}[^{}]*\.$/u);
    for (const all of [terms, wishes]) expect(new Set(all.map((mark) => explainMark(mark, translate))).size).toBe(all.length);
  }
});

it('names every label and detector', () => {
  for (const label of CORE_LABELS) expect(labelName(label, t)).not.toContain('label.');
  for (const id of DETECTOR_IDS) expect(evidenceSource(aSignal({ detector: { id, version: '1' } }), t)).toMatch(/(model|count|model you chose,) 1$/);
  expect(plain(labelName('x-tide-error', t))).toBe('tide-error');
});
