import { readLatin1, readUint, spells } from '../../media/bytes.ts';
import { MAX_PART_BYTES, type Part } from '../metadata.ts';
import { latin1, readText, readUtf16 } from '../text.ts';

const HEADER_BYTES = 10;
const MAX_FRAMES = 1024;
const UNSYNCHRONISED = 0x80;
const EXTENDED_HEADER = 0x40;

/** ID3v2.3 and 2.4, https://id3.org/ : texts of any name (TXXX), comments, what encoded it, and XMP as a private frame. */
export function* mp3Parts(bytes: Uint8Array): Generator<Part> {
  const version = readUint(bytes, 3, 1);
  const flags = readUint(bytes, 5, 1);
  const length = readSynchsafe(bytes, 6);
  if (!spells(bytes, 0, 'ID3') || (version !== 3 && version !== 4) || length < 0 || HEADER_BYTES + length > bytes.length) return;
  const whole = bytes.subarray(HEADER_BYTES, HEADER_BYTES + length);
  const tag = version === 3 && (flags & UNSYNCHRONISED) !== 0 ? resynchronised(whole) : whole;
  let at = (flags & EXTENDED_HEADER) === 0 ? 0 : version === 3 ? 4 + readUint(tag, 0, 4) : readSynchsafe(tag, 0);
  for (let count = 0; count < MAX_FRAMES && at >= 0 && at + HEADER_BYTES <= tag.length; count++) {
    const id = readLatin1(tag, at, 4);
    const size = version === 3 ? readUint(tag, at + 4, 4) : readSynchsafe(tag, at + 4);
    const format = readUint(tag, at + 9, 1);
    const start = at + HEADER_BYTES;
    if (!/^[A-Z0-9]{4}$/.test(id) || size < 1 || start + size > tag.length) return;
    // Compressed and encrypted frames are not read; in 2.4 a frame may be unsynchronised by itself.
    const isPlain = version === 3 ? (format & 0xc0) === 0 : (format & 0x0d) === 0;
    const data = tag.subarray(start, start + size);
    if (isPlain && size <= MAX_PART_BYTES) yield* frameParts(id, version === 4 && (format & 2) !== 0 ? resynchronised(data) : data);
    at = start + size;
  }
}

function* frameParts(id: string, data: Uint8Array): Generator<Part> {
  const XMP_OWNER = 'XMP\0';
  if (id === 'PRIV') {
    if (spells(data, 0, XMP_OWNER)) yield { kind: 'xmp', bytes: data.subarray(XMP_OWNER.length) };
  } else if (id === 'GEOB') {
    const type = data.indexOf(0, 1);
    const isXmp = type !== -1 && latin1(data.subarray(1, type)) === 'application/rdf+xml';
    const name = data.indexOf(0, type + 1);
    const description = name === -1 ? -1 : data.indexOf(0, name + 1);
    if (isXmp && description !== -1) yield { kind: 'xmp', bytes: data.subarray(description + 1) };
  } else if (id === 'TXXX' || id === 'COMM') {
    const LANGUAGE_BYTES = 3;
    const [name, text] = nameAndText(data[0], data.subarray(id === 'COMM' ? 1 + LANGUAGE_BYTES : 1));
    if (text !== undefined) yield { kind: 'text', where: 'id3', name: id === 'COMM' ? 'COMM' : name, text };
  } else if (id.startsWith('T')) {
    yield { kind: 'text', where: 'id3', name: id, text: decoded(data[0], data.subarray(1)) };
  }
}

/** Two texts with a zero between them, as the encoding writes it. */
function nameAndText(encoding: number | undefined, data: Uint8Array): readonly [name: string, text: string | undefined] {
  const wide = encoding === 1 || encoding === 2 ? 2 : 1;
  for (let at = 0; at + wide <= data.length; at += wide) {
    if (data[at] === 0 && (wide === 1 || data[at + 1] === 0)) return [decoded(encoding, data.subarray(0, at)), decoded(encoding, data.subarray(at + wide))];
  }
  return ['', undefined];
}

function decoded(encoding: number | undefined, data: Uint8Array): string {
  return encoding === 1 || encoding === 2 ? readUtf16(data, encoding === 1 ? 'le' : 'be') : readText(data);
}

/** Four times seven bits; −1 where a highest bit is set or the bytes are not there. */
function readSynchsafe(bytes: Uint8Array, at: number): number {
  const value = readUint(bytes, at, 4);
  if (value < 0 || (value & 0x80808080) !== 0) return -1;
  return ((value >>> 24) << 21) | (((value >>> 16) & 127) << 14) | (((value >>> 8) & 127) << 7) | (value & 127);
}

/** Takes out the zero that stands after every FF. */
function resynchronised(bytes: Uint8Array): Uint8Array {
  return bytes.filter((byte, i) => byte !== 0 || bytes[i - 1] !== 0xff);
}
