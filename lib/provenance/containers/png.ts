import { spells } from '../../media/bytes.ts';
import { pngChunks } from '../../media/sniff-png.ts';
import { inflateCapped } from '../inflate-capped.ts';
import { MAX_ALL_BYTES, MAX_PART_BYTES, type Part } from '../metadata.ts';
import { latin1, readText } from '../text.ts';

const XMP = 'XML:com.adobe.xmp';
/** What ImageMagick writes: a block of another format in hexadecimal, after its name and length. */
const RAW_PROFILE = /^Raw profile type (exif|APP1|iptc|8bim|xmp)$/;

/** What begins such a block where it was copied from a JPEG as it stood there. */
const JPEG_EXIF = 'Exif\0\0';
const JPEG_XMP = 'http://ns.adobe.com/xap/1.0/\0';

/** PNG, third edition, 11.3: the text chunks, compressed or not, and `eXIf`. */
export function* pngParts(bytes: Uint8Array): Generator<Part> {
  let budget = MAX_ALL_BYTES;
  /** What unfolds to too much costs as much as what does not: both are counted. */
  function inflate(data: Uint8Array): Uint8Array | undefined {
    const inflated = budget > 0 ? inflateCapped(data, 'zlib') : undefined;
    budget -= inflated?.length ?? MAX_PART_BYTES;
    return inflated;
  }
  for (const { type, start, end } of pngChunks(bytes)) {
    const data = bytes.subarray(start, end);
    if (data.length > MAX_PART_BYTES) continue;
    if (type === 'eXIf') {
      yield { kind: 'exif', bytes: data };
      continue;
    }
    const text = textOf(type, data, inflate);
    if (text === undefined) continue;
    const profile = RAW_PROFILE.exec(text.keyword)?.[1];
    if (text.keyword === XMP) yield { kind: 'xmp', bytes: text.bytes };
    else if (profile !== undefined) yield* rawProfile(profile, text.bytes);
    // The standard says Latin-1 of the older two, and most generators write UTF-8 all the same.
    else yield { kind: 'text', where: 'png-text', name: text.keyword, text: readText(text.bytes) };
  }
}

interface KeywordAndText {
  readonly keyword: string;
  readonly bytes: Uint8Array;
}

function textOf(type: string, data: Uint8Array, inflate: (data: Uint8Array) => Uint8Array | undefined): KeywordAndText | undefined {
  if (type !== 'tEXt' && type !== 'zTXt' && type !== 'iTXt') return undefined;
  const MAX_KEYWORD = 79;
  const nul = data.indexOf(0);
  if (nul < 1 || nul > MAX_KEYWORD) return undefined;
  const keyword = latin1(data.subarray(0, nul));
  const after = data.subarray(nul + 1);
  switch (type) {
    case 'tEXt':
      return { keyword, bytes: after };
    case 'zTXt':
      return withText(keyword, after[0] === 0 ? inflate(after.subarray(1)) : undefined);
    case 'iTXt': {
      const [isCompressed, method] = after;
      const language = after.indexOf(0, 2);
      const translated = language === -1 ? -1 : after.indexOf(0, language + 1);
      if (translated === -1) return undefined;
      const text = after.subarray(translated + 1);
      if (isCompressed === 0) return { keyword, bytes: text };
      return withText(keyword, isCompressed === 1 && method === 0 ? inflate(text) : undefined);
    }
  }
}

function withText(keyword: string, bytes: Uint8Array | undefined): KeywordAndText | undefined {
  return bytes && { keyword, bytes };
}

/** `\nexif\n      42\n4578…`: the bytes of a profile as JPEG would hold them. */
function* rawProfile(name: string, text: Uint8Array): Generator<Part> {
  const HEAD_BYTES = 64;
  const head = /^\s{0,8}\S{1,16}\s{1,16}(\d{1,8})\s/.exec(latin1(text.subarray(0, HEAD_BYTES)));
  if (head === null) return;
  const digits = latin1(text.subarray(head[0].length)).replaceAll(/\s/g, '');
  if (digits.length !== 2 * Number(head[1]) || !/^[0-9a-fA-F]*$/.test(digits)) return;
  const bytes = Uint8Array.from({ length: digits.length / 2 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
  if (spells(bytes, 0, JPEG_EXIF)) yield { kind: 'exif', bytes: bytes.subarray(JPEG_EXIF.length) };
  else if (spells(bytes, 0, JPEG_XMP)) yield { kind: 'xmp', bytes: bytes.subarray(JPEG_XMP.length) };
  else if (name === 'xmp') yield { kind: 'xmp', bytes };
  else if (name === 'iptc' || name === '8bim') yield { kind: 'iptc', bytes };
}
