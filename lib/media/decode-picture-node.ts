import sharp from 'sharp';
import { err, ok } from '../core/result.ts';
import type { DecodePicture } from './decode-picture.ts';
import { sizeAgrees, undecodedKind } from './decode-rules.ts';
import { MAX_PIXELS } from './picture-header.ts';

/**
 * Node's twin of decode-picture.ts: the same values for opaque JPEG, PNG and WebP, a level or two apart for AVIF,
 * 16 bits and half-transparent pixels (docs/decisions/0064).
 */
export const decodePictureInNode: DecodePicture = async (bytes, sniffed) => {
  const undecoded = undecodedKind(sniffed);
  if (undecoded !== undefined) return err(undecoded);
  try {
    const picture = sharp(bytes, { limitInputPixels: MAX_PIXELS, ignoreIcc: true, failOn: 'truncated' });
    const isInk = (await picture.metadata()).space === 'cmyk';
    // Chromium and Firefox show a WebP as it is stored, whatever its orientation tag says.
    const upright = sniffed.type === 'webp' ? picture : picture.autoOrient();
    const channels = isInk ? upright.pipelineColourspace('cmyk').toColourspace('cmyk') : upright.toColourspace('srgb').ensureAlpha();
    const { data, info } = await channels.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
    if (!sizeAgrees(sniffed, info)) {
      return err({ tag: 'undecodable', message: 'The decoded size is not the one its header states.' });
    }
    const rgba = new Uint8ClampedArray(data.buffer, data.byteOffset, data.length);
    if (isInk) inkToLight(rgba);
    return ok({ rgba, width: info.width, height: info.height });
  } catch (error) {
    return err({ tag: 'undecodable', message: `sharp cannot decode it: ${String(error)}` });
  }
};

/** CMYK to opaque RGBA in place, as both browsers do it without a profile: black ink darkens what the others let through. */
function inkToLight(pixels: Uint8ClampedArray): void {
  for (let at = 0; at < pixels.length; at += 4) {
    const throughBlack = 255 - (pixels[at + 3] ?? 0);
    for (let ink = at; ink < at + 3; ink++) pixels[ink] = Math.floor(((255 - (pixels[ink] ?? 0)) * throughBlack) / 255);
    pixels[at + 3] = 255;
  }
}
