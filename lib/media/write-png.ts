/** How the pixels of a PNG are laid out; see the PNG specification, 11.2.1. */
export interface PngLayout {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: 1 | 8;
  readonly colourType: 'grey' | 'rgba';
}

const COLOUR_TYPES = { grey: 0, rgba: 6 } as const;

/**
 * Writes a PNG without compression: each row is `rows[i]`, already packed. Written by hand because the decode
 * self-test must know every byte it expects back, in every context it runs in.
 */
export function writePng(layout: PngLayout, rows: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, layout.width);
  view.setUint32(4, layout.height);
  header.set([layout.bitDepth, COLOUR_TYPES[layout.colourType]], 8);
  const NO_FILTER = 0;
  const scanlines = concat(rows.map((row) => concat([Uint8Array.of(NO_FILTER), row])));
  return concat([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    pngChunk('IHDR', header),
    pngChunk('IDAT', zlibStored(scanlines)),
    pngChunk('IEND', new Uint8Array()),
  ]);
}

/** Length, type, data, and the CRC of the last two. */
export function pngChunk(type: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const typed = concat([new TextEncoder().encode(type), data]);
  return concat([uint32(data.length), typed, uint32(crc32(typed))]);
}

/** A zlib stream of stored blocks (RFC 1950, RFC 1951 section 3.2.4). */
function zlibStored(data: Uint8Array): Uint8Array {
  const MAX_STORED = 0xffff;
  const blocks: Uint8Array[] = [];
  for (let start = 0; start < data.length; start += MAX_STORED) {
    const block = data.subarray(start, start + MAX_STORED);
    const isLast = start + MAX_STORED >= data.length ? 1 : 0;
    const low = block.length & 0xff;
    const high = block.length >> 8;
    blocks.push(Uint8Array.of(isLast, low, high, ~low & 0xff, ~high & 0xff), block);
  }
  return concat([Uint8Array.of(0x78, 0x01), ...blocks, uint32(adler32(data))]);
}

/** RFC 1950, section 8.2. */
function adler32(data: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (const byte of data) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return b * 65_536 + a;
}

/** The CRC of the PNG specification, annex D. */
function crc32(data: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}
