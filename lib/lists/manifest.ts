import { concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { u16, u32, u8 } from './big-endian.ts';
import { ByteReader } from './byte-reader.ts';
import { MAX_BLOB_BYTES, MAX_FLAGS, MAX_SHARDS } from './limits.ts';
import { refuse } from './list-error.ts';
import type { BlobRef } from './tip.ts';

/** Section of a snapshot: flags by subject key. Sections of near-duplicate pictures and details follow it later. */
const RECORDS_SECTION = 1;

/** The plain part of its key: however well the rest packs, a flag in a shard takes no less. */
const MIN_RECORD_BYTES = 4;

/** Blob `FLM1`: a snapshot of one state, as shards whose records follow one another. */
export interface Manifest {
  readonly seq: number;
  readonly n: number;
  readonly state: string;
  readonly shards: readonly ShardRef[];
}

export interface ShardRef {
  readonly records: number;
  readonly blob: BlobRef;
}

export function encodeManifest({ seq, n, state, shards }: Manifest): Uint8Array {
  return concatBytes(
    utf8ToBytes('FLM1'),
    u32(seq),
    u32(n),
    hexToBytes(state),
    u16(shards.length),
    ...shards.map(({ records, blob }) =>
      concatBytes(u8(RECORDS_SECTION), u32(records), hexToBytes(blob.sha256), u32(blob.bytes)),
    ),
  );
}

export function decodeManifest(bytes: Uint8Array): Manifest {
  const reader = new ByteReader(bytes, 'the manifest');
  reader.magic('FLM1');
  const seq = reader.u32();
  const n = reader.u32();
  const state = reader.hex(32);
  const count = reader.u16();
  if (n > MAX_FLAGS || count > MAX_SHARDS) refuse('too-large', 'The snapshot announces more than is read.');
  const shards = Array.from({ length: count }, () => decodeShardRef(reader));
  reader.end();
  if (shards.reduce((sum, { records }) => sum + records, 0) !== n) {
    refuse('malformed', 'The shards of the snapshot do not add up to the number of its flags.');
  }
  return { seq, n, state, shards };
}

function decodeShardRef(reader: ByteReader): ShardRef {
  if (reader.u8() !== RECORDS_SECTION) refuse('unsupported', 'The snapshot has a section this version does not read.');
  const ref = { records: reader.u32(), blob: { sha256: reader.hex(32), bytes: reader.u32() } };
  if (ref.blob.bytes > MAX_BLOB_BYTES) refuse('too-large', 'A shard is larger than a blob may be.');
  if (ref.records > ref.blob.bytes / MIN_RECORD_BYTES) refuse('malformed', 'A shard announces more flags than it has room for.');
  return ref;
}
