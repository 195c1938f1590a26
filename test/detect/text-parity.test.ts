import { describe, expect, it } from 'vitest';
import { judgeParity, REFERENCE_GROUP, type Flagged, type ParityVerdict } from '../../training/text/parity.ts';
import { nearDuplicates } from '../../training/text/near-duplicates.ts';

function english(flagged: number, clean: number): Flagged {
  return { group: REFERENCE_GROUP, flagged, clean };
}

describe('a group held against standard English', () => {
  it.each<readonly [what: string, of: Flagged, group: readonly [flagged: number, clean: number], verdict: ParityVerdict]>([
    ['nothing flagged anywhere', english(0, 15_000), [0, 1800], 'open'],
    ['one text where English has none', english(0, 15_000), [1, 7500], 'open'],
    ['six texts of few where English has none', english(0, 15_000), [6, 360], 'above'],
    ['the same share, many texts', english(150, 15_000), [18, 1800], 'within'],
    ['the same share, few texts', english(3, 300), [3, 300], 'open'],
    ['four times the share', english(150, 15_000), [72, 1800], 'above'],
    ['just twice the share', english(150, 15_000), [36, 1800], 'open'],
  ])('%s', (_what, of, [flagged, clean], verdict) => {
    expect(judgeParity([of, { group: 'other', flagged, clean }])).toMatchObject([{ group: 'other', verdict }]);
  });

  it('has the chances that counting by hand gives', () => {
    // Two flagged together, of equal numbers of texts: at 2 : 1 each is the group's with chance 2/3.
    const [parity] = judgeParity([english(1, 100), { group: 'other', flagged: 1, clean: 100 }]);
    expect(parity?.chanceOfMore).toBeCloseTo(8 / 9, 12);
    expect(parity?.chanceOfFewer).toBeCloseTo(5 / 9, 12);
    expect(parity?.atMost).toBeCloseTo(0.0466, 4);
  });

  it('needs standard English', () => {
    expect(() => judgeParity([{ group: 'other', flagged: 0, clean: 10 }])).toThrow();
  });
});

describe('texts that are nearly the same', () => {
  it('are one, whatever their numbers and whatever stands between them', () => {
    const rose = 'the last rose of the summer stands by the old garden wall and nobody waters it any more';
    const texts = [rose, 'a quiet morning with tea, rain and a book about lighthouses', `${rose} 17`, 'something else altogether, said once'];
    expect(nearDuplicates(texts)).toEqual([0, 1, 0, 3]);
  });
});
