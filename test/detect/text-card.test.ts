import { describe, expect, it } from 'vitest';
import { decodeTextCard } from '../../lib/detect/text-card.ts';
import { TEXT_CARD } from '../support/text-model.ts';

describe('a card of the text model', () => {
  it('as committed gives what running the model takes, and nothing else', () => {
    const decoded = decodeTextCard(TEXT_CARD);
    if (!decoded.ok) throw new Error(decoded.error);
    expect(Object.keys(decoded.value).toSorted()).toEqual(
      ['bias', 'calibration', 'digest', 'featuresVersion', 'scale', 'thresholds', 'version'],
    );
    expect(TEXT_CARD).toMatchObject(decoded.value);
  });

  it.each([
    ['nothing', null],
    ['a list', []],
    ['a version of another form', { ...TEXT_CARD, version: '1.0' }],
    ['a digest in capitals', { ...TEXT_CARD, digest: String(TEXT_CARD['digest']).toUpperCase().replace(/^./, 'A') }],
    ['features of no version', { ...TEXT_CARD, featuresVersion: '1' }],
    ['a scale of 0', { ...TEXT_CARD, scale: 0 }],
    ['a bias beyond numbers', { ...TEXT_CARD, bias: Infinity }],
    ['no calibration', { ...TEXT_CARD, calibration: null }],
    ['a calibration that turns spam into clean', { ...TEXT_CARD, calibration: { slope: -1, offset: 0 } }],
    ['no thresholds', { ...TEXT_CARD, thresholds: undefined }],
    ['thresholds out of order', { ...TEXT_CARD, thresholds: { likely: 0.4, unsure: 0.5 } }],
    ['a threshold everything reaches', { ...TEXT_CARD, thresholds: { likely: 0.4, unsure: 0 } }],
    ['a threshold nothing reaches', { ...TEXT_CARD, thresholds: { likely: 1, unsure: 0.5 } }],
  ])('with %s is refused', (_what, card) => {
    expect(decodeTextCard(card).ok).toBe(false);
  });
});

describe('what the committed card states', () => {
  it('is at least as good as promised', () => {
    expect(TEXT_CARD['figures']).toMatchObject({
      prAuc: expect.toSatisfy((value: number) => value >= 0.975),
      f1: expect.toSatisfy((value: number) => value >= 0.935),
      recallAt1PercentFalse: expect.toSatisfy((value: number) => value >= 0.92),
      calibrationError: expect.toSatisfy((value: number) => value <= 0.05),
      grayFlagged: expect.toSatisfy((value: number) => value <= 0.2),
    });
  });

  it('names every source learnt from with its licence, and none that may not be learnt from', () => {
    const sources = TEXT_CARD['trainedOn'] as readonly { source: string; licence: string }[];
    expect(sources.length).toBeGreaterThan(10);
    for (const { licence } of sources) expect(licence).not.toMatch(/^$|none stated/);
    expect(sources.map(({ source }) => source).filter((source) => /arabic|gray/.test(source))).toEqual([]);
  });
});
