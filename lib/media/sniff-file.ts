import { readLatin1, spells } from './bytes.ts';
import { brandsOfFile, isAvif } from './sniff-avif.ts';
import type { PictureType } from './sniff-picture.ts';

/** Files whose metadata can be read: pictures of a feed, and what the command line and the workbench are given. */
export type FileType = PictureType | 'heic' | 'mp4' | 'tiff' | 'wav' | 'svg' | 'pdf' | 'mp3' | 'matroska';

/** HEIF's brands for pictures that are not AVIF. */
const HEIC_BRANDS: ReadonlySet<string> = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1']);

/** Where the first element of a drawing has to be. */
const SVG_HEAD_BYTES = 4096;

const KINDS: readonly (readonly [type: FileType, is: (bytes: Uint8Array) => boolean])[] = [
  ['jpeg', (b) => spells(b, 0, '\xff\xd8\xff')],
  ['png', (b) => spells(b, 0, '\x89PNG\r\n\x1a\n')],
  ['webp', (b) => spells(b, 0, 'RIFF') && spells(b, 8, 'WEBP')],
  ['wav', (b) => spells(b, 0, 'RIFF') && spells(b, 8, 'WAVE')],
  ['gif', (b) => spells(b, 0, 'GIF87a') || spells(b, 0, 'GIF89a')],
  ['tiff', (b) => spells(b, 0, 'II*\0') || spells(b, 0, 'MM\0*')],
  ['avif', isAvif],
  ['heic', (b) => brandsOfFile(b).some((brand) => HEIC_BRANDS.has(brand))],
  ['pdf', (b) => spells(b, 0, '%PDF-')],
  // Without a tag at its front an MP3 holds none of the metadata that is read here.
  ['mp3', (b) => spells(b, 0, 'ID3') || (b[0] === 0xff && ((b[1] ?? 0) & 0xe6) === 0xe2)],
  ['matroska', (b) => spells(b, 0, '\x1a\x45\xdf\xa3')],
  ['svg', (b) => isSvg(new TextDecoder().decode(b.subarray(0, SVG_HEAD_BYTES)))],
  // A film of QuickTime may have no brands and begin with its movie.
  ['mp4', (b) => brandsOfFile(b).length > 0 || ['moov', 'mdat', 'wide'].includes(readLatin1(b, 4, 4))],
];

/** What a file is by its first bytes; its name and its stated type are never asked. Undefined for everything else. */
export function sniffFile(bytes: Uint8Array): FileType | undefined {
  return KINDS.find(([, is]) => is(bytes))?.[0];
}

/** Whether the first element is a drawing; before it may be what XML allows there. */
function isSvg(head: string): boolean {
  const SKIPPED = [
    ['<?', '?>'],
    ['<!--', '-->'],
    ['<!', '>'],
  ] as const;
  let rest = head.trimStart();
  for (let found = SKIPPED.find(([start]) => rest.startsWith(start)); found !== undefined; found = SKIPPED.find(([start]) => rest.startsWith(start))) {
    const end = rest.indexOf(found[1], found[0].length);
    if (end === -1) return false;
    rest = rest.slice(end + found[1].length).trimStart();
  }
  return /^<svg[\s>]/.test(rest);
}
