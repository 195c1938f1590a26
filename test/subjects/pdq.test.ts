import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import type { PictureInput } from '../../lib/core/detector.ts';
import { COMPARED_SIDE_PX, COPY_DISTANCE } from '../../lib/flows/measured-copies.ts';
import { PDQ_MAX_DISTANCE, PDQ_MIN_QUALITY, pdqDistance, pdqOf, writePdq } from '../../lib/subjects/pdq.ts';
import { draw, type Drawing } from '../support/subjects-drawn-pictures.ts';
import { PHOTOGRAPHS, readPhotograph, type Photograph } from '../support/subjects-photographs.ts';

interface Answer {
  readonly hash: string;
  readonly quality: number;
}

/** What the authors' own program in C++ (facebook/ThreatExchange at baefb4ed) answers to the same pixels. */
const REFERENCE = JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures/vectors/pdq/reference.json'), 'utf8')) as {
  readonly drawings: readonly (Drawing & Answer)[];
  /** Pictures whose frequencies tie, so that their bits are rounding: only their quality means something. */
  readonly qualities: readonly (Drawing & Pick<Answer, 'quality'>)[];
  readonly photographs: readonly (Answer & { readonly name: Photograph })[];
};

const answer = (picture: PictureInput): Answer => {
  const { hash, quality } = pdqOf(picture);
  return { hash: writePdq(hash), quality };
};

async function pixels(picture: Sharp): Promise<PictureInput> {
  const { data, info } = await picture.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { rgba: new Uint8ClampedArray(data), width: info.width, height: info.height };
}

describe('the fingerprint of a picture is the one its authors’ program gives', () => {
  it.each(REFERENCE.drawings)('$kind, $width × $height', ({ hash, quality, ...drawing }) => {
    expect(answer(draw(drawing))).toEqual({ hash, quality });
  });

  it.each(REFERENCE.qualities)('$kind, $width × $height: quality $quality', ({ quality, ...drawing }) => {
    expect(answer(draw(drawing)).quality).toBe(quality);
  });

  it.each(REFERENCE.photographs)('$name', async ({ name, hash, quality }) => {
    expect(answer(await pixels(sharp(await readPhotograph(name))))).toEqual({ hash, quality });
  });
});

describe('the same picture again', () => {
  const ENCODINGS: readonly ((picture: Sharp) => Sharp)[] = [
    (picture) => picture.jpeg({ quality: 60 }),
    (picture) => picture.jpeg({ quality: 95 }),
    (picture) => picture.webp({ quality: 60 }),
  ];

  it.each(PHOTOGRAPHS.flatMap((name) => [256, 1024].map((width) => [name, width] as const)))('%s of width %i is near, recompressed and resized', async (name, width) => {
    const bytes = await sharp(await readPhotograph(name)).resize({ width }).png().toBuffer();
    const { hash } = pdqOf(await pixels(sharp(bytes)), COMPARED_SIDE_PX);
    for (const [i, scale] of [0.5, 0.77, 1.5].entries()) {
      const copy = await ENCODINGS[i]!(sharp(bytes).resize({ width: Math.round(width * scale) })).toBuffer();
      expect(pdqDistance(hash, pdqOf(await pixels(sharp(copy)), COMPARED_SIDE_PX).hash)).toBeLessThanOrEqual(COPY_DISTANCE);
    }
  });
});

it('other photographs are far', async () => {
  const hashes = await Promise.all(PHOTOGRAPHS.map(async (name) => pdqOf(await pixels(sharp(await readPhotograph(name)))).hash));
  const distances = hashes.flatMap((a, i) => hashes.slice(0, i).map((b) => pdqDistance(a, b)));
  expect(Math.min(...distances)).toBeGreaterThan(2 * PDQ_MAX_DISTANCE);
});

describe('a picture of which nothing can be said', () => {
  it.each([[1, 1], [4, 4_000], [300_000, 4]])('is too small at %i × %i', (width, height) => {
    expect(answer({ rgba: new Uint8ClampedArray(width * height * 4), width, height })).toEqual({ hash: '0'.repeat(64), quality: 0 });
  });

  it.each([[5, 400_000], [400_000, 5], [1_000, 1_000]])('is flat at %i × %i', (width, height) => {
    expect(pdqOf({ rgba: new Uint8ClampedArray(width * height * 4).fill(90), width, height }).quality).toBeLessThan(PDQ_MIN_QUALITY);
  });
});
