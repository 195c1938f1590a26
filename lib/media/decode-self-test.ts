import type { DecodePicture } from './decode-picture.ts';
import { knownPixels } from './known-pixels.ts';
import { writePng } from './write-png.ts';

const SIDE = 96;

/**
 * Whether the decoder gives back exactly the pixels of a lossless picture made here. Browsers and extensions
 * that guard against fingerprinting add noise to what a canvas gives back; a detector of texture would then
 * measure the noise. Where this is false, no picture is judged.
 */
export async function decodeSelfTest(decode: DecodePicture): Promise<boolean> {
  const expected = knownPixels(SIDE * SIDE);
  const rows = Array.from({ length: SIDE }, (_, y) => new Uint8Array(expected.buffer, y * SIDE * 4, SIDE * 4));
  const png = writePng({ width: SIDE, height: SIDE, bitDepth: 8, colourType: 'rgba' }, rows);
  const decoded = await decode(png, { type: 'png', width: SIDE, height: SIDE, animated: false });
  if (!decoded.ok) return false;
  const { rgba } = decoded.value;
  return rgba.length === expected.length && expected.every((value, i) => rgba[i] === value);
}
