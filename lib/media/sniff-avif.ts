import { readLatin1, readUint } from './bytes.ts';
import { MAX_PIXELS, type PictureHeader } from './picture-header.ts';

/** A box of the ISO base media file format; `start` … `end` is its content. */
export interface Box {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** Deeper or longer files than this do not come from an encoder. */
const MAX_BOXES = 4096;
const SEQUENCE_BRAND = 'avis';

/** By its brands: HEIC and MP4 are of the same family and are none. */
export function isAvif(bytes: Uint8Array): boolean {
  return brandsOfFile(bytes).some((brand) => brand === 'avif' || brand === SEQUENCE_BRAND);
}

/** What a file of the family says that it is; empty where it is none of them. */
export function brandsOfFile(bytes: Uint8Array): readonly string[] {
  const [first] = boxes(bytes, 0, bytes.length);
  return brandsOf(bytes, first);
}

/**
 * AVIF 1.1 over HEIF (ISO/IEC 23008-12): the size is the `ispe` property of the primary item. Brand `avis` is
 * a sequence.
 */
export function sniffAvif(bytes: Uint8Array): PictureHeader | undefined {
  const top = [...boxes(bytes, 0, bytes.length)];
  const complete = top.some((box) => box.type === 'mdat');

  const meta = top.find((box) => box.type === 'meta');
  if (meta === undefined) return undefined;
  const FULL_BOX_BYTES = 4;
  const inMeta = [...boxes(bytes, meta.start + FULL_BOX_BYTES, meta.end)];
  const pitm = inMeta.find((box) => box.type === 'pitm');
  const iprp = inMeta.find((box) => box.type === 'iprp');
  if (pitm === undefined || iprp === undefined) return undefined;
  const inIprp = [...boxes(bytes, iprp.start, iprp.end)];
  const ipco = inIprp.find((box) => box.type === 'ipco');
  if (ipco === undefined) return undefined;

  const properties = [...boxes(bytes, ipco.start, ipco.end)];
  const sizes = properties.map((box) => (box.type === 'ispe' ? sizeOf(bytes, box) : undefined));
  // One oversized item is enough to refuse the file, whichever of them a decoder would touch.
  const oversized = sizes.find((size) => size !== undefined && size.width * size.height > MAX_PIXELS);
  const primary = readUint(bytes, pitm.start, 1) === 0 ? readUint(bytes, pitm.start + 4, 2) : readUint(bytes, pitm.start + 4, 4);
  const own = inIprp
    .filter((box) => box.type === 'ipma')
    .flatMap((box) => propertiesOf(bytes, box, primary))
    .map((index) => sizes[index - 1])
    .find((size) => size !== undefined);
  const size = oversized ?? own;
  return size && { ...size, animated: brandsOf(bytes, top[0]).includes(SEQUENCE_BRAND), complete };
}

function brandsOf(bytes: Uint8Array, ftyp: Box | undefined): readonly string[] {
  if (ftyp?.type !== 'ftyp') return [];
  const MAX_BRANDS = 64;
  const brands = [readLatin1(bytes, ftyp.start, 4)];
  for (let at = ftyp.start + 8; at + 4 <= ftyp.end && brands.length < MAX_BRANDS; at += 4) {
    brands.push(readLatin1(bytes, at, 4));
  }
  return brands;
}

function sizeOf(bytes: Uint8Array, ispe: Box): { readonly width: number; readonly height: number } | undefined {
  return ispe.end - ispe.start < 12
    ? undefined
    : { width: readUint(bytes, ispe.start + 4, 4), height: readUint(bytes, ispe.start + 8, 4) };
}

/** Indices, counted from 1, of the properties that `ipma` gives to an item. */
function propertiesOf(bytes: Uint8Array, ipma: Box, item: number): readonly number[] {
  const wideIds = readUint(bytes, ipma.start, 1) > 0;
  const wideIndices = (readUint(bytes, ipma.start + 3, 1) & 1) !== 0;
  const entries = readUint(bytes, ipma.start + 4, 4);
  let at = ipma.start + 8;
  for (let entry = 0; entry < entries && at < ipma.end; entry++) {
    const id = readUint(bytes, at, wideIds ? 4 : 2);
    const count = readUint(bytes, at + (wideIds ? 4 : 2), 1);
    at += wideIds ? 5 : 3;
    if (id === item) {
      return Array.from({ length: Math.max(0, count) }, (_, i) =>
        wideIndices ? readUint(bytes, at + 2 * i, 2) & 0x7fff : readUint(bytes, at + i, 1) & 0x7f,
      );
    }
    at += count * (wideIndices ? 2 : 1);
  }
  return [];
}

/** Boxes side by side in a range; stops silently at the first that does not fit. */
export function* boxes(bytes: Uint8Array, from: number, to: number): Generator<Box> {
  let at = from;
  for (let count = 0; count < MAX_BOXES && at + 8 <= to; count++) {
    const size = readUint(bytes, at, 4);
    const type = readLatin1(bytes, at + 4, 4);
    const TO_THE_END = 0;
    const IN_64_BITS = 1;
    let start = at + 8;
    let end = at + size;
    if (size === TO_THE_END) {
      end = to;
    } else if (size === IN_64_BITS) {
      start = at + 16;
      end = at + readUint(bytes, at + 8, 4) * 2 ** 32 + readUint(bytes, at + 12, 4);
    }
    if (end < start || end > to) return;
    yield { type, start, end };
    at = end;
  }
}
