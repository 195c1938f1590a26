import type { PictureInput } from '../core/detector.ts';
import { err, ok, type Result } from '../core/result.ts';
import { sizeAgrees, undecodedKind } from './decode-rules.ts';
import type { MediaError } from './media-error.ts';
import type { SniffedPicture } from './sniff-picture.ts';

/** Turns sniffed bytes into pixels; the browser's and node's decoders share this shape. */
export type DecodePicture = (
  bytes: Uint8Array,
  sniffed: SniffedPicture,
) => Promise<Result<PictureInput, MediaError>>;

/**
 * Decodes with the browser's own codecs, in a worker or a page. Values are taken as stored: no colour
 * management, no premultiplied alpha (a canvas may still round the colour of half-transparent pixels).
 */
export const decodePicture: DecodePicture = async (bytes, sniffed) => {
  const undecoded = undecodedKind(sniffed);
  if (undecoded !== undefined) return err(undecoded);
  let bitmap: ImageBitmap | undefined;
  try {
    bitmap = await createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>], { type: `image/${sniffed.type}` }), {
      colorSpaceConversion: 'none',
      premultiplyAlpha: 'none',
    });
    if (!sizeAgrees(sniffed, bitmap)) {
      return err({ tag: 'undecodable', message: 'The decoded size is not the one its header states.' });
    }
    const { width, height } = bitmap;
    return ok({ rgba: readPixels(bitmap), width, height });
  } catch (error) {
    // Broken pixels, or more memory than there is.
    return err({ tag: 'undecodable', message: `The browser cannot decode it: ${String(error)}` });
  } finally {
    bitmap?.close();
  }
};

function readPixels(bitmap: ImageBitmap): Uint8ClampedArray {
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('no 2d context on an OffscreenCanvas');
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
  // Frees the backing store now rather than at the next collection.
  canvas.width = 0;
  return data;
}
