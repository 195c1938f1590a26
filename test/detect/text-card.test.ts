import { describe, expect, it } from 'vitest';
import { decodeTextCard, TEXT_LABELS } from '../../lib/detect/text-card.ts';
import { TEXT_CARD } from '../support/text-model.ts';

/** The committed card with one head altered. */
function withHead(change: object, label = 'spam'): object {
  const heads = TEXT_CARD['heads'] as Readonly<Record<string, object>>;
  return { ...TEXT_CARD, heads: { ...heads, [label]: { ...heads[label], ...change } } };
}

describe('a card of the text model', () => {
  it('as committed gives what running the model takes, and nothing else', () => {
    const decoded = decodeTextCard(TEXT_CARD);
    if (!decoded.ok) throw new Error(decoded.error);
    expect(Object.keys(decoded.value).toSorted()).toEqual(['digest', 'featuresVersion', 'heads', 'version']);
    expect(Object.keys(decoded.value.heads)).toEqual([...TEXT_LABELS]);
    expect(TEXT_CARD).toMatchObject(decoded.value);
  });

  it.each([
    ['nothing', null],
    ['a list', []],
    ['a version of another form', { ...TEXT_CARD, version: '1.0' }],
    ['a digest in capitals', { ...TEXT_CARD, digest: String(TEXT_CARD['digest']).toUpperCase().replace(/^./, 'A') }],
    ['features of no version', { ...TEXT_CARD, featuresVersion: '1' }],
    ['no heads', { ...TEXT_CARD, heads: undefined }],
    ['a head of nothing', { ...TEXT_CARD, heads: { ...(TEXT_CARD['heads'] as object), scam: null } }],
    ['more weights than buckets', withHead({ weightBits: 19 })],
    ['half a bit of weights', withHead({ weightBits: 16.5 })],
    ['no weights', withHead({ weightBits: -1 })],
    ['a scale of 0', withHead({ scale: 0 })],
    ['a bias beyond numbers', withHead({ bias: Infinity }, 'promotion')],
    ['no calibration', withHead({ calibration: null })],
    ['a calibration that turns spam into clean', withHead({ calibration: { slope: -1, offset: 0 } })],
    ['no thresholds', withHead({ thresholds: undefined }, 'scam')],
    ['thresholds out of order', withHead({ thresholds: { likely: 0.4, unsure: 0.5 } })],
    ['a threshold everything reaches', withHead({ thresholds: { likely: 0.4, unsure: 0 } })],
    ['a threshold nothing reaches', withHead({ thresholds: { likely: 1, unsure: 0.5 } })],
  ])('with %s is refused', (_what, card) => {
    expect(decodeTextCard(card).ok).toBe(false);
  });
});

describe('what the committed card states', () => {
  it('is at least as good as promised', () => {
    expect(TEXT_CARD['figures']).toMatchObject({
      spam: {
        prAuc: expect.toSatisfy((value: number) => value >= 0.975),
        f1: expect.toSatisfy((value: number) => value >= 0.935),
        recallAt1PercentFalse: expect.toSatisfy((value: number) => value >= 0.92),
        calibrationError: expect.toSatisfy((value: number) => value <= 0.05),
      },
      grayFlagged: expect.toSatisfy((value: number) => value <= 0.2),
    });
  });

  it('names every source learnt from with its licence, and none that may not be learnt from', () => {
    const sources = TEXT_CARD['trainedOn'] as readonly { source: string; licence: string }[];
    expect(sources.length).toBeGreaterThan(10);
    for (const { licence } of sources) expect(licence).not.toMatch(/^$|none stated/);
    expect(sources.map(({ source }) => source).filter((source) => source.includes('arabic'))).toEqual([]);
    const gray = sources.find(({ source }) => source === 'x_janitr_gray');
    expect(gray).toMatchObject({ spam: 0, scam: 0 });
  });
});
