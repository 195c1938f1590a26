import sharp from 'sharp';

/** A picture no other test makes: noise from a fixed seed, so that nothing of it is remembered. */
export async function aJpeg(seed: number, width = 640, height = 480): Promise<Uint8Array> {
  const pixels = new Uint8Array(width * height * 3);
  let state = seed;
  for (let i = 0; i < pixels.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    pixels[i] = (state >>> 24) / 4 + (i % width) / 8;
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } }).jpeg().toBuffer();
}
