import type { PictureInput } from '../core/detector.ts';

/** A rectangle of a picture, in its own pixels. */
export interface Crop {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Where to look in a picture without resizing it: one or two places along each side, depending on how many
 * crops fit; when there are four, before all others the centre, then corners that lie opposite each other, so that the
 * first few show as much as they can. No crop is larger than `maxSide`; a side shorter than that is taken whole.
 */
export function nativeCrops(width: number, height: number, maxSide: number): readonly [Crop, ...Crop[]] {
  const columns = places(width, maxSide);
  const rows = places(height, maxSide);
  const size = { width: Math.min(width, maxSide), height: Math.min(height, maxSide) };
  const [first, ...rest] = rows.flatMap((top) => columns.map((left) => ({ left, top, ...size })));
  if (first === undefined) throw new Error('a side without a place');
  const [second, third, last] = rest;
  if (second === undefined || third === undefined || last === undefined) return [first, ...rest];
  return [{ left: middle(width, maxSide), top: middle(height, maxSide), ...size }, first, last, second, third];
}

/** Starts of the crops along one side: in the middle, or in the middle of each half where two fit. */
function places(side: number, crop: number): readonly number[] {
  if (side < 2 * crop) return [middle(side, crop)];
  const half = Math.floor(side / 2);
  return [middle(half, crop), side - half + middle(half, crop)];
}

function middle(side: number, crop: number): number {
  return Math.max(0, Math.floor((side - crop) / 2));
}

/**
 * Crops of one size as one planar RGB batch [crop, channel, y, x], 0…1. Transparent pixels are shown on white,
 * as most pages would.
 */
export function toPlanarRgb(picture: PictureInput, crops: readonly [Crop, ...Crop[]]): Float32Array {
  const { width, height } = crops[0];
  const plane = width * height;
  const batch = new Float32Array(crops.length * 3 * plane);
  crops.forEach((crop, index) => {
    const base = index * 3 * plane;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const from = ((crop.top + y) * picture.width + crop.left + x) * 4;
        const to = base + y * width + x;
        const alpha = (picture.rgba[from + 3] ?? 255) / 255;
        const white = 1 - alpha;
        batch[to] = ((picture.rgba[from] ?? 0) / 255) * alpha + white;
        batch[to + plane] = ((picture.rgba[from + 1] ?? 0) / 255) * alpha + white;
        batch[to + 2 * plane] = ((picture.rgba[from + 2] ?? 0) / 255) * alpha + white;
      }
    }
  });
  return batch;
}
