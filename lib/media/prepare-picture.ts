import type { PictureInput } from '../core/detector.ts';
import { resample, type Filter, type RgbPicture } from './resample.ts';

/** How a model wants its pictures, in this order. */
export interface Preparation {
  readonly resize: { readonly width: number; readonly height: number } | { readonly shortestEdge: number } | null;
  readonly filter: Filter;
  /** Size of what is cut from the middle, and of what the model is given. */
  readonly crop: { readonly width: number; readonly height: number };
  /** What a byte is multiplied by. */
  readonly scale: number;
  /** Taken off, and divided by, for red, green and blue. */
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}

/**
 * A picture as a model's input: planar RGB of `crop.width` × `crop.height`. Transparent pixels are shown on white, as
 * most pages would; what the crop reaches beyond the picture is black, as in the models' own tools.
 */
export function preparePicture(picture: PictureInput, { resize, filter, crop, scale, mean, std }: Preparation): Float32Array {
  const { rgb, width, height } = resized(onWhite(picture), resize, filter);
  const left = Math.floor((width - crop.width) / 2);
  const top = Math.floor((height - crop.height) / 2);
  const plane = crop.width * crop.height;
  const planes = new Float32Array(3 * plane);
  for (let channel = 0; channel < 3; channel++) {
    for (let y = 0; y < crop.height; y++) {
      for (let x = 0; x < crop.width; x++) {
        const [fromX, fromY] = [left + x, top + y];
        const isInside = fromX >= 0 && fromX < width && fromY >= 0 && fromY < height;
        const value = isInside ? rgb[(fromY * width + fromX) * 3 + channel]! : 0;
        planes[channel * plane + y * crop.width + x] = (value * scale - mean[channel]!) / std[channel]!;
      }
    }
  }
  return planes;
}

function resized(picture: RgbPicture, resize: Preparation['resize'], filter: Filter): RgbPicture {
  if (resize === null) return picture;
  if ('width' in resize) return resample(picture, resize.width, resize.height, filter);
  const ratio = resize.shortestEdge / Math.min(picture.width, picture.height);
  // The longer side is cut down, as in the models' own tools.
  return resample(picture, Math.max(1, Math.floor(picture.width * ratio)), Math.max(1, Math.floor(picture.height * ratio)), filter);
}

function onWhite({ rgba, width, height }: PictureInput): RgbPicture {
  const rgb = new Uint8ClampedArray(width * height * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    const alpha = rgba[from + 3]! / 255;
    for (let channel = 0; channel < 3; channel++) rgb[to + channel] = rgba[from + channel]! * alpha + 255 * (1 - alpha);
  }
  return { rgb, width, height };
}
