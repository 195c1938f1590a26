import type { DecodePicture } from './decode-picture.ts';
import { writePng } from './write-png.ts';

const SIDE = 96;

/**
 * Whether the decoder gives back exactly the pixels of a lossless picture made here. Browsers and extensions
 * that guard against fingerprinting add noise to what a canvas gives back; a detector of texture would then
 * measure the noise. Where this is false, no picture is judged.
 */
export async function decodeSelfTest(decode: DecodePicture): Promise<boolean> {
  const expected = testPixels();
  const rows = Array.from({ length: SIDE }, (_, y) => expected.subarray(y * SIDE * 4, (y + 1) * SIDE * 4));
  const png = writePng({ width: SIDE, height: SIDE, bitDepth: 8, colourType: 'rgba' }, rows);
  const decoded = await decode(png, { type: 'png', width: SIDE, height: SIDE, animated: false });
  if (!decoded.ok) return false;
  const { rgba } = decoded.value;
  return rgba.length === expected.length && expected.every((value, i) => rgba[i] === value);
}

/** Opaque pixels of every value in every channel, without a pattern that noise could be rounded to. */
function testPixels(): Uint8Array {
  const pixels = new Uint8Array(SIDE * SIDE * 4);
  let state = 1;
  for (let i = 0; i < pixels.length; i++) {
    // Minimal standard generator (Park and Miller 1988).
    state = (state * 48_271) % 0x7fffffff;
    pixels[i] = i % 4 === 3 ? 255 : (state >> 8) & 0xff;
  }
  return pixels;
}
