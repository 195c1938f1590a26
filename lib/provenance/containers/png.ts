import { pngChunks } from '../../media/sniff-png.ts';
import { inflateCapped } from '../inflate-capped.ts';
import { MAX_PART_BYTES, type Part } from '../metadata.ts';
import { latin1, readText } from '../text.ts';

const XMP = 'XML:com.adobe.xmp';
/** What ImageMagick writes: a block of another format in hexadecimal, after its name and length. */
const RAW_PROFILE = /^Raw profile type (exif|APP1|iptc|8bim|xmp)$/;

/** PNG, third edition, 11.3: the text chunks, compressed or not, and `eXIf`. */
export function* pngParts(bytes: Uint8Array): Generator<Part> {
  for (const { type, start, end } of pngChunks(bytes)) {
    const data = bytes.subarray(start, end);
    if (data.length > MAX_PART_BYTES) continue;
    if (type === 'eXIf') {
      yield { kind: 'exif', bytes: data };
      continue;
    }
    const text = textOf(type, data);
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

function textOf(type: string, data: Uint8Array): KeywordAndText | undefined {
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
      return withText(keyword, after[0] === 0 ? inflateCapped(after.subarray(1), 'zlib') : undefined);
    case 'iTXt': {
      const [isCompressed, method] = after;
      const language = after.indexOf(0, 2);
      const translated = language === -1 ? -1 : after.indexOf(0, language + 1);
      if (translated === -1) return undefined;
      const text = after.subarray(translated + 1);
      if (isCompressed === 0) return { keyword, bytes: text };
      return withText(keyword, isCompressed === 1 && method === 0 ? inflateCapped(text, 'zlib') : undefined);
    }
  }
}

function withText(keyword: string, bytes: Uint8Array | undefined): KeywordAndText | undefined {
  return bytes && { keyword, bytes };
}

/** `\nexif\n      42\n4578…`: the bytes of a profile as JPEG would hold them. */
function* rawProfile(name: string, text: Uint8Array): Generator<Part> {
  const found = /^\s*\S+\s+(\d+)\s+([0-9a-fA-F\s]+)$/.exec(latin1(text));
  const digits = found?.[2]?.replaceAll(/\s/g, '') ?? '';
  if (found === null || digits.length !== 2 * Number(found[1])) return;
  const bytes = Uint8Array.from({ length: digits.length / 2 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
  const head = latin1(bytes.subarray(0, 29));
  if (head.startsWith('Exif\0\0')) yield { kind: 'exif', bytes: bytes.subarray(6) };
  else if (head.startsWith('http://ns.adobe.com/xap/1.0/\0')) yield { kind: 'xmp', bytes: bytes.subarray(29) };
  else if (name === 'xmp') yield { kind: 'xmp', bytes };
  else if (name === 'iptc' || name === '8bim') yield { kind: 'iptc', bytes };
}
