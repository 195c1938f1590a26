import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readText, textFeatures, type TextFeatures } from '../../lib/detect/text-features.ts';
import { foldText } from '../../lib/detect/text-fold.ts';
import { strongestPieces } from '../../lib/detect/text-model.ts';
import { signsOf, type Sign } from '../../lib/detect/text-signs.ts';

function given(text: string): Partial<Record<Sign, number>> {
  return Object.fromEntries(signsOf(foldText(text)));
}

describe('what a text speaks of', () => {
  it.each<readonly [text: string, signs: Partial<Record<Sign, number>>]>([
    ['Pay the shipping fee of $5 today: https://parcel.example', { fee: 2, amount: 1, hurry: 1, link: 1 }],
    ['Rendite garantiert, schreib mir auf Telegram!', { gain: 1, sure: 1, contact: 2 }],
    ['Gana 300 dólares, 20 % seguro', { gain: 1, share: 1 }],
    ['Доход гарантирован, пишите в личку', { gain: 1, sure: 1, contact: 2 }],
    ['ربح مضمون، تواصل على واتساب', { gain: 1, sure: 1, contact: 2 }],
    ['การันตีกำไร โอนมัดจำวันนี้', { sure: 1, gain: 1, fee: 2, hurry: 1 }],
    ['पक्का मुनाफा, व्हाट्सएप पर संदेश भेजें', { sure: 1, gain: 1, contact: 2 }],
    ['Call 09061234567', { contact: 1, number: 1 }],
  ])('is told in any language: %s', (text, signs) => {
    expect(given(text)).toEqual(signs);
  });

  it.each([
    ['a walk', 'We walked along the river and found the old mill open again.'],
    ['words that only begin like one', 'The pink tantrum of a coded pint, dmitri and wafers'],
    ['words that only end like one', 'a carefree scodes replay'],
    ['nothing', ''],
  ])('is nothing of the kind in %s', (_what, text) => {
    expect(given(text)).toEqual({});
  });

  it('is never told more often than a text has letters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
        const counts = [...signsOf(text).values()];
        expect(counts.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});

describe('the features of signs', () => {
  it('are one for each and one for every two of them, in whatever order they stand', () => {
    const one = signFeatures('deposit today for profit');
    const other = signFeatures('profit for deposit today');
    expect(one.length).toBe(3 + 3);
    expect(new Set(other)).toEqual(new Set(one));
  });

  it('count for the words that give them where the reasons are told', () => {
    const text = 'profit by the river';
    const features = featuresOf(text);
    const weights = new Int8Array(2 ** 18);
    weights[features.buckets[features.ngrams + features.disguises]!] = 100;
    const head = { weights, weightBits: 18, scale: 1, bias: 0, calibration: { slope: 1, offset: 0 }, thresholds: { likely: 0.9, unsure: 0.5 } };
    expect(strongestPieces(text, features, head, 5).map(({ ngram }) => ngram)).toEqual(['profit']);
  });
});

function featuresOf(text: string): TextFeatures {
  return textFeatures(readText(text));
}

function signFeatures(text: string): readonly number[] {
  const { buckets, ngrams, disguises } = featuresOf(text);
  return [...buckets.subarray(ngrams + disguises)];
}
