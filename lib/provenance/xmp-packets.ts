import { readLatin1, readUintLe, spells } from '../media/bytes.ts';
import { jpegSegments } from '../media/sniff-jpeg.ts';
import { pngChunks } from '../media/sniff-png.ts';
import type { PictureType } from '../media/sniff-picture.ts';

/** Packets beyond this are not read: real ones hold a few kilobytes. */
export const MAX_XMP_BYTES = 1 << 20;
/** Most packets of one file that are read. */
const MAX_PACKETS = 4;

/**
 * The XMP packets of a picture, as text, from where its container keeps them and nowhere else: bytes after the
 * picture's end, or an XMP look-alike inside other data, are not found. Extended XMP (several JPEG segments) and
 * compressed PNG text are not read.
 */
export function xmpPackets(bytes: Uint8Array, type: PictureType): readonly string[] {
  const packets: string[] = [];
  for (const packet of packetBytes(bytes, type)) {
    if (packets.length === MAX_PACKETS) break;
    if (packet.length <= MAX_XMP_BYTES) packets.push(new TextDecoder().decode(packet));
  }
  return packets;
}

function packetBytes(bytes: Uint8Array, type: PictureType): Iterable<Uint8Array> {
  switch (type) {
    case 'jpeg':
      return inJpeg(bytes);
    case 'png':
      return inPng(bytes);
    case 'webp':
      return inWebp(bytes);
    case 'avif':
    case 'gif':
      return [];
  }
}

/** XMP specification part 3, 1.1.3: an APP1 segment that starts with this name. */
function* inJpeg(bytes: Uint8Array): Generator<Uint8Array> {
  const APP1 = 0xe1;
  const NAME = 'http://ns.adobe.com/xap/1.0/\0';
  for (const { marker, start, end } of jpegSegments(bytes)) {
    if (marker === APP1 && end - start >= NAME.length && spells(bytes, start, NAME)) {
      yield bytes.subarray(start + NAME.length, end);
    }
  }
}

/** XMP specification part 3, 1.1.5: an iTXt chunk of this keyword; then come the compression and two empty names. */
function* inPng(bytes: Uint8Array): Generator<Uint8Array> {
  const KEYWORD = 'XML:com.adobe.xmp\0';
  for (const { type, start, end } of pngChunks(bytes)) {
    if (type !== 'iTXt' || end - start < KEYWORD.length + 4 || !spells(bytes, start, KEYWORD)) continue;
    const compressed = bytes[start + KEYWORD.length] !== 0;
    const language = bytes.indexOf(0, start + KEYWORD.length + 2);
    const keyword = bytes.indexOf(0, language + 1);
    if (!compressed && language !== -1 && keyword !== -1 && keyword < end) yield bytes.subarray(keyword + 1, end);
  }
}

/** RFC 9649, 2.7.1.5: a chunk of its own among the chunks of the RIFF file. */
function* inWebp(bytes: Uint8Array): Generator<Uint8Array> {
  const FIRST_CHUNK = 12;
  const end = Math.min(bytes.length, readUintLe(bytes, 4, 4) + 8);
  for (let at = FIRST_CHUNK; at + 8 <= end; ) {
    const length = readUintLe(bytes, at + 4, 4);
    const start = at + 8;
    if (start + length > end) return;
    if (readLatin1(bytes, at, 4) === 'XMP ') yield bytes.subarray(start, start + length);
    // Chunks are padded to an even length.
    at = start + length + (length % 2);
  }
}
