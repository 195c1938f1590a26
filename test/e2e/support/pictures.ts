import sharp from 'sharp';
import { PHOTOGRAPHS, readPhotograph } from '../../support/subjects-photographs.ts';

/** A picture no other test makes: a part of a photograph, by its number, so that nothing of it is remembered. */
export async function aJpeg(seed: number, width = 640, height = 480): Promise<Uint8Array> {
  const whole = sharp(await readPhotograph(PHOTOGRAPHS[seed % PHOTOGRAPHS.length]!));
  const size = await whole.metadata();
  const part = { width: Math.floor(size.width * 0.7), height: Math.floor(size.height * 0.7) };
  const place = { left: (seed * 37) % (size.width - part.width), top: (seed * 53) % (size.height - part.height) };
  return whole.extract({ ...place, ...part }).resize(width, height, { fit: 'cover' }).jpeg().toBuffer();
}
