import sharp from 'sharp';
import { err, ok } from '../core/result.ts';
import type { DecodePicture } from './decode-picture.ts';
import { sizeAgrees, undecodedKind } from './decode-rules.ts';
import { MAX_PIXELS } from './picture-header.ts';

/** Node's twin of decode-picture.ts: same values for lossless files, a few levels apart for lossy ones. */
export const decodePictureInNode: DecodePicture = async (bytes, sniffed) => {
  const undecoded = undecodedKind(sniffed);
  if (undecoded !== undefined) return err(undecoded);
  try {
    const { data, info } = await sharp(bytes, { limitInputPixels: MAX_PIXELS, ignoreIcc: true, failOn: 'truncated' })
      .autoOrient()
      .toColourspace('srgb')
      .ensureAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (!sizeAgrees(sniffed, info)) {
      return err({ tag: 'undecodable', message: 'The decoded size is not the one its header states.' });
    }
    const rgba = new Uint8ClampedArray(data.buffer, data.byteOffset, data.length);
    return ok({ rgba, width: info.width, height: info.height });
  } catch (error) {
    return err({ tag: 'undecodable', message: `sharp cannot decode it: ${String(error)}` });
  }
};
