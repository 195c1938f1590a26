import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import type { PictureDetectorOptions } from '../../lib/detect/picture-ai.ts';
import type { PictureInput } from '../../lib/core/detector.ts';
import { seededRandom } from '../../training/pictures/random.ts';

/** The program's own files as they lie in the repository. */
export const PUBLIC_URL = pathToFileURL(join(import.meta.dirname, '../../public/')).href;

/** The detector over the real model of the repository, read from disk. */
export const IN_NODE: PictureDetectorOptions = {
  baseUrl: PUBLIC_URL,
  now: () => 0,
  read: async (url) => new Uint8Array(await readFile(new URL(url))),
};

/** Pixels with structure at several scales; the same for the same seed. */
export function somePixels(width: number, height: number, seed = 1): PictureInput {
  const random = seededRandom(seed);
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const light = 128 + 70 * Math.sin((i % width) / (7 + seed)) + 40 * (random() - 0.5);
    rgba.set([light, light * 0.8, 255 - light, 255], i * 4);
  }
  return { rgba, width, height };
}
