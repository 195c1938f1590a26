import type { PictureInput } from '../core/detector.ts';
import { err, ok, type Result } from '../core/result.ts';
import { sizeAgrees, undecodedKind } from './decode-rules.ts';
import { knownPixels } from './known-pixels.ts';
import type { MediaError } from './media-error.ts';
import type { SniffedPicture } from './sniff-picture.ts';

/** Turns sniffed bytes into pixels; the browser's and node's decoders share this shape. */
export type DecodePicture = (
  bytes: Uint8Array,
  sniffed: SniffedPicture,
) => Promise<Result<PictureInput, MediaError>>;

/** Rows of known pixels that are drawn below every picture and read back with it. */
const PROOF_ROWS = 4;

/**
 * Decodes with the browser's own codecs, in a worker or a page. Values are taken as stored: no colour
 * management, no premultiplied alpha (a canvas may still round the colour of half-transparent pixels).
 * Every reading proves itself: where known pixels beside the picture come back changed, so did the picture's.
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
    const rgba = readPixels(bitmap);
    return rgba === undefined ? err(CHANGED) : ok({ rgba, width, height });
  } catch (error) {
    // Broken pixels, or more memory than there is.
    return err({ tag: 'undecodable', message: `The browser cannot decode it: ${String(error)}` });
  } finally {
    bitmap?.close();
  }
};

const CHANGED: MediaError = { tag: 'self-test-failed', message: 'The browser changes what is read from a canvas.' };

/** Undefined where the browser gives back other pixels than were drawn. */
function readPixels(bitmap: ImageBitmap): Uint8ClampedArray | undefined {
  const { width, height } = bitmap;
  const canvas = new OffscreenCanvas(width, height + PROOF_ROWS);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('no 2d context on an OffscreenCanvas');
  context.drawImage(bitmap, 0, 0);
  const proof = knownPixels(width * PROOF_ROWS);
  context.putImageData(new ImageData(proof, width), 0, height);
  const { data } = context.getImageData(0, 0, width, height + PROOF_ROWS);
  // Frees the backing store now rather than at the next collection.
  canvas.width = 0;
  const end = width * height * 4;
  return proof.every((value, i) => data[end + i] === value) ? data.subarray(0, end) : undefined;
}
