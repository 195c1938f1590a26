import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { u32, u8 } from './big-endian.ts';
import { ByteReader } from './byte-reader.ts';
import { blobName } from './domain-hash.ts';
import { MAX_BLOB_BYTES, MAX_DETAIL_BITS, MAX_FILE_BYTES, MAX_INDEX_BYTES, MAX_LOG, MAX_MERGED, MAX_SEGMENTS, MAX_SHARDS, MAX_TIP_BYTES } from './limits.ts';
import { refuse } from './list-error.ts';

/** A `.flaglist`: everything that is needed to read a list, in one file. */
export interface FlagListFile {
  /** Blob `FLR1`. */
  readonly roots: Uint8Array;
  /** `FLT1`. */
  readonly tip: Uint8Array;
  /** Blob `FLI1`. */
  readonly index: Uint8Array;
  /**
   * Manifest, shards, segments and those deltas, single or merged, that are not in the index, by name; and all of what
   * is told of single flags, or none of it. Of a reader's own copy that alone.
   */
  readonly blobs: ReadonlyMap<string, Uint8Array>;
  /**
   * Of a reader's own copy (`FLK1`): all records in shards that the reader packed. Who followed
   * the list by updates holds the signed state, and not the snapshot that the index names.
   */
  readonly kept?: readonly Uint8Array[];
}

const ITEM_TYPES = { roots: 1, tip: 2, index: 3, blob: 4, kept: 5 } as const;
const HEAD_ITEMS = 3;

export function encodeFlagListFile({ roots, tip, index, blobs, kept }: FlagListFile): Uint8Array {
  const sorted = [...blobs].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return concatBytes(
    utf8ToBytes(kept === undefined ? 'FLF1' : 'FLK1'),
    u32(HEAD_ITEMS + (kept?.length ?? 0) + sorted.length),
    ...encodeItem(ITEM_TYPES.roots, roots),
    ...encodeItem(ITEM_TYPES.tip, tip),
    ...encodeItem(ITEM_TYPES.index, index),
    ...(kept ?? []).flatMap((shard) => encodeItem(ITEM_TYPES.kept, shard)),
    ...sorted.flatMap(([, blob]) => encodeItem(ITEM_TYPES.blob, blob)),
  );
}

/** Takes a file apart without reading into its items; they are views on `bytes`. */
export function decodeFlagListFile(bytes: Uint8Array): FlagListFile {
  if (bytes.length > MAX_FILE_BYTES) refuse('too-large', 'The file is larger than 256 MiB.');
  const reader = new ByteReader(bytes, 'a flag list file');
  const isKept = bytes[2] === 'K'.charCodeAt(0);
  reader.magic(isKept ? 'FLK1' : 'FLF1');
  const items = reader.u32();
  if (items < HEAD_ITEMS) refuse('malformed', 'The file lacks roots, tip or index.');
  // Of snapshot and details one manifest each, the deltas and the older log beside the shards.
  if (items > HEAD_ITEMS + 2 + MAX_SHARDS + MAX_LOG + MAX_SEGMENTS + MAX_MERGED + 2 ** MAX_DETAIL_BITS) refuse('too-large', `The file announces ${items} items.`);
  const roots = decodeItem(reader, [ITEM_TYPES.roots], MAX_BLOB_BYTES).bytes;
  const tip = decodeItem(reader, [ITEM_TYPES.tip], MAX_TIP_BYTES).bytes;
  const index = decodeItem(reader, [ITEM_TYPES.index], MAX_INDEX_BYTES).bytes;
  const kept: Uint8Array[] = [];
  const blobs = new Map<string, Uint8Array>();
  let last = '';
  for (let i = HEAD_ITEMS; i < items; i++) {
    const { type, bytes: blob } = decodeItem(reader, isKept && blobs.size === 0 ? [ITEM_TYPES.kept, ITEM_TYPES.blob] : [ITEM_TYPES.blob], MAX_BLOB_BYTES);
    if (type === ITEM_TYPES.kept) {
      kept.push(blob);
      continue;
    }
    const name = blobName(blob);
    if (name <= last) refuse('not-canonical', 'The blobs of the file are out of order or doubled.');
    blobs.set(name, blob);
    last = name;
  }
  reader.end();
  return { roots, tip, index, blobs, ...(isKept && { kept }) };
}

function encodeItem(type: number, bytes: Uint8Array): readonly Uint8Array[] {
  return [u8(type), u32(bytes.length), bytes];
}

function decodeItem(reader: ByteReader, types: readonly number[], maxBytes: number): { readonly type: number; readonly bytes: Uint8Array } {
  const type = reader.u8();
  if (!types.includes(type)) refuse('malformed', 'The items of the file are not those expected, in their order.');
  const length = reader.u32();
  if (length > maxBytes) refuse('too-large', `An item of the file is larger than ${maxBytes} bytes.`);
  return { type, bytes: reader.take(length) };
}
