import { concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Result } from '../core/result.ts';
import { u16, u32, u8 } from './big-endian.ts';
import { ByteReader } from './byte-reader.ts';
import { blobName } from './domain-hash.ts';
import { MAX_DIGESTS_A_PAGE, MAX_TIP_BYTES, MAX_TIP_PAGE_BITS, MAX_TIPS_AT_ONCE } from './limits.ts';
import { attempt, refuse, type ListError } from './list-error.ts';
import { decodeTip, type BlobRef } from './tip.ts';

/** What a mirror answers to `GET /tips`, or in a page that this names. */
export type TipPage =
  /** `FLTS`: every tip the mirror carries, as `FLT1`, ascending by list. */
  | { readonly kind: 'tips'; readonly tips: readonly Uint8Array[] }
  /** `FLTP`: the mirror carries more; pages of digests, 2^k of them, by the first k bits of the list id. */
  | { readonly kind: 'pages'; readonly pages: readonly BlobRef[] }
  /** `FLTD`: such a page. */
  | { readonly kind: 'digests'; readonly digests: readonly TipDigest[] };

/** Names the tip of a list without bringing it. */
export interface TipDigest {
  /** First 16 bytes of the list id, 32 hex digits. */
  readonly listHead: string;
  readonly seq: number;
  /** Hash of its `FLT1`. */
  readonly tip: string;
}

const LIST_HEAD_DIGITS = 32;

/** Everything a mirror serves for these tips: the answer to `/tips`, and the blobs by which it is told. */
export function encodeTips(tips: readonly Uint8Array[]): { readonly answer: Uint8Array; readonly blobs: ReadonlyMap<string, Uint8Array> } {
  const sorted = tips.map((bytes) => ({ bytes, ...decodeTip(bytes) })).toSorted((a, b) => (a.list < b.list ? -1 : 1));
  if (sorted.length <= MAX_TIPS_AT_ONCE) {
    const items = sorted.flatMap(({ bytes }) => [u16(bytes.length), bytes]);
    return { answer: concatBytes(utf8ToBytes('FLTS'), u16(sorted.length), ...items), blobs: new Map() };
  }
  const blobs = new Map(sorted.map(({ bytes }) => [blobName(bytes), bytes]));
  const digests = sorted.map(({ bytes, list, seq }) => ({ listHead: list.slice(0, LIST_HEAD_DIGITS), seq, tip: blobName(bytes) }));
  let bits = 1;
  while (Math.max(...pagesOf(digests, bits).map(({ length }) => length)) > MAX_DIGESTS_A_PAGE) bits += 1;
  const refs = pagesOf(digests, bits).map((page) => {
    const blob = concatBytes(utf8ToBytes('FLTD'), u16(page.length), ...page.flatMap(({ listHead, seq, tip }) => [hexToBytes(listHead), u32(seq), hexToBytes(tip)]));
    blobs.set(blobName(blob), blob);
    return concatBytes(hexToBytes(blobName(blob)), u32(blob.length));
  });
  return { answer: concatBytes(utf8ToBytes('FLTP'), u8(bits), ...refs), blobs };
}

function pagesOf(digests: readonly TipDigest[], bits: number): readonly (readonly TipDigest[])[] {
  const pages = Array.from({ length: 2 ** bits }, (): TipDigest[] => []);
  for (const digest of digests) pages[pageNumber(digest.listHead, pages.length)]!.push(digest);
  return pages;
}

/** Reads any of the three; hostile bytes. Tips are looked at for their form only. */
export function decodeTipPage(bytes: Uint8Array): Result<TipPage, ListError> {
  return attempt(() => {
    const reader = new ByteReader(bytes, 'the tips of the mirror');
    const magic = new TextDecoder().decode(bytes.subarray(0, 4));
    reader.take(Math.min(4, reader.left));
    const page = magic === 'FLTS' ? readTips(reader) : magic === 'FLTP' ? readPages(reader) : magic === 'FLTD' ? readDigests(reader) : undefined;
    if (page === undefined) refuse('malformed', 'Not the tips of a mirror.');
    reader.end();
    return page;
  });
}

/** The page that tells of a list. */
export function pageFor(pages: readonly BlobRef[], listId: string): BlobRef {
  return pages[pageNumber(listId, pages.length)]!;
}

export function digestFor(digests: readonly TipDigest[], listId: string): TipDigest | undefined {
  return digests.find(({ listHead }) => listId.startsWith(listHead));
}

function pageNumber(listId: string, pages: number): number {
  return Math.floor(Number.parseInt(listId.slice(0, 4), 16) / (2 ** 16 / pages));
}

function readTips(reader: ByteReader): TipPage {
  const count = reader.u16();
  if (count > MAX_TIPS_AT_ONCE) refuse('too-large', 'The mirror tells more tips at once than is read.');
  let last = '';
  const tips = Array.from({ length: count }, () => {
    const length = reader.u16();
    if (length > MAX_TIP_BYTES) refuse('too-large', 'A tip is larger than a tip may be.');
    const tip = reader.take(length);
    const { list } = decodeTip(tip);
    if (list <= last) refuse('not-canonical', 'The tips of the mirror are out of order or doubled.');
    last = list;
    return tip;
  });
  return { kind: 'tips', tips };
}

function readPages(reader: ByteReader): TipPage {
  const bits = reader.u8();
  if (bits === 0 || bits > MAX_TIP_PAGE_BITS) refuse('too-large', 'The mirror splits its tips into more pages than is read.');
  return { kind: 'pages', pages: Array.from({ length: 2 ** bits }, () => ({ sha256: reader.hex(32), bytes: reader.u32() })) };
}

function readDigests(reader: ByteReader): TipPage {
  const count = reader.u16();
  if (count > MAX_DIGESTS_A_PAGE) refuse('too-large', 'A page of the mirror tells of more lists than is read.');
  let last = '';
  const digests = Array.from({ length: count }, () => {
    const digest = { listHead: reader.hex(LIST_HEAD_DIGITS / 2), seq: reader.u32(), tip: reader.hex(32) };
    if (digest.listHead <= last) refuse('not-canonical', 'A page of the mirror is out of order.');
    last = digest.listHead;
    return digest;
  });
  return { kind: 'digests', digests };
}
