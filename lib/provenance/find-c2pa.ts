import { readLatin1, readUint, spells } from '../media/bytes.ts';
import { boxes } from '../media/sniff-avif.ts';
import { jpegSegments } from '../media/sniff-jpeg.ts';
import { pngChunks } from '../media/sniff-png.ts';
import { chunksOfFile } from './containers/riff.ts';
import { hasC2paInId3, hasC2paInPdf, hasC2paInSvg, hasC2paInTiff, startsLikeSvg } from './find-c2pa-elsewhere.ts';
import { remoteManifestOf } from './remote-manifest.ts';

/** Where a file's Content Credentials are, before anything of them is read or any library loaded. */
export type FoundC2pa =
  /** In the file; `mediaType` is what the library is to read it as. */
  | { readonly kind: 'embedded'; readonly mediaType: string }
  /** At an address that the file names. */
  | { readonly kind: 'remote'; readonly url: string };

/** Parts of one file beyond which nothing is looked for. */
const MAX_PARTS = 4096;

interface Container {
  readonly is: (bytes: Uint8Array) => boolean;
  readonly mediaType: string | ((bytes: Uint8Array) => string);
  readonly has: (bytes: Uint8Array) => boolean;
}

/** C2PA specification 2.2, appendix A: where each kind of file keeps its manifest store. */
const CONTAINERS: readonly Container[] = [
  { is: (b) => spells(b, 0, '\xff\xd8\xff'), mediaType: 'image/jpeg', has: hasC2paInJpeg },
  { is: (b) => spells(b, 0, '\x89PNG\r\n\x1a\n'), mediaType: 'image/png', has: hasC2paInPng },
  { is: (b) => isRiff(b, 'WEBP'), mediaType: 'image/webp', has: hasC2paInRiff },
  { is: (b) => isRiff(b, 'WAVE'), mediaType: 'audio/wav', has: hasC2paInRiff },
  { is: (b) => spells(b, 4, 'ftyp'), mediaType: mediaTypeOfBrand, has: hasC2paInBoxes },
  { is: (b) => spells(b, 0, 'GIF89a'), mediaType: 'image/gif', has: hasC2paInGif },
  { is: (b) => spells(b, 0, 'II*\0') || spells(b, 0, 'MM\0*'), mediaType: 'image/tiff', has: hasC2paInTiff },
  { is: (b) => spells(b, 0, 'ID3'), mediaType: 'audio/mpeg', has: hasC2paInId3 },
  { is: (b) => spells(b, 0, '%PDF-'), mediaType: 'application/pdf', has: hasC2paInPdf },
  { is: startsLikeSvg, mediaType: 'image/svg+xml', has: hasC2paInSvg },
];

/**
 * Looks for Content Credentials in the structure of a file, and nowhere else: linear in the number of its parts,
 * which is bounded, without a copy of its bytes. Undefined where there are none: then the library is not needed.
 */
export function findC2pa(bytes: Uint8Array): FoundC2pa | undefined {
  const container = CONTAINERS.find(({ is }) => is(bytes));
  if (container === undefined) return undefined;
  const { mediaType } = container;
  if (container.has(bytes)) return { kind: 'embedded', mediaType: typeof mediaType === 'string' ? mediaType : mediaType(bytes) };
  const url = remoteManifestOf(bytes);
  return url === undefined ? undefined : { kind: 'remote', url };
}

/** ISO/IEC 19566-5: APP11, `JP`, instance, packet; then the first packet's superbox with its description. */
function hasC2paInJpeg(bytes: Uint8Array): boolean {
  const APP11 = 0xeb;
  let count = 0;
  for (const { marker, start, end } of jpegSegments(bytes)) {
    if (count++ === MAX_PARTS) return false;
    if (marker === APP11 && spells(bytes, start, 'JP') && isC2paStore(bytes, start + 8, end)) return true;
  }
  return false;
}

/** The first box of a C2PA manifest store: `jumb`, within it `jumd`, and there a type that begins with `c2pa`. */
function isC2paStore(bytes: Uint8Array, start: number, end: number): boolean {
  const TYPE_END = 20;
  return start + TYPE_END <= end && spells(bytes, start + 4, 'jumb') && spells(bytes, start + 12, 'jumd') && spells(bytes, start + 16, 'c2pa');
}

function hasC2paInPng(bytes: Uint8Array): boolean {
  let count = 0;
  for (const { type, start, end } of pngChunks(bytes)) {
    if (count++ === MAX_PARTS) return false;
    if (type === 'caBX' && isC2paStore(bytes, start, end)) return true;
  }
  return false;
}

function isRiff(bytes: Uint8Array, form: string): boolean {
  return spells(bytes, 0, 'RIFF') && spells(bytes, 8, form);
}

/** A chunk of its own among those of the RIFF file. */
function hasC2paInRiff(bytes: Uint8Array): boolean {
  let count = 0;
  for (const { id, data } of chunksOfFile(bytes)) {
    if (count++ === MAX_PARTS) return false;
    if (id === 'C2PA') return isC2paStore(data, 0, data.length);
  }
  return false;
}

/** A `uuid` box of this type among the outermost boxes. */
const BOX_UUID = '\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81';

function hasC2paInBoxes(bytes: Uint8Array): boolean {
  for (const { type, start, end } of boxes(bytes, 0, bytes.length)) {
    if (type === 'uuid' && start + BOX_UUID.length <= end && spells(bytes, start, BOX_UUID)) return true;
  }
  return false;
}

/** By the major brand; what is none of these is read as MP4. */
const BRANDS: Readonly<Record<string, string>> = {
  avif: 'image/avif',
  avis: 'image/avif',
  heic: 'image/heic',
  heix: 'image/heic',
  hevc: 'image/heic',
  mif1: 'image/heif',
  msf1: 'image/heif',
  'M4A ': 'audio/mp4',
  'qt  ': 'video/quicktime',
};

function mediaTypeOfBrand(bytes: Uint8Array): string {
  const brand = readLatin1(bytes, 8, 4);
  return Object.hasOwn(BRANDS, brand) ? BRANDS[brand]! : 'video/mp4';
}

/** An application extension of this name; GIF89a, 26. */
function hasC2paInGif(bytes: Uint8Array): boolean {
  const EXTENSION = 0x21;
  const IMAGE = 0x2c;
  const colours = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));
  const blocks = { left: MAX_PARTS * 16 };
  let at = 13 + colours(readUint(bytes, 10, 1));
  while (at < bytes.length && blocks.left > 0) {
    const kind = bytes[at];
    if (kind === EXTENSION) {
      const NAME = '\xff\x0bC2PA_GIF\x01\0\0';
      if (spells(bytes, at + 1, NAME)) return true;
      at = afterSubBlocks(bytes, at + 2, blocks);
    } else if (kind === IMAGE) {
      const LZW_CODE_SIZE = 1;
      at = afterSubBlocks(bytes, at + 10 + colours(readUint(bytes, at + 9, 1)) + LZW_CODE_SIZE, blocks);
    } else {
      return false;
    }
  }
  return false;
}

function afterSubBlocks(bytes: Uint8Array, start: number, blocks: { left: number }): number {
  let at = start;
  for (let length = readUint(bytes, at, 1); length > 0 && blocks.left-- > 0; length = readUint(bytes, at, 1)) at += 1 + length;
  return at + 1;
}
