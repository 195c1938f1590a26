import { readUint, readUintLe } from './bytes.ts';
import type { PictureHeader } from './picture-header.ts';

const IMAGE = 0x2c;
const EXTENSION = 0x21;
const TRAILER = 0x3b;

/** One block of a GIF after its header; `start` is its first byte, `end` the one after its last. */
export interface GifBlock {
  readonly kind: number;
  readonly start: number;
  readonly end: number;
}

/** GIF89a. More than one image block makes it animated. */
export function sniffGif(bytes: Uint8Array): PictureHeader | undefined {
  const width = readUintLe(bytes, 6, 2);
  const height = readUintLe(bytes, 8, 2);
  if (width < 0 || height < 0) return undefined;
  let frames = 0;
  let complete = false;
  for (const { kind } of gifBlocks(bytes)) {
    if (kind === IMAGE) frames++;
    else if (kind === TRAILER) complete = frames > 0;
  }
  return { width, height, animated: frames > 1, complete };
}

/** Blocks in order, up to and including the trailer; stops silently where one does not fit the file. */
export function* gifBlocks(bytes: Uint8Array): Generator<GifBlock> {
  let start = 13 + colourTableBytes(readUint(bytes, 10, 1));
  while (true) {
    const kind = readUint(bytes, start, 1);
    const LZW_CODE_SIZE_BYTES = 1;
    let end = start + 1;
    if (kind === IMAGE) end = afterSubBlocks(bytes, start + 10 + colourTableBytes(readUint(bytes, start + 9, 1)) + LZW_CODE_SIZE_BYTES);
    else if (kind === EXTENSION) end = afterSubBlocks(bytes, start + 2);
    else if (kind !== TRAILER) return;
    if (end > bytes.length) return;
    yield { kind, start, end };
    if (kind === TRAILER) return;
    start = end;
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
