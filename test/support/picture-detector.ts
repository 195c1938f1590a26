import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import type { PictureDetectorOptions } from '../../lib/detect/picture-ai.ts';
import type { PictureInput } from '../../lib/core/detector.ts';
import { seededRandom } from '../../training/pictures/random.ts';
import { readPhotograph } from './subjects-photographs.ts';

/** The program's own files as they lie in the repository. */
export const PUBLIC_URL = pathToFileURL(join(import.meta.dirname, '../../public/')).href;

/** The detector over the real model of the repository, read from disk. */
export const IN_NODE: PictureDetectorOptions = {
  baseUrl: PUBLIC_URL,
  now: () => 0,
  read: async (url) => new Uint8Array(await readFile(new URL(url))),
};

/** Pixels with structure at several scales, of no picture; the same for the same seed. */
export function somePixels(width: number, height: number, seed = 1): PictureInput {
  const random = seededRandom(seed);
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const light = 128 + 70 * Math.sin((i % width) / (7 + seed)) + 40 * (random() - 0.5);
    rgba.set([light, light * 0.8, 255 - light, 255], i * 4);
  }
  return { rgba, width, height };
}

/** A part of a photograph, of so many pixels; other numbers give other photographs. */
export async function aPhotograph(width: number, height: number, number = 0): Promise<PictureInput> {
  const file = sharp(await readPhotograph(LARGE[number % LARGE.length]!));
  const whole = await file.metadata();
  const { data } = await file
    .extract({ left: Math.floor((whole.width - width) / 2), top: Math.floor((whole.height - height) / 2), width, height })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { rgba: new Uint8ClampedArray(data), width, height };
}

/** Those of at least 1024 × 717 pixels. */
const LARGE = ['nagasaki-boats', 'airplane-from-above', 'black-canyon', 'dust-bowl-home'] as const;
