import { readLatin1, readUint } from '../../media/bytes.ts';
import { boxes, type Box } from '../../media/sniff-avif.ts';
import { MAX_PART_BYTES, type Part } from '../metadata.ts';
import { readText } from '../text.ts';

const FULL_BOX_BYTES = 4;
/** XMP specification part 3, 1.2.6: the `uuid` box of a packet. */
const XMP_UUID = '\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac';
const XMP_TYPE = 'application/rdf+xml';
/** Most items and most places of an item that are looked at. */
const MAX_ITEMS = 1024;

/** ISO base media files: AVIF and HEIC keep blocks as items, MP4 and QuickTime texts in `udta`; both may have a `uuid` box of XMP. */
export function* bmffParts(bytes: Uint8Array): Generator<Part> {
  for (const box of boxes(bytes, 0, bytes.length)) {
    if (box.type === 'uuid') yield* xmpUuid(bytes, box);
    else if (box.type === 'meta') yield* itemParts(bytes, box);
    else if (box.type === 'moov') yield* movieParts(bytes, box);
  }
}

function* xmpUuid(bytes: Uint8Array, { start, end }: Box): Generator<Part> {
  if (end - start > XMP_UUID.length && readLatin1(bytes, start, XMP_UUID.length) === XMP_UUID) {
    yield { kind: 'xmp', bytes: bytes.subarray(start + XMP_UUID.length, end) };
  }
}

/** ISO/IEC 23008-12, annex A: `Exif` items begin with the offset of the TIFF header, `mime` items state a type. */
function* itemParts(bytes: Uint8Array, meta: Box): Generator<Part> {
  const inMeta = [...boxes(bytes, meta.start + FULL_BOX_BYTES, meta.end)];
  const iinf = inMeta.find(({ type }) => type === 'iinf');
  const iloc = inMeta.find(({ type }) => type === 'iloc');
  if (iinf === undefined || iloc === undefined) return;
  const idat = inMeta.find(({ type }) => type === 'idat');
  const places = itemPlaces(bytes.subarray(iloc.start, iloc.end));
  for (const { id, type, mime } of itemsOf(bytes, iinf)) {
    if (type !== 'Exif' && !(type === 'mime' && mime === XMP_TYPE)) continue;
    const place = places.get(id);
    const data = place && extentsOf(bytes, place, idat);
    if (data === undefined) continue;
    if (type === 'mime') {
      yield { kind: 'xmp', bytes: data };
      continue;
    }
    const header = readUint(data, 0, 4);
    if (header >= 0 && header < data.length) yield { kind: 'exif', bytes: data.subarray(4 + header) };
  }
}

interface Item {
  readonly id: number;
  readonly type: string;
  readonly mime: string;
}

function itemsOf(bytes: Uint8Array, iinf: Box): readonly Item[] {
  const countBytes = readUint(bytes, iinf.start, 1) === 0 ? 2 : 4;
  const items: Item[] = [];
  for (const { type, start, end } of boxes(bytes, iinf.start + FULL_BOX_BYTES + countBytes, iinf.end)) {
    const version = readUint(bytes, start, 1);
    if (type !== 'infe' || version < 2 || items.length === MAX_ITEMS) continue;
    const idBytes = version === 2 ? 2 : 4;
    const entry = bytes.subarray(start, end);
    const typeAt = FULL_BOX_BYTES + idBytes + 2;
    const name = entry.indexOf(0, typeAt + 4);
    const mime = name === -1 ? '' : readText(entry.subarray(name + 1));
    items.push({ id: readUint(entry, FULL_BOX_BYTES, idBytes), type: readLatin1(entry, typeAt, 4), mime });
  }
  return items;
}

interface Place {
  readonly isInIdat: boolean;
  readonly extents: readonly (readonly [offset: number, length: number])[];
}

