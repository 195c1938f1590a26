import type { PictureInput } from '../../core/detector.ts';
import type { Mark } from '../../core/mark.ts';
import { readWatermark } from './dwt-dct.ts';
import { readStealthBits } from './stealth-bits.ts';

/** What the pixels themselves say, surest first. */
export function readPixelMarks(picture: PictureInput): readonly Mark[] {
  return [readStealthBits(picture), readWatermark(picture)].filter((mark) => mark !== undefined);
}
