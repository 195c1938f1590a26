import { readUint, readUintLe, spells } from '../media/bytes.ts';

/** Parts of one file beyond which nothing is looked for. */
const MAX_PARTS = 4096;

/** Tag 0xCD41 in one of the directories; TIFF 6.0, 2. */
export function hasC2paInTiff(bytes: Uint8Array): boolean {
  const read = spells(bytes, 0, 'II') ? readUintLe : readUint;
  const ENTRY_BYTES = 12;
  const C2PA_TAG = 0xcd41;
  const MAX_DIRECTORIES = 64;
  let at = read(bytes, 4, 4);
  let left = MAX_PARTS;
  for (let count = 0; count < MAX_DIRECTORIES && at > 0; count++) {
    const entries = read(bytes, at, 2);
    for (let entry = 0; entry < entries && left-- > 0; entry++) {
      if (read(bytes, at + 2 + entry * ENTRY_BYTES, 2) === C2PA_TAG) return true;
    }
    at = entries < 0 ? -1 : read(bytes, at + 2 + entries * ENTRY_BYTES, 4);
  }
  return false;
}

/** A `GEOB` frame of this media type; ID3v2.3 and 2.4, 4.15. */
export function hasC2paInId3(bytes: Uint8Array): boolean {
  const version = readUint(bytes, 3, 1);
  const HEADER_BYTES = 10;
  const end = Math.min(bytes.length, HEADER_BYTES + synchsafe(bytes, 6));
  const TYPES = ['application/x-c2pa-manifest-store\0', 'application/c2pa\0'];
  let at = HEADER_BYTES;
  for (let count = 0; count < MAX_PARTS && at + HEADER_BYTES <= end; count++) {
    const size = version >= 4 ? synchsafe(bytes, at + 4) : readUint(bytes, at + 4, 4);
    const start = at + HEADER_BYTES;
    if (size <= 0 || start + size > end) return false;
    const ENCODING = 1;
    if (spells(bytes, at, 'GEOB') && TYPES.some((type) => type.length + ENCODING <= size && spells(bytes, start + ENCODING, type))) return true;
    at = start + size;
  }
  return false;
}

/** Four bytes of seven bits. */
function synchsafe(bytes: Uint8Array, at: number): number {
  const value = readUint(bytes, at, 4);
  return value < 0 ? -1 : ((value >>> 24) & 0x7f) * 2 ** 21 + ((value >>> 16) & 0x7f) * 2 ** 14 + ((value >>> 8) & 0x7f) * 2 ** 7 + (value & 0x7f);
}

/** An associated file of this relationship; where object streams are compressed it is not seen. */
export function hasC2paInPdf(bytes: Uint8Array): boolean {
  return holds(bytes, '/C2PA_Manifest', bytes.length);
}

/** How far markup is looked at: credentials stand in `metadata`, before the drawing. */
const MAX_MARKUP_BYTES = 1 << 20;

export function startsLikeSvg(bytes: Uint8Array): boolean {
  const BYTE_ORDER_MARK = '\xef\xbb\xbf';
  let at = spells(bytes, 0, BYTE_ORDER_MARK) ? 3 : 0;
  const SPACE = 0x20;
  while (at < 256 && at < bytes.length && bytes[at]! <= SPACE) at++;
  return spells(bytes, at, '<?xml') || spells(bytes, at, '<svg') || spells(bytes, at, '<!--') || spells(bytes, at, '<!DOCTYPE svg');
}

export function hasC2paInSvg(bytes: Uint8Array): boolean {
  return holds(bytes, '<c2pa:manifest', MAX_MARKUP_BYTES);
}

/** Whether the text is in the first `within` bytes; looks at one byte of so many as the text is long (Horspool). */
function holds(bytes: Uint8Array, text: string, within: number): boolean {
  const last = text.length - 1;
  const skips = new Map<number, number>();
  for (let i = 0; i < last; i++) skips.set(text.charCodeAt(i), last - i);
  const end = Math.min(bytes.length, within);
  for (let at = 0; at + last < end; at += skips.get(bytes[at + last]!) ?? text.length) {
    if (spells(bytes, at, text)) return true;
  }
  return false;
}