/** ISO/IEC 14496-12, 8.11.3, versions 0 to 2; items of other files or made of items are left out. */
function itemPlaces(iloc: Uint8Array): ReadonlyMap<number, Place> {
  const version = readUint(iloc, 0, 1);
  const sizes = readUint(iloc, 4, 2);
  const [offsetBytes, lengthBytes, baseBytes, indexBytes] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15, version === 0 ? 0 : sizes & 15];
  const wide = version === 2 ? 4 : 2;
  const count = Math.min(MAX_ITEMS, readUint(iloc, 6, wide));
  const places = new Map<number, Place>();
  let at = 6 + wide;
  for (let item = 0; item < count && at < iloc.length; item++) {
    const id = readUint(iloc, at, wide);
    at += wide;
    const method = version === 0 ? 0 : readUint(iloc, at, 2) & 15;
    at += version === 0 ? 0 : 2;
    const source = readUint(iloc, at, 2);
    const base = readSized(iloc, at + 2, baseBytes);
    at += 2 + baseBytes;
    const extentCount = readUint(iloc, at, 2);
    at += 2;
    const extents: (readonly [number, number])[] = [];
    for (let extent = 0; extent < extentCount && extents.length < MAX_ITEMS && at < iloc.length; extent++) {
      at += indexBytes;
      extents.push([base + readSized(iloc, at, offsetBytes), readSized(iloc, at + offsetBytes, lengthBytes)]);
      at += offsetBytes + lengthBytes;
      // Nothing is stated of any extent: reading on would not move.
      if (indexBytes + offsetBytes + lengthBytes === 0) break;
    }
    if (source === 0 && (method === 0 || method === 1)) places.set(id, { isInIdat: method === 1, extents });
  }
  return places;
}

/** A number of 0, 4 or 8 bytes; −1 where it does not fit or is too large to be a place in a file. */
function readSized(bytes: Uint8Array, at: number, length: number): number {
  if (length === 0) return 0;
  if (length === 4) return readUint(bytes, at, 4);
  if (length !== 8 || at + 8 > bytes.length) return -1;
  const value = readUint(bytes, at, 4) * 2 ** 32 + readUint(bytes, at + 4, 4);
  return Number.isSafeInteger(value) ? value : -1;
}

function extentsOf(bytes: Uint8Array, { isInIdat, extents }: Place, idat: Box | undefined): Uint8Array | undefined {
  const within = isInIdat ? idat && bytes.subarray(idat.start, idat.end) : bytes;
  if (within === undefined || extents.length === 0) return undefined;
  const parts: Uint8Array[] = [];
  let total = 0;
  for (const [offset, length] of extents) {
    if (offset < 0 || length < 1 || offset + length > within.length) return undefined;
    total += length;
    if (total > MAX_PART_BYTES) return undefined;
    parts.push(within.subarray(offset, offset + length));
  }
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const joined = new Uint8Array(total);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Texts of a film: directly in `moov`, or in its `udta`. */
function* movieParts(bytes: Uint8Array, moov: Box): Generator<Part> {
  for (const box of boxes(bytes, moov.start, moov.end)) {
    if (box.type === 'meta') yield* tagParts(bytes, box);
    if (box.type === 'uuid') yield* xmpUuid(bytes, box);
    if (box.type !== 'udta') continue;
    for (const inner of boxes(bytes, box.start, box.end)) {
      if (inner.type === 'meta') yield* tagParts(bytes, inner);
      else if (inner.type === 'XMP_') yield { kind: 'xmp', bytes: bytes.subarray(inner.start, inner.end) };
      else if (inner.type === 'uuid') yield* xmpUuid(bytes, inner);
    }
  }
}

/** QuickTime's `keys` with their values in `ilst`, and the four-letter names of iTunes in the same list. */
function* tagParts(bytes: Uint8Array, meta: Box): Generator<Part> {
  // In MP4 a `meta` box has a version before its boxes, in QuickTime it has none.
  const hasVersion = readLatin1(bytes, meta.start + 4, 4) !== 'hdlr';
  const inMeta = [...boxes(bytes, meta.start + (hasVersion ? FULL_BOX_BYTES : 0), meta.end)];
  const keysBox = inMeta.find(({ type }) => type === 'keys');
  const ilst = inMeta.find(({ type }) => type === 'ilst');
  if (ilst === undefined) return;
  const keys = keysBox === undefined ? [] : [...boxes(bytes, keysBox.start + FULL_BOX_BYTES + 4, keysBox.end)];
  for (const entry of boxes(bytes, ilst.start, ilst.end)) {
    const key = keys[readUint(bytes, entry.start - 4, 4) - 1];
    const name = key === undefined ? entry.type : readText(bytes.subarray(key.start, key.end));
    const data = [...boxes(bytes, entry.start, entry.end)].find(({ type }) => type === 'data');
    const TYPE_AND_LOCALE = 8;
    const UTF8 = 1;
    if (data === undefined || readUint(bytes, data.start, 4) !== UTF8) continue;
    yield { kind: 'text', where: 'mp4-tags', name, text: readText(bytes.subarray(Math.min(data.start + TYPE_AND_LOCALE, data.end), data.end)) };
  }
}
