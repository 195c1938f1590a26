import type { FileKind } from '../core/examined-file.ts';
import { readLatin1, readUint, spells } from './bytes.ts';
import { isAvif } from './sniff-avif.ts';

/** Bytes at the start of a text that are looked through for its first element. */
const MAX_PROLOGUE = 4_096;
/** Brands of HEIF that are not AVIF (ISO/IEC 23008-12, annex B). */
const HEIC_BRANDS: ReadonlySet<string> = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1']);

const KINDS: readonly (readonly [kind: FileKind, is: (bytes: Uint8Array) => boolean])[] = [
  ['jpeg', (b) => spells(b, 0, '\xff\xd8\xff')],
  ['png', (b) => spells(b, 0, '\x89PNG\r\n\x1a\n')],
  ['webp', (b) => spells(b, 0, 'RIFF') && spells(b, 8, 'WEBP')],
  ['wav', (b) => (spells(b, 0, 'RIFF') || spells(b, 0, 'RF64')) && spells(b, 8, 'WAVE')],
  ['gif', (b) => spells(b, 0, 'GIF87a') || spells(b, 0, 'GIF89a')],
  ['tiff', (b) => spells(b, 0, 'II*\0') || spells(b, 0, 'MM\0*')],
  ['pdf', (b) => spells(b, 0, '%PDF-')],
  ['webm', (b) => spells(b, 0, '\x1a\x45\xdf\xa3')],
  ['avif', isAvif],
  ['heic', (b) => spells(b, 4, 'ftyp') && HEIC_BRANDS.has(readLatin1(b, 8, 4))],
  // A film of QuickTime may have no brands and begin with its movie.
  ['mp4', (b) => ['ftyp', 'moov', 'mdat', 'wide'].includes(readLatin1(b, 4, 4))],
  ['mp3', (b) => spells(b, 0, 'ID3') || isMpegAudio(b)],
  ['svg', isSvg],
];

/** What a file is by its first bytes; its name and its stated type are never asked. Undefined for everything else. */
export function fileKind(bytes: Uint8Array): FileKind | undefined {
  return KINDS.find(([, is]) => is(bytes))?.[0];
}

/** Two frames of MPEG audio, layer III, one after the other (ISO/IEC 11172-3, 2.4.1.3): by chance the first bytes are that once in 2^22. */
function isMpegAudio(bytes: Uint8Array): boolean {
  const length = frameLength(bytes, 0);
  return length > 0 && frameLength(bytes, length) > 0;
}

const BIT_RATES_KBPS = {
  1: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  2: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
} as const;
const SAMPLE_RATES_HZ = [44_100, 48_000, 32_000] as const;

/** Bytes of the frame at `at`; 0 where none begins there. */
function frameLength(bytes: Uint8Array, at: number): number {
  const head = readUint(bytes, at, 4);
  if (head < 0 || head >>> 21 !== 0x7ff) return 0;
  const [version, layer, bitRate, sampleRate, padding] = [(head >>> 19) & 3, (head >>> 17) & 3, (head >>> 12) & 15, (head >>> 10) & 3, (head >>> 9) & 1];
  const LAYER_III = 1;
  const [MPEG_1, RESERVED] = [3, 1];
  const kbps = BIT_RATES_KBPS[version === MPEG_1 ? 1 : 2][bitRate] ?? 0;
  const hz = SAMPLE_RATES_HZ[sampleRate] ?? 0;
  if (layer !== LAYER_III || version === RESERVED || kbps === 0 || hz === 0) return 0;
  const [samples, slower] = version === MPEG_1 ? [144, 1] : [72, version === 2 ? 2 : 4];
  return Math.floor((samples * kbps * 1_000) / (hz / slower)) + padding;
}

/** XML whose first element is `svg`, after a declaration, a document type and comments. */
function isSvg(bytes: Uint8Array): boolean {
  if (!spells(bytes, 0, '<') && !spells(bytes, 0, '\xef\xbb\xbf<') && !/^\s/.test(readLatin1(bytes, 0, 1))) return false;
  const start = new TextDecoder().decode(bytes.subarray(0, MAX_PROLOGUE));
  const first = start.replaceAll(/<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!DOCTYPE[^>]*>/gi, '').trimStart();
  return /^<(?:\w+:)?svg[\s>]/.test(first);
}
