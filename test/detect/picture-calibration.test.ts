import { describe, expect, it } from 'vitest';
import { classOf, decodePictureCard } from '../../lib/detect/picture-card.ts';
import { classesOf, nameOf, onOtherSources, stated, type Placed } from '../../training/pictures/calibration.ts';
import { calibrationError } from '../../training/pictures/metrics.ts';
import { gauss, seededRandom } from '../../training/pictures/random.ts';

const random = seededRandom(3);

/** Pictures whose true log-odds are `sure` times what the model says of them. */
function somePictures(count: number, side: number, blocks: number, sure: number, group = 'a'): readonly Placed[] {
  return Array.from({ length: count }, () => {
    const score = 2 * gauss(random);
    const generated = random() < 1 / (1 + Math.exp(-sure * score));
    return { generated, group: generated ? `made by ${group}` : `taken by ${group}`, score, side, blocks, distance: 1 + random() };
  });
}

describe('classes of pictures', () => {
  const items = [...somePictures(3000, 128, 1, 0.25), ...somePictures(3000, 200, 1, 1), ...somePictures(3000, 224, 1, 1), ...somePictures(3000, 224, 1.5, 0.5)];
  const classes = classesOf(items);
  const slopeAt = (side: number, blocks: number): number => classOf({ classes }, side, blocks).slope;

  it('are each calibrated by their own pictures', () => {
    expect(slopeAt(128, 1)).toBeCloseTo(0.25, 1);
    expect(slopeAt(224, 1)).toBeCloseTo(1, 0);
    expect(slopeAt(1000, 1.8)).toBeCloseTo(0.5, 1);
    const probabilities = items.map((item) => ({ generated: item.generated, probability: 1 / (1 + Math.exp(-stated(classOf({ classes }, item.side, item.blocks), item.score))) }));
    expect(calibrationError(probabilities)).toBeLessThan(0.03);
  });

  it('take what holds for their size where they are small, or for all', () => {
    expect(slopeAt(128, 1.5), 'none of them are blocky').toBe(slopeAt(128, 1));
    const alone = classesOf(somePictures(3000, 128, 1, 0.25));
    expect(new Set(alone.map(({ slope }) => slope)).size).toBe(1);
  });

  it('decline one clean picture in fifty as too far', () => {
    const clean = items.filter(({ generated, side, blocks }) => !generated && side === 224 && blocks === 1);
    const { farthest } = classOf({ classes }, 224, 1);
    const declined = clean.filter(({ distance }) => distance > farthest).length / clean.length;
    expect(declined).toBeGreaterThan(0.01);
    expect(declined).toBeLessThanOrEqual(0.02);
  });

  it('have names of their own, and pass the decoder of cards', () => {
    expect(new Set(classes.map(nameOf)).size).toBe(classes.length);
    const card = { id: 'picture-ai', version: '1.0.0', digest: 'a'.repeat(64), cropPx: 224, minSidePx: 128, drawn: { flatFrom: 0.5, softUnder: 0.2 }, mostBlocks: 2, clear: 0, thresholds: { likely: 0.8, unsure: 0.5 } };
    expect(decodePictureCard({ ...card, classes })).toMatchObject({ ok: true, value: { classes } });
  });
});

describe('calibration on other sources', () => {
  it('states of a source what was fitted without it', () => {
    // Of one half of the sources the model is as sure as it may be, of the other three times as sure.
    const right = somePictures(2000, 224, 1, 1, 'a');
    const wrong = somePictures(2000, 224, 1, 1, 'b').map((item) => ({ ...item, score: 3 * item.score }));
    const slope = (group: string, of: readonly Placed[]): number => {
      const [one, other] = of.filter((item) => item.group.endsWith(` ${group}`)).toSorted((x, y) => x.score - y.score).filter((_, i, all) => i === 0 || i === all.length - 1);
      return other!.score - one!.score;
    };
    const elsewhere = onOtherSources([...right, ...wrong]);
    expect(elsewhere).toHaveLength(4000);
    // Sharp where it should be blunt, and blunt where it should be sharp.
    expect(slope('b', elsewhere) / slope('a', elsewhere)).toBeGreaterThan(4);
  });
});
