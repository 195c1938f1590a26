import { readUint, readUintLe } from './bytes.ts';
import type { PictureHeader } from './picture-header.ts';

const IMAGE = 0x2c;
const EXTENSION = 0x21;
const TRAILER = 0x3b;

/** GIF89a. More than one image block makes it animated. */
export function sniffGif(bytes: Uint8Array): PictureHeader | undefined {
  const width = readUintLe(bytes, 6, 2);
  const height = readUintLe(bytes, 8, 2);
  if (width < 0 || height < 0) return undefined;
  let frames = 0;
  let at = 13 + colourTableBytes(readUint(bytes, 10, 1));
  while (true) {
    const block = readUint(bytes, at, 1);
    if (block === TRAILER) return { width, height, animated: frames > 1, complete: frames > 0 };
    if (block === IMAGE) {
      frames++;
      const LZW_CODE_SIZE_BYTES = 1;
      at = afterSubBlocks(bytes, at + 10 + colourTableBytes(readUint(bytes, at + 9, 1)) + LZW_CODE_SIZE_BYTES);
    } else if (block === EXTENSION) {
      at = afterSubBlocks(bytes, at + 2);
    } else {
      return { width, height, animated: frames > 1, complete: false };
    }
  }
}

function colourTableBytes(flags: number): number {
  return flags >= 0 && (flags & 0x80) !== 0 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

/** Data comes in blocks of up to 255 bytes, each after its length; a length of 0 ends it. */
function afterSubBlocks(bytes: Uint8Array, start: number): number {
  let at = start;
  for (let length = readUint(bytes, at, 1); length > 0; length = readUint(bytes, at, 1)) at += 1 + length;
  return at + 1;
}
