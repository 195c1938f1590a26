import { describe, expect, it } from 'vitest';
import { probabilityAt } from '../../lib/core/log-odds.ts';
import { decodePictureCard, farthestFor, slopeFor, type PictureCalibration } from '../../lib/detect/picture-card.ts';
import { fitCalibration, onOtherSources, type Placed } from '../../training/pictures/calibration.ts';
import { calibrationError } from '../../training/pictures/metrics.ts';
import { gauss, seededRandom } from '../../training/pictures/random.ts';

const random = seededRandom(3);
const bounds = { cropPx: 224, minSidePx: 128, mostBlocks: 2 };

/** Pictures whose true log-odds are `sure` times what the model says of them. */
function somePictures(count: number, sidePx: number, blocks: number, sure: number, group = 'a'): readonly Placed[] {
  return Array.from({ length: count }, () => {
    const score = 2 * gauss(random);
    const generated = random() < probabilityAt(sure * score);
    return { generated, group: generated ? `made by ${group}` : `taken by ${group}`, score, sidePx, blocks, distance: sidePx === 128 ? 3 + random() : 1 + random() };
  });
}

const at = (calibration: PictureCalibration, sidePx: number, blocks: number): number => slopeFor({ ...bounds, calibration }, { sidePx, blocks });

describe('calibration by size and compression', () => {
  const items = [...somePictures(5000, 224, 1, 1), ...somePictures(5000, 128, 1, 0.4), ...somePictures(5000, 224, 2, 0.6)];
  const calibration = fitCalibration(items, bounds);

  it('finds how sure the model may be of each', () => {
    expect(at(calibration, 224, 1)).toBeCloseTo(1, 1);
    expect(at(calibration, 128, 1)).toBeCloseTo(0.4, 1);
    expect(at(calibration, 224, 2)).toBeCloseTo(0.6, 1);
    const stated = items.map((item) => ({ generated: item.generated, probability: probabilityAt(item.score * at(calibration, item.sidePx, item.blocks)) }));
    expect(calibrationError(stated)).toBeLessThan(0.03);
  });

  it('passes evenly from one to the next, and holds beyond the ends', () => {
    expect(at(calibration, 176, 1)).toBeCloseTo(Math.sqrt(at(calibration, 128, 1) * at(calibration, 224, 1)), 6);
    expect(at(calibration, 64, 1)).toBe(at(calibration, 128, 1));
    expect(at(calibration, 1000, 0.5)).toBe(at(calibration, 224, 1));
    for (let blocks = 0.9; blocks < 2.1; blocks += 0.01) {
      expect(Math.abs(at(calibration, 200, blocks + 0.01) - at(calibration, 200, blocks))).toBeLessThan(0.01);
    }
  });

  it('says next to nothing of a kind of which the answers are turned around', () => {
    const turned = fitCalibration([...somePictures(3000, 224, 1, 1), ...somePictures(3000, 128, 1, -0.5)], bounds);
    expect(at(turned, 224, 1)).toBeCloseTo(1, 1);
    expect(at(turned, 128, 1)).toBeGreaterThan(0);
    expect(at(turned, 128, 1)).toBeLessThan(0.1);
  });

  it('declines one clean picture in fifty as too far, small and full ones by their own distances', () => {
    for (const sidePx of [128, 224]) {
      const clean = items.filter((item) => !item.generated && item.sidePx === sidePx);
      const declined = clean.filter(({ distance }) => distance > farthestFor({ ...bounds, calibration }, sidePx)).length / clean.length;
      expect(declined, `${sidePx}`).toBeGreaterThan(0.01);
      expect(declined, `${sidePx}`).toBeLessThan(0.021);
    }
  });

  it('passes the decoder of cards, which takes none by which a higher answer means less', () => {
    const card = { id: 'picture-ai', version: '1.0.0', digest: 'a'.repeat(64), ...bounds, drawn: { flatFrom: 0.5, softUnder: 0.2 }, clear: 0, mostCrops: 3, thresholds: { likely: 0.8, unsure: 0.5 } };
    expect(decodePictureCard({ ...card, calibration })).toMatchObject({ ok: true, value: { calibration } });
    for (const slope of [{ full: 1, small: -1, blocky: 1 }, { full: 0, small: 1, blocky: 1 }, { full: 1, small: 1 }, { full: Number.NaN, small: 1, blocky: 1 }, undefined]) {
      expect(decodePictureCard({ ...card, calibration: { ...calibration, slope } })).toEqual({ ok: false, error: 'states no calibration' });
    }
    expect(decodePictureCard({ ...card, calibration: { ...calibration, farthest: { full: 1, small: -1 } } }).ok).toBe(false);
  });
});

describe('calibration on other sources', () => {
  it('states of a source what was fitted without it', () => {
    // Of one half of the sources the model is as sure as it may be, of the other three times as sure.
    const right = somePictures(2000, 224, 1, 1, 'a');
    const wrong = somePictures(2000, 224, 1, 1, 'b').map((item) => ({ ...item, score: 3 * item.score }));
    const spread = (group: string, of: readonly Placed[]): number => {
      const scores = of.filter((item) => item.group.endsWith(` ${group}`)).map(({ score }) => score);
      return Math.max(...scores) - Math.min(...scores);
    };
    const elsewhere = onOtherSources([...right, ...wrong], bounds);
    expect(elsewhere).toHaveLength(4000);
    // Sharp where it should be blunt, and blunt where it should be sharp.
    expect(spread('b', elsewhere) / spread('a', elsewhere)).toBeGreaterThan(4);
  });
});
