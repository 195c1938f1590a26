import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFaces, type Face } from '../../lib/detect/face-boxes.ts';
import { faceCrops } from '../../lib/detect/face-crops.ts';

const SIZES = { margin: 1.5, cropPx: 224, minSidePx: 128 };

/** As the network may give it: anywhere, of any size. */
const anyFace: fc.Arbitrary<Face> = fc.record({
  left: fc.double({ min: -1e4, max: 1e5, noNaN: true }),
  top: fc.double({ min: -1e4, max: 1e5, noNaN: true }),
  width: fc.double({ min: 1e-3, max: 1e5, noNaN: true }),
  height: fc.double({ min: 1e-3, max: 1e5, noNaN: true }),
  score: fc.double({ min: 0, max: 1, noNaN: true }),
});
const anySize = fc.record({ width: fc.integer({ min: 128, max: 8000 }), height: fc.integer({ min: 128, max: 8000 }) });

describe('the crops of a face', () => {
  it('lie within the picture, on whole pixels, none smaller or larger than the picture model takes', () => {
    fc.assert(
      fc.property(anyFace, anySize, (face, picture) => {
        for (const { left, top, width, height } of faceCrops(face, picture, SIZES)) {
          expect([left, top, width, height].every(Number.isInteger)).toBe(true);
          expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
          expect(left + width).toBeLessThanOrEqual(picture.width);
          expect(top + height).toBeLessThanOrEqual(picture.height);
          expect(Math.min(width, height)).toBeGreaterThanOrEqual(SIZES.minSidePx);
          expect(Math.max(width, height)).toBeLessThanOrEqual(SIZES.cropPx);
        }
      }),
    );
  });

  it('are of one size, and at most five', () => {
    fc.assert(
      fc.property(anyFace, anySize, (face, picture) => {
        const crops = faceCrops(face, picture, SIZES);
        expect(new Set(crops.map(({ width, height }) => `${width} × ${height}`)).size).toBe(1);
        expect(crops.length).toBeLessThanOrEqual(5);
      }),
    );
  });

  it('lie around the middle of what is seen of the face', () => {
    fc.assert(
      fc.property(anySize, fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 80, max: 2000 }), (picture, x, y, side) => {
        const [left, top] = [x * picture.width - side / 2, y * picture.height - side / 2];
        const crops = faceCrops({ left, top, width: side, height: side, score: 1 }, picture, SIZES);
        const middle = (from: number, whole: number): number => (Math.max(0, from) + Math.min(whole, from + side)) / 2;
        const ROUNDING = 1.5;
        const isAround = (at: number, starts: readonly number[], length: number): boolean =>
          Math.min(...starts) - ROUNDING <= at && at <= Math.max(...starts) + length + ROUNDING;
        expect(isAround(middle(left, picture.width), crops.map((crop) => crop.left), crops[0].width)).toBe(true);
        expect(isAround(middle(top, picture.height), crops.map((crop) => crop.top), crops[0].height)).toBe(true);
      }),
    );
  });

  it.each([
    ['a small one: a square half as large again around it', 100, [{ left: 325, top: 325, width: 150, height: 150 }]],
    ['one that a crop holds with nothing around it: that crop', 200, [{ left: 288, top: 288, width: 224, height: 224 }]],
    ['a larger one: its middle', 400, [{ left: 288, top: 288, width: 224, height: 224 }]],
  ])('of %s', (_what, side, expected) => {
    const face = { left: 400 - side / 2, top: 400 - side / 2, width: side, height: side, score: 1 };
    expect(faceCrops(face, { width: 800, height: 800 }, SIZES)).toEqual(expected);
  });

  it('of one with room for more lie inside it, the middle first', () => {
    const crops = faceCrops({ left: 100, top: 100, width: 500, height: 500, score: 1 }, { width: 800, height: 800 }, SIZES);
    expect(crops).toHaveLength(5);
    expect(crops[0]).toEqual({ left: 238, top: 238, width: 224, height: 224 });
    for (const { left, top } of crops) {
      expect(Math.min(left, top)).toBeGreaterThanOrEqual(100);
      expect(Math.max(left, top) + 224).toBeLessThanOrEqual(600);
    }
  });
});

describe('the boxes of a map', () => {
  const CELLS = 6;
  const anyNumber = fc.oneof(fc.float({ min: -20, max: 20 }), fc.constantFrom(Number.NaN, Infinity, -Infinity, 3e38));
  const anyMap = fc.array(anyNumber, { minLength: 25 * CELLS, maxLength: 25 * CELLS }).map((values) => Float32Array.from(values));

  it('are finite, sure enough, surest first and apart, whatever the network gives', () => {
    fc.assert(
      fc.property(anyMap, fc.double({ min: 0.05, max: 0.9, noNaN: true }), (map, least) => {
        const faces = readFaces(map, 2, 3, least);
        for (const { left, top, width, height, score } of faces) {
          expect([left, top, width, height].every(Number.isFinite)).toBe(true);
          expect(Math.min(width, height)).toBeGreaterThan(0);
          expect(score).toBeGreaterThanOrEqual(least);
        }
        expect(faces).toEqual(faces.toSorted((a, b) => b.score - a.score));
      }),
    );
  });

  it('are none where the map has another size than its cells ask for', () => {
    expect(() => readFaces(new Float32Array(25 * 6), 2, 2, 0.5)).toThrow('150 numbers');
  });
});
