import type { PictureInput } from '../core/detector.ts';

/** What of a picture says that its texture can tell nothing; shares and ratios, no unit. */
export interface PictureFitness {
  /** Share of pixels that are exactly or nearly as their right and lower neighbour: large in screenshots, text and drawings. */
  readonly flat: number;
  /** For each flat pixel, how many that differ a little from those neighbours: photographs out of focus are flat as well, but never without these. */
  readonly soft: number;
  /** How much larger the steps between pixels are across the 8 × 8 blocks of JPEG than within them; 1 where nothing shows. */
  readonly blocks: number;
}

/** Differences in brightness up to this, of 255, are nothing: compression leaves as much in flat areas. */
const NOTHING = 1;
/** And up to this they are soft: edges of drawings are steps of more. */
const LITTLE = 10;
/** At most this many rows are looked at, evenly spread: a picture of 40 million pixels takes no longer than one of half a million. */
const MOST_ROWS = 256;
/** And of each at most this many pixels, from its middle. */
const MOST_COLUMNS = 2048;
const BLOCK = 8;

export function measureFitness({ rgba, width, height }: PictureInput): PictureFitness {
  const step = Math.max(1, Math.floor(height / MOST_ROWS));
  const columns = Math.min(width - 1, MOST_COLUMNS);
  // A whole number of blocks from the edge, where compression starts its grid.
  const left = Math.floor((width - 1 - columns) / 2 / BLOCK) * BLOCK;
  let looked = 0;
  let flat = 0;
  let soft = 0;
  const across = { sum: 0, count: 0 };
  const within = { sum: 0, count: 0 };
  for (let y = 0; y < height - 1; y += step) {
    for (let x = left; x < left + columns; x++) {
      const at = (y * width + x) * 4;
      const here = brightness(rgba, at);
      const right = Math.abs(brightness(rgba, at + 4) - here);
      const below = Math.abs(brightness(rgba, at + 4 * width) - here);
      looked++;
      if (right <= NOTHING && below <= NOTHING) flat++;
      else if (right <= LITTLE && below <= LITTLE) soft++;
      const steps = x % BLOCK === BLOCK - 1 ? across : within;
      steps.sum += right;
      steps.count++;
    }
  }
  const mean = ({ sum, count }: typeof across): number => (count === 0 ? 0 : sum / count);
  const SMALLEST_STEP = 1;
  return { flat: looked === 0 ? 1 : flat / looked, soft: flat === 0 ? 0 : soft / flat, blocks: (mean(across) + SMALLEST_STEP) / (mean(within) + SMALLEST_STEP) };
}

/** ITU-R BT.601, as JPEG weighs the colours. */
function brightness(rgba: Uint8ClampedArray, at: number): number {
  return 0.299 * rgba[at]! + 0.587 * rgba[at + 1]! + 0.114 * rgba[at + 2]!;
}
