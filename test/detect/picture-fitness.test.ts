import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { measureFitness } from '../../lib/detect/picture-fitness.ts';
import { aScene, decoded } from '../support/media-pictures.ts';

describe('measureFitness', () => {
  it('finds an interface flat, a scene with grain not, whatever their size', async () => {
    for (const width of [300, 3000]) {
      const rows = Array.from({ length: 12 }, (_, i) => `<rect y="${i * 40}" width="${width}" height="39" fill="${i % 2 ? '#eee' : '#fff'}"/><text x="9" y="${i * 40 + 24}" font-size="14">seven words in a line of text</text>`);
      const page = sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="480">${rows.join('')}</svg>`));
      expect(measureFitness(await decoded(page)).flat).toBeGreaterThan(0.75);
      expect(measureFitness(await decoded(page)).soft).toBeLessThan(0.1);
      expect(measureFitness(await decoded(aScene(width, 480))).flat).toBeLessThan(0.1);
    }
  });

  it('finds what is out of focus as flat as a drawing, but soft', () => {
    const [width, height] = [400, 300];
    const rgba = Uint8ClampedArray.from({ length: width * height * 4 }, (_, i) => 128 + 60 * Math.sin((Math.floor(i / 4) % width) / 30));
    const { flat, soft } = measureFitness({ rgba, width, height });
    expect(flat).toBeGreaterThan(0.3);
    expect(soft).toBeGreaterThan(0.2);
  });

  it('sees the blocks of strong compression, and more of them the stronger it is', async () => {
    const at = async (quality: number): Promise<number> => measureFitness(await decoded(sharp(await aScene(400, 300).jpeg({ quality }).toBuffer()))).blocks;
    const [strong, middling, light] = [await at(5), await at(40), await at(95)];
    expect(strong).toBeGreaterThan(2);
    expect(strong).toBeGreaterThan(middling);
    expect(light).toBeLessThan(1.1);
  });

  it('answers shares and ratios for pictures of any size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), fc.infiniteStream(fc.nat(255)), (width, height, bytes) => {
        const rgba = Uint8ClampedArray.from({ length: width * height * 4 }, () => bytes.next().value ?? 0);
        const { flat, soft, blocks } = measureFitness({ rgba, width, height });
        expect(flat >= 0 && flat <= 1).toBe(true);
        expect(soft >= 0 && Number.isFinite(soft)).toBe(true);
        expect(blocks > 0 && Number.isFinite(blocks)).toBe(true);
      }),
    );
  });
});
