import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PictureInput } from '../../lib/core/detector.ts';
import { readStealthBits } from '../../lib/provenance/pixels/stealth-bits.ts';
import { aScene, decoded } from '../support/media-pictures.ts';
import { withStealthBits, type StealthKind } from '../support/provenance-pixels.ts';

const KINDS: readonly StealthKind[] = ['pnginfo', 'pngcomp', 'rgbinfo', 'rgbcomp'];
const NOVEL_AI = JSON.stringify({ Software: 'NovelAI', Description: 'a lighthouse, größer', Comment: '{"steps":28}' });

let scene: PictureInput;
beforeAll(async () => {
  scene = await decoded(aScene(96, 64));
});

describe.each(KINDS)('hidden as stealth_%s', (kind) => {
  it('is told, with the generator', () => {
    expect(readStealthBits(withStealthBits(scene, kind, NOVEL_AI))).toEqual({
      kind: 'stealth-bits',
      where: 'pixels',
      field: `stealth_${kind.slice(0, 3)}`,
      value: 'NovelAI: a lighthouse, größer',
      strength: 'declared',
      label: 'ai-made',
    });
  });

  it('is told of another program that writes the same way', () => {
    expect(readStealthBits(withStealthBits(scene, kind, 'a lighthouse\nSteps: 20'))?.value).toBe('Stealth PNG info: a lighthouse\nSteps: 20');
  });

  it('outlives PNG, and no JPEG', async () => {
    const { rgba, width, height } = withStealthBits(scene, kind, NOVEL_AI);
    const picture = sharp(Buffer.from(rgba), { raw: { width, height, channels: 4 } });
    expect(readStealthBits(await decoded(sharp(await picture.clone().png().toBuffer())))).toBeDefined();
    expect(readStealthBits(await decoded(sharp(await picture.clone().jpeg({ quality: 100 }).toBuffer())))).toBeUndefined();
  });

  it.each<[what: string, change: (bits: Buffer) => Buffer]>([
    ['one letter is another', (bits) => spoiled(bits, 4)],
    ['its length reaches beyond the picture', (bits) => withLength(bits, 0xffffffff)],
    ['its length is nothing', (bits) => withLength(bits, 0)],
    ['its length is less than a byte', (bits) => withLength(bits, 7)],
    ['it ends with its name', (bits) => bits.subarray(0, 15)],
  ])('is nothing where %s', (_, change) => {
    expect(readStealthBits(withStealthBits(scene, kind, NOVEL_AI, change))).toBeUndefined();
  });
});

it('is nothing where it is no text', () => {
  expect(readStealthBits(withStealthBits(scene, 'pnginfo', Uint8Array.of(0xff, 0xfe, 0xfd)))).toBeUndefined();
  expect(readStealthBits(withStealthBits(scene, 'pngcomp', 'x', (bits) => withLength(Buffer.concat([bits.subarray(0, 19), gzipSync(Uint8Array.of(0xff))]), 8 * gzipSync(Uint8Array.of(0xff)).length)))).toBeUndefined();
});

it('is nothing where it is cut, broken, or unfolds to more than a megabyte', async () => {
  const large = await decoded(aScene(320, 320));
  expect(readStealthBits(withStealthBits(large, 'rgbcomp', 'x'.repeat(2 ** 20)))?.value).toMatch(/^Stealth PNG info: x{200}$/);
  expect(readStealthBits(withStealthBits(large, 'rgbcomp', 'x'.repeat(2 ** 20 + 1)))).toBeUndefined();
  expect(readStealthBits(withStealthBits(scene, 'pngcomp', NOVEL_AI, (bits) => spoiled(bits, 19)))).toBeUndefined();
  expect(readStealthBits(withStealthBits(scene, 'pngcomp', NOVEL_AI, (bits) => withLength(bits, 160)))).toBeUndefined();
});

it.each([[1, 1], [1, 2000], [2000, 1], [3, 7]])('whatever a picture of %d × %d holds, it ends', (width, height) => {
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat(255)), (values) => {
      const rgba = Uint8ClampedArray.from(values.take(width * height * 4));
      expect(readStealthBits({ rgba, width, height })).toBeUndefined();
    }),
    { numRuns: 20 },
  );
});

function spoiled(bits: Buffer, at: number): Buffer {
  const copy = Buffer.from(bits);
  copy[at]! ^= 1;
  return copy;
}

function withLength(bits: Buffer, length: number): Buffer {
  const copy = Buffer.from(bits);
  copy.writeUInt32BE(length, 15);
  return copy;
}
