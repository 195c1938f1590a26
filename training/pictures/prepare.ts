import sharp, { type Sharp } from 'sharp';
import type { PictureInput } from '../../lib/core/detector.ts';

sharp.concurrency(1);
sharp.cache(false);

/** Shorter sides than this are not made by shrinking: below it the run-time detector declines anyway. */
const SMALLEST_SHRUNK_SIDE = 96;
const KERNELS = ['lanczos3', 'cubic', 'mitchell'] as const;

/** How a picture is brought before the model; every kind but `retouched` is for both classes alike. */
export type Preparation =
  /** As a site would serve it: often shrunk to .5–1, then JPEG 60–95 with 4:2:0, one in five times twice. */
  | { readonly kind: 'social'; readonly leastSide?: number; readonly random: () => number }
  /** What pictures go through on their way: the above, and re-rendered, brightened, sharpened, WebP, cut and packed again. */
  | { readonly kind: 'travelled'; readonly random: () => number }
  /** A clean picture that looks made: up-sampled and shrunk back, or smoothed and sharpened; then as a site would serve it. */
  | { readonly kind: 'retouched'; readonly random: () => number }
  /** The pixels of the file as it is. */
  | { readonly kind: 'as-served' };

export async function preparePicture(source: string | Uint8Array, preparation: Preparation): Promise<PictureInput> {
  if (preparation.kind === 'as-served') return decode(sharp(source));
  const { random } = preparation;
  const picture = await sharp(source).flatten({ background: '#fff' }).toColourspace('srgb').png({ compressionLevel: 0 }).toBuffer();
  if (preparation.kind === 'social') return social(picture, random, preparation.leastSide ?? SMALLEST_SHRUNK_SIDE);
  if (preparation.kind === 'retouched') return social(await retouch(picture, random), random, SMALLEST_SHRUNK_SIDE);
  return travel(picture, random);
}

async function social(picture: Uint8Array, random: () => number, leastSide: number): Promise<PictureInput> {
  let jpeg = await compress(await shrink(picture, random, leastSide), random);
  if (random() < 0.2) jpeg = await compress(sharp(jpeg), random);
  return decode(sharp(jpeg));
}

async function travel(picture: Uint8Array, random: () => number): Promise<PictureInput> {
  let travelled = picture;
  if (random() < 0.15) travelled = await scaled(travelled, 1.05 + 0.45 * random(), random);
  let shrunk = await shrink(travelled, random, SMALLEST_SHRUNK_SIDE);
  const touch = random();
  if (touch < 0.12) shrunk = shrunk.modulate({ brightness: 0.85 + 0.3 * random(), saturation: 0.8 + 0.4 * random() });
  else if (touch < 0.2) shrunk = shrunk.blur(0.3 + 0.5 * random());
  else if (touch < 0.28) shrunk = shrunk.sharpen({ sigma: 0.5 + 0.7 * random() });
  travelled = await shrunk.png({ compressionLevel: 0 }).toBuffer();
  const times = random() < 0.3 ? 2 : 1;
  for (let time = 0; time < times; time++) {
    if (time > 0 && random() < 0.5) travelled = await scaled(travelled, 0.85 + 0.15 * random(), random);
    const format = random();
    if (format < 0.72) travelled = await compress(sharp(travelled), random);
    else if (format < 0.94) travelled = await sharp(travelled).webp({ quality: qualityOf(random) }).toBuffer();
  }
  return decode(sharp(travelled));
}

async function retouch(picture: Uint8Array, random: () => number): Promise<Uint8Array> {
  const how = random();
  if (how < 0.5) {
    const larger = await scaled(picture, 1.5 + 1.5 * random(), random);
    const sharpened = random() < 0.5 ? await sharp(larger).sharpen({ sigma: 0.6 + random() }).png({ compressionLevel: 0 }).toBuffer() : larger;
    return scaled(sharpened, 0.5 + 0.4 * random(), random);
  }
  const smooth = how < 0.75 ? sharp(picture).median(3) : sharp(picture).blur(0.6 + 0.8 * random());
  return smooth.sharpen({ sigma: 0.8 + 0.8 * random() }).modulate({ saturation: 1 + 0.3 * random() }).png({ compressionLevel: 0 }).toBuffer();
}

async function shrink(picture: Uint8Array, random: () => number, leastSide: number): Promise<Sharp> {
  const { width, height } = await sharp(picture).metadata();
  const least = Math.min(1, Math.max(0.5, leastSide / Math.min(width, height)));
  const factor = random() < 0.25 ? 1 : least + (1 - least) * random();
  const kernel = KERNELS[Math.floor(random() * KERNELS.length)] ?? 'lanczos3';
  return factor === 1 ? sharp(picture) : sharp(picture).resize(Math.round(width * factor), Math.round(height * factor), { fit: 'fill', kernel });
}

async function scaled(picture: Uint8Array, factor: number, random: () => number): Promise<Uint8Array> {
  const { width, height } = await sharp(picture).metadata();
  const kernel = KERNELS[Math.floor(random() * KERNELS.length)] ?? 'lanczos3';
  return sharp(picture)
    .resize(Math.round(width * factor), Math.round(height * factor), { fit: 'fill', kernel })
    .png({ compressionLevel: 0 })
    .toBuffer();
}

async function compress(picture: Sharp, random: () => number): Promise<Buffer> {
  return picture.jpeg({ quality: qualityOf(random), chromaSubsampling: '4:2:0' }).toBuffer();
}

function qualityOf(random: () => number): number {
  return 60 + Math.floor(random() * 36);
}

async function decode(picture: Sharp): Promise<PictureInput> {
  const { data, info } = await picture.toColourspace('srgb').ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { rgba: new Uint8ClampedArray(data.buffer, data.byteOffset, data.length), width: info.width, height: info.height };
}
