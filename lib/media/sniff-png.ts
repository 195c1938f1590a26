import { readLatin1, readUint } from './bytes.ts';
import type { PictureHeader } from './picture-header.ts';

const SIGNATURE_BYTES = 8;
/** The PNG specification's own limit on a side and on a chunk. */
const MAX_UINT31 = 2 ** 31 - 1;

/** One chunk of a PNG that lies wholly within the file; `start` … `end` is its data. */
export interface PngChunk {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** PNG, third edition: https://www.w3.org/TR/png-3/ . An `acTL` chunk before the pixels makes it animated. */
export function sniffPng(bytes: Uint8Array): PictureHeader | undefined {
  let size: { readonly width: number; readonly height: number } | undefined;
  let animated = false;
  let seenPixels = false;
  for (const { type, start, end } of pngChunks(bytes)) {
    if (size === undefined) {
      if (type !== 'IHDR' || end - start !== 13) return undefined;
      size = { width: readUint(bytes, start, 4), height: readUint(bytes, start + 4, 4) };
      if (size.width > MAX_UINT31 || size.height > MAX_UINT31) return undefined;
    } else if (type === 'IDAT') {
      seenPixels = true;
    } else if (type === 'acTL' && !seenPixels) {
      animated = true;
    } else if (type === 'IEND') {
      return { ...size, animated, complete: seenPixels };
    }
  }
  return size && { ...size, animated, complete: false };
}

/** Chunks in order, up to and including IEND; stops silently where one does not fit the file. */
export function* pngChunks(bytes: Uint8Array): Generator<PngChunk> {
  let at = SIGNATURE_BYTES;
  while (true) {
    const length = readUint(bytes, at, 4);
    const start = at + 8;
    const end = start + length;
    if (length < 0 || end + 4 > bytes.length) return;
    const type = readLatin1(bytes, at + 4, 4);
    yield { type, start, end };
    if (type === 'IEND') return;
    at = end + 4;
  }
}
