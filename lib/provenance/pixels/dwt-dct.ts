import type { PictureInput } from '../../core/detector.ts';
import type { Mark } from '../../core/mark.ts';
import { KNOWN_WATERMARKS, type KnownWatermark, type Reading } from './known-watermarks.ts';

/** How far apart the two values of a bit are, twice; `scales` of the programs that write it. */
const SCALE = 36;
/** Pixels a side of what one bit is written into: 4 × 4 of the means of 2 × 2. */
const BLOCK_PX = 8;
const SIDE = 4;
/** The programs mark nothing smaller. */
const LEAST_PIXELS = 256 * 256;
/** Blocks that are read, from the top: two megapixels, which is more than most models draw. */
const MAX_BLOCKS = 32_768;

/** What bits a picture would hold if it were marked, and how surely each. */
export interface Agreement {
  readonly watermark: KnownWatermark;
  readonly reading: Reading;
  /** Whether a bit is what most of its blocks say, or whether they say it more than those of the other bits do. */
  readonly by: 'majority' | 'comparison';
  /** How many bits agree. */
  readonly agreeing: number;
}

/**
 * Watermarks that the reference programs of Stable Diffusion, SDXL and FLUX put into the pixels (wavelet, then the
 * largest of 16 coefficients of the colour difference U). Fragile: lost to resizing, cropping and most
 * recompression. Only that one is there says anything; docs/decisions/0093 has the chance of an error.
 */
export function readWatermark(picture: PictureInput): Mark | undefined {
  const found = agreements(picture).find(({ watermark, by, agreeing }) => agreeing >= watermark.atLeast[by]);
  return found && {
    kind: 'watermark',
    where: 'pixels',
    field: 'dwtDct',
    value: `${found.watermark.name}: ${found.agreeing} of ${found.watermark.bits.length} bits`,
    strength: 'measured',
    label: 'ai-made',
  };
}

/** How well a picture agrees with each known watermark; nothing of a picture that is too small to hold one. */
export function agreements(picture: PictureInput): readonly Agreement[] {
  if (picture.width * picture.height < LEAST_PIXELS) return [];
  const read = { bgr: blockBits(picture, 'bgr'), rgb: blockBits(picture, 'rgb') };
  return KNOWN_WATERMARKS.flatMap((watermark) =>
    watermark.readings.flatMap((reading) => {
      const ones = onesOf(read[reading.order][reading.middle], watermark.bits.length);
      const mean = ones.reduce((sum, share) => sum + share, 0) / ones.length;
      return ([['majority', 0.5], ['comparison', mean]] as const).map(([by, from]) => ({ watermark, reading, by, agreeing: watermark.bits.filter((bit, i) => ones[i]! > from === (bit === 1)).length }));
    }),
  );
}

/**
 * Each bit is written again and again, block by block: what share of its blocks say one. Where the picture leads many
 * blocks astray – a coefficient that is written smaller is not the largest any more – it does so with all bits alike,
 * and those that are one still stand out.
 */
function onesOf(blocks: Uint8Array, length: number): readonly number[] {
  const [ones, all] = [new Array<number>(length).fill(0), new Array<number>(length).fill(0)];
  for (const [i, bit] of blocks.entries()) {
    ones[i % length]! += bit;
    all[i % length]! += 1;
  }
  return ones.map((count, i) => count / Math.max(1, all[i]!));
}

/** The bit that each block would hold, row by row, by both ways to read. */
function blockBits({ rgba, width, height }: PictureInput, order: Reading['order']): Readonly<Record<Reading['middle'], Uint8Array>> {
  const columns = Math.floor(width / BLOCK_PX);
  const rows = Math.min(Math.floor(height / BLOCK_PX), Math.ceil(MAX_BLOCKS / Math.max(1, columns)));
  const bits = { byte: new Uint8Array(rows * columns), float: new Uint8Array(rows * columns) };
  const [red, blue] = order === 'bgr' ? [0, 2] : [2, 0];
  const stride = width * 4;
  const wavelet = new Float64Array(SIDE * SIDE);
  for (let row = 0, block = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, block++) {
      const corner = row * BLOCK_PX * stride + column * BLOCK_PX * 4;
      for (let i = 0; i < SIDE * SIDE; i++) {
        const at = corner + (i >> 2) * 2 * stride + (i & 3) * 8;
        const below = at + stride;
        wavelet[i] = (uAt(rgba, at, red, blue) + uAt(rgba, at + 4, red, blue) + uAt(rgba, below, red, blue) + uAt(rgba, below + 4, red, blue)) / 2;
      }
      bits.byte[block] = bitOf(wavelet, 0);
      bits.float[block] = bitOf(wavelet, FLOAT_SHIFT);
    }
  }
  return bits;
}

/** The colour difference U of the pixel at `at`, 0…255, as OpenCV rounds it: numbers of 14 bits behind the point. */
function uAt(rgba: Uint8ClampedArray, at: number, red: number, blue: number): number {
  const b = rgba[at + blue]!;
  const y = (rgba[at + red]! * 4899 + rgba[at + 1]! * 9617 + b * 1868 + 8192) >> 14;
  const u = ((b - y) * 8061 + (128 << 14) + 8192) >> 14;
  return u < 0 ? 0 : u > 255 ? 255 : u;
}

/** Twice what lies between 128 and .5: the wavelet adds four and halves. */
const FLOAT_SHIFT = 255;

/** Whether the largest coefficient but the first lies in the upper half of its step. */
function bitOf(wavelet: Float64Array, shift: number): 0 | 1 {
  let largest = -1;
  for (let i = 1; i < wavelet.length; i++) {
    const size = Math.abs(wavelet[i]! - shift);
    if (size > largest) largest = size;
  }
  return largest % SCALE > SCALE / 2 ? 1 : 0;
}
