import { describe, expect, it } from 'vitest';
import { FEATURE_SHAPE, readText, textFeatures, type TextFeatures } from '../../lib/detect/text-features.ts';
import { logOdds, strongestPieces } from '../../lib/detect/text-model.ts';

const HEAD = {
  weightBits: FEATURE_SHAPE.bucketBits,
  scale: 0.25,
  bias: -2,
  calibration: { slope: 3, offset: 0.5 },
  thresholds: { likely: 0.9, unsure: 0.5 },
};
/** What a text without any known n-gram gets. */
const BASE = 3 * -2 + 0.5;

/** Weights that know the n-grams of some words and of nothing else. */
function weightsFor(known: Readonly<Record<string, number>>): Int8Array {
  const weights = new Int8Array(2 ** FEATURE_SHAPE.bucketBits);
  for (const [word, weight] of Object.entries(known)) {
    for (const bucket of features(word).buckets) weights[bucket] = weight;
  }
  return weights;
}

function features(text: string): TextFeatures {
  return textFeatures(readText(text));
}

function pieces(text: string, weights: Int8Array, most = 5): ReturnType<typeof strongestPieces> {
  return strongestPieces(text, features(text), { ...HEAD, weights }, most);
}

describe('the weights of the pieces', () => {
  it('are the log-odds themselves: those of a single word are all that was added', () => {
    const weights = weightsFor({ wallet: 40 });
    const [piece] = pieces('wallet', weights);
    expect(piece?.ngram).toBe('wallet');
    expect(piece?.weight).toBeCloseTo(logOdds(features('wallet'), { ...HEAD, weights }) - BASE, 10);
  });

  it('count a word every time it occurs', () => {
    const weights = weightsFor({ wallet: 40 });
    const once = pieces('the wallet in a drawer', weights)[0]?.weight ?? 0;
    const thrice = pieces('the wallet in a wallet in a wallet', weights)[0]?.weight ?? 0;
    expect(thrice).toBeGreaterThan(once);
  });

  it('never add up to more than the text was given, where every n-gram pushes the same way', () => {
    const weights = new Int8Array(2 ** FEATURE_SHAPE.bucketBits).fill(9);
    const text = 'seven words stand here, some of them twice, some of them not';
    const shown = pieces(text, weights, 100).reduce((sum, { weight }) => sum + weight, 0);
    expect(shown).toBeLessThanOrEqual(logOdds(features(text), { ...HEAD, weights }) - BASE);
  });

  it('leave out words that spoke against the label', () => {
    expect(pieces('garden wallet', weightsFor({ garden: -40 })).map(({ ngram }) => ngram)).not.toContain('garden');
  });

  it('fall from first to last, at most as many as asked for', () => {
    const found = pieces('claim your wallet prize now', weightsFor({ prize: 10, wallet: 80, claim: 40 }), 2);
    expect(found.map(({ ngram }) => ngram)).toEqual(['wallet', 'claim']);
  });
});
