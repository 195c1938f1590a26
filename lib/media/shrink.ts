import type { PictureInput } from '../core/detector.ts';
import type { RgbPicture } from './resample.ts';

/**
 * A copy whose longer side is at most `longestPx`, for a first look: each of its pixels is the mean of four of the
 * picture's, spread over what it stands for. That takes as long for a large picture as for a small one, and gives the
 * same to the last bit wherever it runs. Transparent pixels are shown on white, as most pages would.
 */
export function shrunkCopy(picture: PictureInput, longestPx: number): RgbPicture {
  const scale = Math.min(1, longestPx / Math.max(picture.width, picture.height));
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  const columns = quarters(picture.width, width);
  const rows = quarters(picture.height, height);
  const rgb = new Uint8ClampedArray(width * height * 3);
  const { rgba } = picture;
  let to = 0;
  for (let y = 0; y < height; y++) {
    const upper = rows[2 * y]! * picture.width;
    const lower = rows[2 * y + 1]! * picture.width;
    for (let x = 0; x < width; x++) {
      const left = columns[2 * x]!;
      const right = columns[2 * x + 1]!;
      const [a, b, c, d] = [(upper + left) * 4, (upper + right) * 4, (lower + left) * 4, (lower + right) * 4];
      const alphas = rgba[a + 3]! + rgba[b + 3]! + rgba[c + 3]! + rgba[d + 3]!;
      const isOpaque = alphas === 4 * 255;
      for (let channel = 0; channel < 3; channel++) {
        rgb[to++] = isOpaque
          ? (rgba[a + channel]! + rgba[b + channel]! + rgba[c + channel]! + rgba[d + channel]!) / 4
          : (onWhite(rgba, a, channel) + onWhite(rgba, b, channel) + onWhite(rgba, c, channel) + onWhite(rgba, d, channel)) / 4;
      }
    }
  }
  return { rgb, width, height };
}

/** For each of `to` pixels, those at a quarter and at three quarters of what it stands for. */
function quarters(from: number, to: number): Uint32Array {
  return Uint32Array.from({ length: 2 * to }, (_, i) => Math.floor(((2 * i + 1) * from) / (4 * to)));
}

function onWhite(rgba: Uint8ClampedArray, at: number, channel: number): number {
  const alpha = rgba[at + 3]! / 255;
  return rgba[at + channel]! * alpha + 255 * (1 - alpha);
}
