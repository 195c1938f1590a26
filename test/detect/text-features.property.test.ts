import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FEATURE_SHAPE, readText, textFeatures as featuresOf, type TextFeatures } from '../../lib/detect/text-features.ts';

/** Of a text that is taken as it is: nothing folded, nothing in disguise. */
function textFeatures(folded: string): TextFeatures {
  return featuresOf({ folded, disguised: PLAIN });
}

const PLAIN = readText('').disguised;
const anyText = fc.string({ unit: 'binary', maxLength: 300 });

describe('the features of any text', () => {
  it('are a vector of length 1 over distinct buckets, and what is counted beside it', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { buckets, hits, values, ngrams } = textFeatures(text);
        expect(new Set(buckets.subarray(0, ngrams)).size).toBe(ngrams);
        expect(hits).toHaveLength(buckets.length);
        expect(values).toHaveLength(buckets.length);
        expect(Math.max(0, ...buckets)).toBeLessThan(2 ** FEATURE_SHAPE.bucketBits);
        const length = Math.sqrt(values.subarray(0, ngrams).reduce((sum, value) => sum + value * value, 0));
        expect(length).toBeCloseTo(text === '' ? 0 : 1, 12);
      }),
    );
  });

  it('count four n-grams a code point and two a word: work grows with the text, not with its square', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }), (text) => {
        const padded = Array.from(text).length + 2;
        const ofChars = [2, 3, 4, 5].reduce((sum, n) => sum + Math.max(0, padded - n + 1), 0);
        const words = text.match(/[\p{L}\p{M}\p{N}_]+/gu)?.length ?? 0;
        const ofWords = words + Math.max(0, words - 1);
        const { hits, ngrams } = textFeatures(text);
        expect(hits.subarray(0, ngrams).reduce((sum, n) => sum + n, 0)).toBe(ofChars + ofWords);
      }),
    );
  });
});

describe('the features of one text', () => {
  it('are those of a second implementation, written in Python from the description', () => {
    const { buckets, hits, values } = textFeatures('ja ja');
    expect(Array.from(buckets)).toEqual([
      245667, 54600, 127712, 113850, 103983, 125253, 256411, 68598, 230279, 119245, 151353, 133811, 9813, 239548,
    ]);
    expect(Array.from(hits)).toEqual([2, 2, 2, 1, 2, 2, 1, 1, 2, 1, 1, 1, 2, 1]);
    expect(values[0]).toBeCloseTo(0.3254413944134132, 14);
    expect(values.at(-1)).toBeCloseTo(0.19221093012468388, 14);
  });

  it('tell a word from the same letters within another', () => {
    const inWords = new Set(textFeatures('main slot').buckets);
    const joined = new Set(textFeatures('mainslot').buckets);
    expect([...inWords].filter((bucket) => !joined.has(bucket)).length).toBeGreaterThan(3);
  });
});
