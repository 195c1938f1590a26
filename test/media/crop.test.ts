import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nativeCrops, toPlanarRgb, type Crop } from '../../lib/media/crop.ts';

const side = fc.integer({ min: 1, max: 5000 });

describe('nativeCrops', () => {
  it.each([
    [100, 90, 1],
    [447, 447, 1],
    [448, 447, 2],
    [447, 448, 2],
    [448, 448, 5],
    [4000, 3000, 5],
    [10_000, 50, 2],
  ])('of %i × %i: %i', (width, height, count) => {
    expect(nativeCrops(width, height, 224)).toHaveLength(count);
  });

  it('are of one size and inside the picture', () => {
    fc.assert(
      fc.property(side, side, (width, height) => {
        for (const crop of nativeCrops(width, height, 224)) {
          expect([crop.width, crop.height]).toEqual([Math.min(width, 224), Math.min(height, 224)]);
          expect(crop.left).toBeGreaterThanOrEqual(0);
          expect(crop.top).toBeGreaterThanOrEqual(0);
          expect(crop.left + crop.width).toBeLessThanOrEqual(width);
          expect(crop.top + crop.height).toBeLessThanOrEqual(height);
        }
      }),
    );
  });

  it('begin in the middle and go on in corners that lie opposite each other', () => {
    const crops = nativeCrops(1000, 800, 224);
    expect(crops[0]).toMatchObject({ left: 388, top: 288 });
    expect(crops[1]!.left + crops[2]!.left).toBe(1000 - 224);
    expect(crops[1]!.top + crops[2]!.top).toBe(800 - 224);
    expect(crops[1]!.left).toBeLessThan(crops[2]!.left);
    expect(crops[1]!.top).toBeLessThan(crops[2]!.top);
  });

  it('do not overlap, the one in the middle of four aside', () => {
    fc.assert(
      fc.property(side, side, (width, height) => {
        const crops = nativeCrops(width, height, 224).slice(-4);
        for (const [i, a] of crops.entries()) for (const b of crops.slice(i + 1)) expect(overlap(a, b)).toBe(false);
      }),
    );
  });
});

describe('toPlanarRgb', () => {
  it('lays one colour after the other, crop by crop', () => {
    const rgba = Uint8ClampedArray.from([10, 20, 30, 255, 40, 50, 60, 255, 70, 80, 90, 255, 100, 110, 120, 255]);
    const pixel = (left: number, top: number): Crop => ({ left, top, width: 1, height: 2 });
    const batch = toPlanarRgb({ rgba, width: 2, height: 2 }, [pixel(0, 0), pixel(1, 0)]);
    const levels = [10, 70, 20, 80, 30, 90, 40, 100, 50, 110, 60, 120];
    expect(Array.from(batch, (value) => Math.round(value * 255))).toEqual(levels);
  });

  it('shows what is transparent on white', () => {
    const rgba = Uint8ClampedArray.from([0, 0, 0, 0, 0, 0, 0, 128]);
    const [clear, half] = toPlanarRgb({ rgba, width: 2, height: 1 }, [{ left: 0, top: 0, width: 2, height: 1 }]);
    expect(clear).toBe(1);
    expect(half).toBeCloseTo(127 / 255, 5);
  });
});

function overlap(a: Crop, b: Crop): boolean {
  return (
    a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height
  );
}
