import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shrunkCopy } from '../../lib/media/shrink.ts';

const aPicture = fc
  .record({ width: fc.integer({ min: 1, max: 40 }), height: fc.integer({ min: 1, max: 40 }) })
  .chain(({ width, height }) =>
    fc.uint8Array({ minLength: width * height * 4, maxLength: width * height * 4 }).map((bytes) => ({ rgba: new Uint8ClampedArray(bytes), width, height })),
  );

describe('a shrunk copy', () => {
  it('has the longer side asked for, about the same shape, and no value the picture does not span', () => {
    fc.assert(
      fc.property(aPicture, fc.integer({ min: 1, max: 50 }), (picture, longest) => {
        const opaque = { ...picture, rgba: picture.rgba.map((value, i) => (i % 4 === 3 ? 255 : value)) };
        const { rgb, width, height } = shrunkCopy(opaque, longest);
        expect(Math.max(width, height)).toBe(Math.min(longest, Math.max(picture.width, picture.height)));
        expect(Math.abs(width * picture.height - height * picture.width)).toBeLessThanOrEqual(Math.max(picture.width, picture.height));
        expect(rgb).toHaveLength(width * height * 3);
        for (const channel of [0, 1, 2]) {
          const of = opaque.rgba.filter((_, i) => i % 4 === channel);
          const copied = rgb.filter((_, i) => i % 3 === channel);
          expect(Math.min(...copied)).toBeGreaterThanOrEqual(Math.min(...of));
          expect(Math.max(...copied)).toBeLessThanOrEqual(Math.max(...of));
        }
      }),
    );
  });

  it('of a picture that is small enough is the picture', () => {
    fc.assert(
      fc.property(aPicture, (picture) => {
        const rgba = picture.rgba.map((value, i) => (i % 4 === 3 ? 255 : value));
        const { rgb, width, height } = shrunkCopy({ ...picture, rgba }, 40);
        expect([width, height]).toEqual([picture.width, picture.height]);
        expect([...rgb]).toEqual([...rgba].filter((_, i) => i % 4 !== 3));
      }),
    );
  });

  it('averages where it shrinks, and shows what is transparent on white', () => {
    const rgba = Uint8ClampedArray.of(0, 0, 0, 255, 200, 100, 60, 255, 100, 100, 100, 255, 100, 200, 240, 255);
    expect([...shrunkCopy({ rgba, width: 2, height: 2 }, 1).rgb]).toEqual([100, 100, 100]);
    const clear = Uint8ClampedArray.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 255);
    expect([...shrunkCopy({ rgba: clear, width: 2, height: 2 }, 1).rgb]).toEqual([128, 128, 128]);
  });
});
