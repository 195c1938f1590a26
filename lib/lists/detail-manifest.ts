import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { u8 } from './big-endian.ts';
import { ByteReader } from './byte-reader.ts';
import { MAX_DETAIL_BITS } from './limits.ts';
import { refuse } from './list-error.ts';
import { decodeRef, encodeRef } from './list-index.ts';
import type { BlobRef } from './tip.ts';

/** Blob `FLY1`: where what a list tells of its flags lies, by the first bits of their keys. */
export interface DetailManifest {
  /** Of the key; 2 to this power are the buckets. */
  readonly bits: number;
  /** Of each range of keys, ascending; undefined where nothing is told of any flag in it. */
  readonly buckets: readonly (BlobRef | undefined)[];
}

const MAGIC = 'FLY1';
const EMPTY: BlobRef = { sha256: '0'.repeat(64), bytes: 0 };

export function encodeDetailManifest({ bits, buckets }: DetailManifest): Uint8Array {
  return concatBytes(utf8ToBytes(MAGIC), u8(bits), ...buckets.map((ref) => encodeRef(ref ?? EMPTY)));
}

export function decodeDetailManifest(bytes: Uint8Array): DetailManifest {
  const reader = new ByteReader(bytes, 'what tells where reasons lie');
  reader.magic(MAGIC);
  const bits = reader.u8();
  if (bits > MAX_DETAIL_BITS) refuse('too-large', `The reasons of a list lie in more than 2^${MAX_DETAIL_BITS} parts.`);
  if (reader.left !== REF_BYTES * 2 ** bits) refuse('malformed', 'What tells where reasons lie has another size than its parts take.');
  const buckets = Array.from({ length: 2 ** bits }, () => {
    const ref = decodeRef(reader);
    if ((ref.sha256 === EMPTY.sha256) !== (ref.bytes === 0)) refuse('malformed', 'A part of the reasons has a name and no size, or a size and no name.');
    return ref.bytes === 0 ? undefined : ref;
  });
  reader.end();
  const named = bucketsOf({ buckets }).map(({ sha256 }) => sha256);
  if (named.length === 0 || new Set(named).size !== named.length) refuse('not-canonical', 'The list names no reasons, or a part of them twice.');
  return { bits, buckets };
}

const REF_BYTES = 36;

/** Those buckets that there are. */
export function bucketsOf({ buckets }: Pick<DetailManifest, 'buckets'>): readonly BlobRef[] {
  return buckets.flatMap((ref) => ref ?? []);
}

/** In which of 2^`bits` ranges a key lies: its first bits. */
export function bucketOf(key: Uint8Array, bits: number): number {
  return ((key[0]! << 8) | key[1]!) >>> (16 - bits);
}
