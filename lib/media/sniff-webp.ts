import { readLatin1, readUint, readUintLe, spells } from './bytes.ts';
import type { PictureHeader } from './picture-header.ts';

const FIRST_CHUNK = 12;
const ANIMATION_FLAG = 0x02;

/** RFC 9649: a RIFF file whose first chunk is VP8 (lossy), VP8L (lossless) or VP8X (extended). */
export function sniffWebp(bytes: Uint8Array): PictureHeader | undefined {
  const complete = readUintLe(bytes, 4, 4) + 8 <= bytes.length;
  const data = FIRST_CHUNK + 8;
  switch (readLatin1(bytes, FIRST_CHUNK, 4)) {
    case 'VP8 ': {
      const KEY_FRAME_START = '\x9d\x01\x2a';
      if (!spells(bytes, data + 3, KEY_FRAME_START)) return undefined;
      const width = readUintLe(bytes, data + 6, 2);
      const height = readUintLe(bytes, data + 8, 2);
      // The two upper bits are a scale hint for the viewer.
      return width < 0 || height < 0
        ? undefined
        : { width: width & 0x3fff, height: height & 0x3fff, animated: false, complete };
    }
    case 'VP8L': {
      const packed = readUintLe(bytes, data + 1, 4);
      if (readUint(bytes, data, 1) !== 0x2f || packed < 0) return undefined;
      return { width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1, animated: false, complete };
    }
    case 'VP8X': {
      const flags = readUint(bytes, data, 1);
      const width = readUintLe(bytes, data + 4, 3) + 1;
      const height = readUintLe(bytes, data + 7, 3) + 1;
      return { width, height, animated: (flags & ANIMATION_FLAG) !== 0, complete };
    }
    default:
      return undefined;
  }
}
