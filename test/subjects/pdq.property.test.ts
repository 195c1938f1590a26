import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PictureInput } from '../../lib/core/detector.ts';
import { ones, PDQ_WORDS, pdqDistance, pdqOf, writePdq, type Pdq, type PdqHash } from '../../lib/subjects/pdq.ts';
import { draw, type Drawing } from '../support/subjects-drawn-pictures.ts';

/** Smaller ones repeat pixels: their frequencies tie, and rounding decides. */
const drawing = fc
  .record({
    kind: fc.constantFrom<Drawing['kind']>('patches', 'stripes', 'noise'),
    width: fc.integer({ min: 64, max: 200 }),
    height: fc.integer({ min: 64, max: 200 }),
    seed: fc.nat(),
  })
  .map(draw);

const bit = (hash: PdqHash, at: number): number => (hash[at >> 5]! >>> (at & 31)) & 1;

/** A value that is the median but for rounding may fall on either side of it. */
const ROUNDED = 2;

describe('pdqOf', () => {
  it('is what blurring every pixel twice along both axes, thinning out and a whole cosine transform give', () => {
    fc.assert(
      fc.property(drawing, (picture) => {
        expectSame(pdqOf(picture), slowly(lightOf(picture)));
      }),
      { numRuns: 20 },
    );
  });

  it('at another size is what the picture resized to it gives, each pixel the mean of those it covers', () => {
    fc.assert(
      fc.property(drawing, fc.integer({ min: 64, max: 300 }), (picture, sidePx) => {
        const resized = across(across(lightOf(picture).map((row) => covered(row, sidePx))).map((column) => covered(column, sidePx)));
        expectSame(pdqOf(picture, sidePx), slowly(resized));
      }),
      { numRuns: 20 },
    );
  });

  it('is turned about its diagonal with the picture', () => {
    fc.assert(
      fc.property(drawing, (picture) => {
        const [{ hash, quality }, turned] = [pdqOf(picture), pdqOf(transposed(picture))];
        const differing = Array.from({ length: 256 }, (_, at) => bit(hash, at) !== bit(turned.hash, (at % 16) * 16 + (at >> 4))).filter(Boolean);
        expect(differing.length).toBeLessThanOrEqual(ROUNDED);
        expect(turned.quality).toBe(quality);
      }),
    );
  });

  it('is the opposite for the negative', () => {
    fc.assert(
      fc.property(drawing, (picture) => {
        const negative = { ...picture, rgba: picture.rgba.map((value, i) => (i % 4 === 3 ? value : 255 - value)) };
        expect(256 - pdqDistance(pdqOf(picture).hash, pdqOf(negative).hash)).toBeLessThanOrEqual(ROUNDED);
      }),
    );
  });

  it('does not see transparency', () => {
    fc.assert(
      fc.property(drawing, fc.nat(255), (picture, alpha) => {
        const sheer = { ...picture, rgba: picture.rgba.map((value, i) => (i % 4 === 3 ? alpha : value)) };
        expect(pdqOf(sheer)).toEqual(pdqOf(picture));
      }),
    );
  });

  it('sets half of the bits', () => {
    fc.assert(
      fc.property(drawing, (picture) => {
        expect(pdqOf(picture).hash.reduce((sum, word) => sum + ones(word), 0)).toBe(128);
      }),
    );
  });
});

describe('a hash', () => {
  const hash = fc.uint32Array({ minLength: PDQ_WORDS, maxLength: PDQ_WORDS });

  it('is written as one number of 256 bits', () => {
    fc.assert(
      fc.property(hash, (words) => {
        const written = writePdq(words);
        expect(written).toMatch(/^[0-9a-f]{64}$/);
        expect(BigInt(`0x${written}`)).toBe(words.reduceRight((number, word) => (number << 32n) | BigInt(word), 0n));
      }),
    );
  });

  it('is as far from another as there are bits that differ', () => {
    fc.assert(
      fc.property(hash, hash, (a, b) => {
        const differing = Array.from({ length: 256 }, (_, at) => at).filter((at) => bit(a, at) !== bit(b, at));
        expect(pdqDistance(a, b)).toBe(differing.length);
      }),
    );
  });
});

