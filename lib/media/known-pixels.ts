/** Opaque pixels of every value in every channel, the same each time, without a pattern that noise could be rounded to. */
export function knownPixels(count: number): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(count * 4);
  let state = 1;
  for (let i = 0; i < rgba.length; i++) {
    // Minimal standard generator (Park and Miller 1988).
    state = (state * 48_271) % 0x7fffffff;
    rgba[i] = i % 4 === 3 ? 255 : (state >> 8) & 0xff;
  }
  return rgba;
}
