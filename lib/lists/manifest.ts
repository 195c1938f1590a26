import { concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { u16, u32, u8 } from './big-endian.ts';
import { ByteReader } from './byte-reader.ts';
import { MAX_BLOB_BYTES, MAX_FLAGS, MAX_PICTURES, MAX_SHARDS } from './limits.ts';
import { refuse } from './list-error.ts';
import { pictureShardBytes } from './picture-shard.ts';
import type { BlobRef } from './tip.ts';

/** Sections of a snapshot, in this order: flags by subject key, and flags by how a picture looks. */
const RECORDS_SECTION = 1;
const PICTURES_SECTION = 2;

/** The plain part of its key: however well the rest packs, a flag in a shard takes no less. */
const MIN_RECORD_BYTES = 4;

/** Blob `FLM1`: a snapshot of one state, as shards whose records follow one another. */
export interface Manifest {
  readonly seq: number;
  readonly n: number;
  readonly state: string;
  readonly shards: readonly ShardRef[];
  /** Shards of picture records, which `n` does not count. */
  readonly pictures: readonly ShardRef[];
}

export interface ShardRef {
  readonly records: number;
  readonly blob: BlobRef;
}

export function encodeManifest({ seq, n, state, shards, pictures }: Manifest): Uint8Array {
  return concatBytes(
    utf8ToBytes('FLM1'),
    u32(seq),
    u32(n),
    hexToBytes(state),
    u16(shards.length + pictures.length),
    ...shards.map((ref) => encodeShardRef(RECORDS_SECTION, ref)),
    ...pictures.map((ref) => encodeShardRef(PICTURES_SECTION, ref)),
  );
}

function encodeShardRef(section: number, { records, blob }: ShardRef): Uint8Array {
  return concatBytes(u8(section), u32(records), hexToBytes(blob.sha256), u32(blob.bytes));
}

export function decodeManifest(bytes: Uint8Array): Manifest {
  const reader = new ByteReader(bytes, 'the manifest');
  reader.magic('FLM1');
  const seq = reader.u32();
  const n = reader.u32();
  const state = reader.hex(32);
  const count = reader.u16();
  if (n > MAX_FLAGS || count > MAX_SHARDS) refuse('too-large', 'The snapshot announces more than is read.');
  const shards: ShardRef[] = [];
  const pictures: ShardRef[] = [];
  for (let i = 0; i < count; i++) {
    const section = reader.u8();
    if (section === PICTURES_SECTION) pictures.push(decodePicturesRef(reader));
    else if (section !== RECORDS_SECTION) refuse('unsupported', 'The snapshot has a section this version does not read.');
    else if (pictures.length > 0) refuse('not-canonical', 'The sections of the snapshot are not in order.');
    else shards.push(decodeShardRef(reader));
  }
  reader.end();
  if (recordsIn(pictures) > MAX_PICTURES) refuse('too-large', 'The snapshot announces more than is read.');
  if (recordsIn(shards) !== n) {
    refuse('malformed', 'The shards of the snapshot do not add up to the number of its flags.');
  }
  return { seq, n, state, shards, pictures };
}

/** Every blob of a snapshot but its manifest. */
export function shardsOf({ shards, pictures }: Pick<Manifest, 'shards' | 'pictures'>): readonly BlobRef[] {
  return [...shards, ...pictures].map(({ blob }) => blob);
}

function recordsIn(refs: readonly ShardRef[]): number {
  return refs.reduce((sum, { records }) => sum + records, 0);
}

function decodeShardRef(reader: ByteReader): ShardRef {
  const ref = decodeRef(reader);
  if (ref.records > ref.blob.bytes / MIN_RECORD_BYTES) refuse('malformed', 'A shard announces more flags than it has room for.');
  return ref;
}

function decodePicturesRef(reader: ByteReader): ShardRef {
  const ref = decodeRef(reader);
  if (ref.records === 0 || ref.blob.bytes !== pictureShardBytes(ref.records)) {
    refuse('malformed', 'A shard of pictures announces another number than its size holds.');
  }
  return ref;
}

function decodeRef(reader: ByteReader): ShardRef {
  const ref = { records: reader.u32(), blob: { sha256: reader.hex(32), bytes: reader.u32() } };
  if (ref.blob.bytes > MAX_BLOB_BYTES) refuse('too-large', 'A shard is larger than a blob may be.');
  return ref;
}
