import { readUint } from './bytes.ts';
import type { PictureHeader } from './picture-header.ts';

const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;
/** Start-of-frame markers are C0…CF without these three: Huffman table, reserved, arithmetic conditioning. */
const NOT_A_FRAME: ReadonlySet<number> = new Set([0xc4, 0xc8, 0xcc]);

/** One marker segment of a JPEG before its pixels; `start` … `end` is the payload after the length. */
export interface JpegSegment {
  readonly marker: number;
  readonly start: number;
  readonly end: number;
}

/** ITU T.81 annex B. */
export function sniffJpeg(bytes: Uint8Array): PictureHeader | undefined {
  let width = 0;
  let height = 0;
  for (const { marker, start, end } of jpegSegments(bytes)) {
    if (marker === START_OF_SCAN) {
      return width === 0 ? undefined : { width, height, animated: false, complete: hasEnd(bytes, end) };
    }
    if (marker >= 0xc0 && marker <= 0xcf && !NOT_A_FRAME.has(marker)) {
      if (width > 0 || end - start < 6) return undefined;
      height = readUint(bytes, start + 1, 2);
      width = readUint(bytes, start + 3, 2);
    }
  }
  return width === 0 ? undefined : { width, height, animated: false, complete: false };
}

/** Segments up to and including the first start of scan; stops silently where the structure breaks. */
export function* jpegSegments(bytes: Uint8Array): Generator<JpegSegment> {
  let at = 2;
  while (readUint(bytes, at, 1) === 0xff) {
    while (readUint(bytes, at + 1, 1) === 0xff) at++;
    const marker = readUint(bytes, at + 1, 1);
    const length = readUint(bytes, at + 2, 2);
    const end = at + 2 + length;
    if (marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd9) || length < 2 || end > bytes.length) return;
    yield { marker, start: at + 4, end };
    if (marker === START_OF_SCAN) return;
    at = end;
  }
}

/** In entropy-coded data FF is followed by 00 or a restart marker, so FF D9 is the end and nothing else. */
function hasEnd(bytes: Uint8Array, scanStart: number): boolean {
  for (let at = bytes.length - 2; at >= scanStart; at--) {
    if (bytes[at] === 0xff && bytes[at + 1] === END_OF_IMAGE) return true;
  }
  return false;
}
