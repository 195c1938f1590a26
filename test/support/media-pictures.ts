import sharp, { type Sharp } from 'sharp';
import type { PictureInput } from '../../lib/core/detector.ts';
import { seededRandom } from '../../training/pictures/random.ts';
import { pngChunk, writePng } from '../../lib/media/write-png.ts';

export type EncodedType = 'jpeg' | 'png' | 'webp' | 'avif';
export const ENCODED_TYPES: readonly EncodedType[] = ['jpeg', 'png', 'webp', 'avif'];

/** A smooth scene with some grain: compresses like a photograph, and no two seeds are alike. */
export function aScene(width: number, height: number, seed = 1): Sharp {
  const random = seededRandom(seed);
  const [a, b, c] = [random(), random(), random()];
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3;
      const light = 120 + 80 * Math.sin((x / width) * 6 * a + (y / height) * 5 * b) + 24 * random();
      pixels[at] = light;
      pixels[at + 1] = light * (0.6 + 0.4 * b);
      pixels[at + 2] = light * (0.5 + 0.5 * c);
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

/** The pixels as detectors are given them. */
export async function decoded(picture: Sharp): Promise<PictureInput> {
  const { data, info } = await picture.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { rgba: new Uint8ClampedArray(data), width: info.width, height: info.height };
}

export async function aPicture(type: EncodedType, width: number, height: number, seed = 1): Promise<Uint8Array<ArrayBuffer>> {
  return own(await encode(aScene(width, height, seed), type).toBuffer());
}

function encode(picture: Sharp, type: EncodedType): Sharp {
  switch (type) {
    case 'jpeg':
      return picture.jpeg({ quality: 85 });
    case 'png':
      return picture.png();
    case 'webp':
      return picture.webp({ quality: 80 });
    case 'avif':
      return picture.avif({ quality: 50, effort: 0 });
  }
}

/** Two frames that differ. */
export async function anAnimation(type: 'gif' | 'webp', side = 32): Promise<Uint8Array<ArrayBuffer>> {
  const frames = Buffer.concat([Buffer.alloc(side * side * 3, 20), Buffer.alloc(side * side * 3, 220)]);
  const strip = sharp(frames, { raw: { width: side, height: side * 2, channels: 3, pageHeight: side } });
  return own(await (type === 'gif' ? strip.gif({ delay: [100, 100] }) : strip.webp({ delay: [100, 100] })).toBuffer());
}

/** A still PNG with an `acTL` chunk before its pixels, which is what makes an APNG. */
export function anApng(): Uint8Array<ArrayBuffer> {
  const png = writePng({ width: 8, height: 8, bitDepth: 8, colourType: 'rgba' }, Array.from({ length: 8 }, () => new Uint8Array(32)));
  const AFTER_IHDR = 8 + 25;
  const control = pngChunk('acTL', Uint8Array.of(0, 0, 0, 2, 0, 0, 0, 0));
  return own(Buffer.concat([png.subarray(0, AFTER_IHDR), control, png.subarray(AFTER_IHDR)]));
}

/** The bomb: 16k × 16k pixels of one bit each. Only its header is honest about it. */
export function aPngBomb(side = 16_384): Uint8Array<ArrayBuffer> {
  return writePng({ width: side, height: side, bitDepth: 1, colourType: 'grey' }, [new Uint8Array(side / 8)]);
}

/** Bytes with a buffer of their own. */
export function own(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
