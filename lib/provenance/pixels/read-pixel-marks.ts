import type { PictureInput } from '../../core/detector.ts';
import type { Mark } from '../../core/mark.ts';
import type { PictureType } from '../../media/sniff-picture.ts';
import { readWatermark } from './dwt-dct.ts';
import { readStealthBits } from './stealth-bits.ts';

/** Kinds of files that may keep every pixel as it was drawn: what is hidden there is lost to the others (docs/decisions/0093). */
export function keepsPixels(type: PictureType): boolean {
  return type === 'png' || type === 'webp';
}

/** What the pixels themselves say, surest first. */
export function readPixelMarks(picture: PictureInput): readonly Mark[] {
  return [readStealthBits(picture), readWatermark(picture)].filter((mark) => mark !== undefined);
}
