import sharp, { type Sharp } from 'sharp';
import type { PictureInput } from '../../lib/core/detector.ts';

sharp.concurrency(1);
sharp.cache(false);

/** Shorter sides than this are not made by shrinking: below it the run-time detector declines anyway. */
const SMALLEST_SHRUNK_SIDE = 96;

/** How a picture is brought before the model. Both classes go through the same one. */
export type Preparation =
  /** As a site would serve it: often shrunk to .5–1, then JPEG 60–95 with 4:2:0, one in five times twice. */
  | { readonly kind: 'social'; readonly random: () => number }
  /** The pixels of the file as it is. */
  | { readonly kind: 'as-served' };

export async function preparePicture(path: string, preparation: Preparation): Promise<PictureInput> {
  if (preparation.kind === 'as-served') return decode(sharp(path));
  const { random } = preparation;
  const { width, height } = await sharp(path).metadata();
  const least = Math.min(1, Math.max(0.5, SMALLEST_SHRUNK_SIDE / Math.min(width, height)));
  const factor = random() < 0.25 ? 1 : least + (1 - least) * random();
  const kernel = (['lanczos3', 'cubic', 'mitchell'] as const)[Math.floor(random() * 3)] ?? 'lanczos3';
  const shrunk =
    factor === 1
      ? sharp(path)
      : sharp(path).resize(Math.round(width * factor), Math.round(height * factor), { fit: 'fill', kernel });
  let jpeg = await compress(shrunk, random);
  if (random() < 0.2) jpeg = await compress(sharp(jpeg), random);
  return decode(sharp(jpeg));
}

async function compress(picture: Sharp, random: () => number): Promise<Buffer> {
  const quality = 60 + Math.floor(random() * 36);
  return picture.flatten({ background: '#fff' }).jpeg({ quality, chromaSubsampling: '4:2:0' }).toBuffer();
}

async function decode(picture: Sharp): Promise<PictureInput> {
  const { data, info } = await picture.toColourspace('srgb').ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { rgba: new Uint8ClampedArray(data.buffer, data.byteOffset, data.length), width: info.width, height: info.height };
}
