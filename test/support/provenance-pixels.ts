import { gzipSync } from 'node:zlib';
import type { PictureInput } from '../../lib/core/detector.ts';
import type { Reading } from '../../lib/provenance/pixels/known-watermarks.ts';

/** Writers of what pixels may hold, apart from the readers they test. */

export function copyOf(picture: PictureInput): PictureInput {
  return { ...picture, rgba: new Uint8ClampedArray(picture.rgba) };
}

export type StealthKind = 'pnginfo' | 'pngcomp' | 'rgbinfo' | 'rgbcomp';

/** Hides `text` as NovelAI does; `change` spoils what is about to be hidden. */
export function withStealthBits(picture: PictureInput, kind: StealthKind, text: string | Uint8Array, change: (bits: Buffer) => Buffer = (bits) => bits): PictureInput {
  const payload = kind.endsWith('comp') ? gzipSync(text) : Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(payload.length * 8);
  const all = change(Buffer.concat([Buffer.from(`stealth_${kind}`), length, payload]));
  const marked = copyOf(picture);
  const channels = kind.startsWith('png') ? [3] : [0, 1, 2];
  let bit = 0;
  for (let x = 0; x < picture.width; x++) {
    for (let y = 0; y < picture.height; y++) {
      for (const channel of channels) {
        if (bit === all.length * 8) return marked;
        const at = (y * picture.width + x) * 4 + channel;
        marked.rgba[at] = (marked.rgba[at]! & 0xfe) | ((all[bit >> 3]! >> (7 - (bit & 7))) & 1);
        bit++;
      }
    }
  }
  throw new Error('the picture is too small for the text');
}

/** Marks as invisible-watermark's `dwtDct` does, details turned over as it does, on bytes or on floating numbers. */
export function withWatermark(picture: PictureInput, bits: readonly number[], { middle, order }: Reading): PictureInput {
  const { width, height, rgba } = picture;
  const [red, blue] = order === 'bgr' ? [0, 2] : [2, 0];
  const isByte = middle === 'byte';
  const offset = isByte ? 128 : 0.5;
  const asWritten = (value: number) => (isByte ? Math.trunc(Math.min(255, Math.max(0, value))) : value);
  const rounded = (value: number) => (isByte ? Math.min(255, Math.max(0, Math.round(value))) : value);
  const y = new Float64Array(width * height);
  const u = new Float64Array(width * height);
  const v = new Float64Array(width * height);
  for (let i = 0; i < width * height; i++) {
    const [r, g, b] = [rgba[4 * i + red]!, rgba[4 * i + 1]!, rgba[4 * i + blue]!];
    y[i] = rounded(0.299 * r + 0.587 * g + 0.114 * b);
    u[i] = rounded(0.492 * (b - y[i]!) + offset);
    v[i] = rounded(0.877 * (r - y[i]!) + offset);
  }
  const wide = Math.floor(width / 4) * 2;
  const high = Math.floor(height / 4) * 2;
  const mean = new Float64Array(wide * high);
  const details = [new Float64Array(wide * high), new Float64Array(wide * high), new Float64Array(wide * high)] as const;
  for (let row = 0; row < high; row++) {
    for (let column = 0; column < wide; column++) {
      const [a, b] = [u[2 * row * width + 2 * column]!, u[2 * row * width + 2 * column + 1]!];
      const [c, d] = [u[(2 * row + 1) * width + 2 * column]!, u[(2 * row + 1) * width + 2 * column + 1]!];
      const at = row * wide + column;
      mean[at] = (a + b + c + d) / 2;
      details[0][at] = (a + b - c - d) / 2;
      details[1][at] = (a - b + c - d) / 2;
      details[2][at] = (a - b - c + d) / 2;
    }
  }
  let number = 0;
  for (let row = 0; row + 4 <= high; row += 4) {
    for (let column = 0; column + 4 <= wide; column += 4) {
      let best = -1;
      let value = -1;
      for (let i = 1; i < 16; i++) {
        const at = (row + (i >> 2)) * wide + column + (i & 3);
        if (Math.abs(mean[at]!) > value) {
          value = Math.abs(mean[at]!);
          best = at;
        }
      }
      const step = (Math.floor(value / 36) + 0.25 + 0.5 * bits[number % bits.length]!) * 36;
      mean[best] = mean[best]! < 0 ? -step : step;
      number++;
    }
  }
  for (let row = 0; row < high; row++) {
    for (let column = 0; column < wide; column++) {
      const at = row * wide + column;
      const m = mean[at]!;
      // The program swaps the two on the way back.
      const [h, w, d] = [details[1][at]!, details[0][at]!, details[2][at]!];
      u[2 * row * width + 2 * column] = asWritten((m + h + w + d) / 2);
      u[2 * row * width + 2 * column + 1] = asWritten((m + h - w - d) / 2);
      u[(2 * row + 1) * width + 2 * column] = asWritten((m - h + w - d) / 2);
      u[(2 * row + 1) * width + 2 * column + 1] = asWritten((m - h - w + d) / 2);
    }
  }
  const marked = copyOf(picture);
  for (let i = 0; i < width * height; i++) {
    const [du, dv] = [u[i]! - offset, v[i]! - offset];
    marked.rgba[4 * i + blue] = y[i]! + 2.032 * du;
    marked.rgba[4 * i + 1] = y[i]! - 0.395 * du - 0.581 * dv;
    marked.rgba[4 * i + red] = y[i]! + 1.14 * dv;
  }
  return marked;
}