function transposed({ rgba, width, height }: PictureInput): PictureInput {
  const turned = new Uint8ClampedArray(rgba.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) turned.set(rgba.subarray((y * width + x) * 4, (y * width + x + 1) * 4), (x * height + y) * 4);
  }
  return { rgba: turned, width: height, height: width };
}

function expectSame(ours: Pdq, plain: Pdq): void {
  expect(pdqDistance(ours.hash, plain.hash)).toBeLessThanOrEqual(ROUNDED);
  expect(Math.abs(ours.quality - plain.quality)).toBeLessThanOrEqual(1);
}

function lightOf({ rgba, width, height }: PictureInput): number[][] {
  return grid(height, width, (y, x) => {
    const [red = 0, green = 0, blue = 0] = rgba.subarray((y * width + x) * 4);
    return 0.299 * red + 0.587 * green + 0.114 * blue;
  });
}

/** A line in another length, by what a running sum gains over the stretch of each new value. */
function covered(line: readonly number[], length: number): number[] {
  const sums = [0];
  for (const value of line) sums.push(sums.at(-1)! + value);
  const sumTo = (at: number) => sums[Math.floor(at)]! + (at % 1) * (line[Math.floor(at)] ?? 0);
  const stretch = line.length / length;
  return Array.from({ length }, (_value, i) => (sumTo((i + 1) * stretch) - sumTo(i * stretch)) / stretch);
}

/** The same by the letter of its description: whole buffers, 64 × 64 frequencies, the median by sorting. */
function slowly(picture: number[][]): Pdq {
  let light = picture;
  const [height, width] = [light.length, light[0]!.length];
  for (let pass = 0; pass < 2; pass++) light = across(across(light.map(averaged)).map(averaged));
  const cells = grid(64, 64, (i, j) => light[Math.floor(((i + 0.5) * height) / 64)]![Math.floor(((j + 0.5) * width) / 64)]!);
  const cosines = grid(64, 64, (u, x) => Math.cos((Math.PI * u * (x + 0.5)) / 64));
  const times = (a: readonly number[][], b: readonly number[][]) => grid(a.length, b[0]!.length, (i, j) => a[i]!.reduce((sum, value, k) => sum + value * b[k]![j]!, 0));
  const all = times(times(cosines, cells), across(cosines));
  const kept = all.slice(1, 17).flatMap((row) => row.slice(1, 17));
  const median = kept.toSorted((a, b) => a - b)[127]!;
  const hash = new Uint32Array(PDQ_WORDS);
  kept.forEach((value, at) => {
    if (value > median) hash[at >> 5]! |= 1 << (at & 31);
  });
  let steps = 0;
  for (const rows of [cells, across(cells)]) {
    for (const row of rows) row.slice(1).forEach((value, i) => (steps += Math.abs(Math.trunc(((value - row[i]!) * 100) / 255))));
  }
  return { hash, quality: Math.min(100, Math.trunc(steps / 90)) };
}

function grid(rows: number, columns: number, valueAt: (row: number, column: number) => number): number[][] {
  return Array.from({ length: rows }, (_row, i) => Array.from({ length: columns }, (_column, j) => valueAt(i, j)));
}

function across(rows: readonly (readonly number[])[]): number[][] {
  return rows[0]!.map((_, j) => rows.map((row) => row[j]!));
}

/** Each value as the mean of a window around it, a 128th of the line wide. */
function averaged(line: readonly number[]): number[] {
  const wide = Math.floor((line.length + 127) / 128);
  const ahead = Math.floor(wide / 2);
  return line.map((_, i) => {
    const window = line.slice(Math.max(0, i + ahead + 1 - wide), i + ahead + 1);
    return window.reduce((sum, value) => sum + value, 0) / window.length;
  });
}
