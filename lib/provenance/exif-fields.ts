import { readUint, readUintLe } from '../media/bytes.ts';
import { MAX_PART_BYTES, type Part } from './metadata.ts';
import { latin1, readText, readUtf16 } from './text.ts';

/** TIFF 6.0 and Exif 3.0: the texts that a mark may be in. */
const TEXTS: ReadonlyMap<number, string> = new Map([
  [0x010d, 'DocumentName'],
  [0x010e, 'ImageDescription'],
  [0x010f, 'Make'],
  [0x0110, 'Model'],
  [0x0131, 'Software'],
  [0x013b, 'Artist'],
  [0x013c, 'HostComputer'],
  [0x8298, 'Copyright'],
  [0x9286, 'UserComment'],
  [0xa420, 'ImageUniqueID'],
]);
/** What Windows writes, in UTF-16 with the low byte first. */
const WINDOWS_TEXTS: ReadonlyMap<number, string> = new Map([
  [0x9c9b, 'XPTitle'],
  [0x9c9c, 'XPComment'],
  [0x9c9d, 'XPAuthor'],
  [0x9c9e, 'XPKeywords'],
  [0x9c9f, 'XPSubject'],
]);
const XMP = 0x02bc;
const IPTC = 0x83bb;
const PHOTOSHOP = 0x8649;
const EXIF_DIRECTORY = 0x8769;

/** Bytes of each type of value, by its number; others are not read. */
const TYPE_BYTES: Readonly<Record<number, number>> = { 1: 1, 2: 1, 4: 4, 7: 1, 13: 4, 129: 1 };

const MAX_DIRECTORIES = 16;
const MAX_ENTRIES = 512;

/** The texts and blocks in a TIFF structure, which is what EXIF is: directories of entries, each visited once. */
export function* exifParts(bytes: Uint8Array): Generator<Part> {
  const order = latin1(bytes.subarray(0, 2)) === 'II' ? 'le' : 'be';
  const read = order === 'le' ? readUintLe : readUint;
  const MAGIC = 42;
  if (!['II', 'MM'].includes(latin1(bytes.subarray(0, 2))) || read(bytes, 2, 2) !== MAGIC) return;

  const visited = new Set<number>();
  const waiting = [read(bytes, 4, 4)];
  while (waiting.length > 0 && visited.size < MAX_DIRECTORIES) {
    const at = waiting.shift()!;
    const count = read(bytes, at, 2);
    if (at < 8 || count < 1 || count > MAX_ENTRIES || visited.has(at)) continue;
    visited.add(at);
    for (let i = 0; i < count; i++) {
      const entry = at + 2 + 12 * i;
      const tag = read(bytes, entry, 2);
      const value = valueAt(entry);
      if (value === undefined) continue;
      if (tag === EXIF_DIRECTORY) waiting.push(read(value, 0, 4));
      else yield* partsOf(tag, value, order);
    }
    const next = read(bytes, at + 2 + 12 * count, 4);
    if (next > 0) waiting.push(next);
  }

  function valueAt(entry: number): Uint8Array | undefined {
    const size = TYPE_BYTES[read(bytes, entry + 2, 2)];
    const count = read(bytes, entry + 4, 4);
    if (size === undefined || count < 1) return undefined;
    const length = size * count;
    // Entries may share a value: one of megabytes would be read for each of them.
    if (length > MAX_PART_BYTES) return undefined;
    const from = length <= 4 ? entry + 8 : read(bytes, entry + 8, 4);
    return from < 0 || from + length > bytes.length ? undefined : bytes.subarray(from, from + length);
  }
}

function* partsOf(tag: number, value: Uint8Array, order: 'le' | 'be'): Generator<Part> {
  const name = TEXTS.get(tag) ?? WINDOWS_TEXTS.get(tag);
  if (tag === XMP) yield { kind: 'xmp', bytes: value };
  else if (tag === IPTC || tag === PHOTOSHOP) yield { kind: 'iptc', bytes: value };
  else if (name !== undefined) {
    const text = name === 'UserComment' ? userComment(value, order) : WINDOWS_TEXTS.has(tag) ? readUtf16(value, 'le') : readText(value);
    if (text !== undefined) yield { kind: 'text', where: 'exif', name, text };
  }
}

const CODE_BYTES = 8;

/**
 * Exif 3.0, 4.6.5: eight bytes name the code; a writer that leaves them out begins with the text. JIS is not read: no
 * generator writes it, and no decoder is at hand in every browser.
 */
function userComment(value: Uint8Array, order: 'le' | 'be'): string | undefined {
  const text = value.subarray(CODE_BYTES);
  switch (latin1(value.subarray(0, CODE_BYTES))) {
    case 'ASCII\0\0\0':
    case '\0\0\0\0\0\0\0\0':
      return readText(text);
    case 'UNICODE\0':
      return readUtf16(text, likelyOrder(text) ?? order);
    case 'JIS\0\0\0\0\0':
      return undefined;
    default:
      return readText(value);
  }
}

/**
 * The order is meant to be that of the TIFF, and much-used writers put the high byte first whatever it is. Texts of
 * generators are mostly ASCII: of two bytes it is the high one that is zero.
 */
function likelyOrder(text: Uint8Array): 'le' | 'be' | undefined {
  const LOOKED_AT = 64;
  let high = 0;
  for (let at = 0; at + 1 < Math.min(text.length, LOOKED_AT); at += 2) {
    if (text[at] === 0 && text[at + 1] !== 0) high++;
    else if (text[at] !== 0 && text[at + 1] === 0) high--;
  }
  return high === 0 ? undefined : high > 0 ? 'be' : 'le';
}
