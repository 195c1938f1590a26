import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { u32 } from './big-endian.ts';
import { ByteReader } from './byte-reader.ts';
import { MAX_BLOB_BYTES, MAX_PICTURES } from './limits.ts';
import { refuse } from './list-error.ts';
import { PICTURE_BYTES } from './picture-record.ts';

/** Picture records a shard of ours holds; 28 339 fill a blob. Readers take any split. */
export const PICTURE_SHARD_RECORDS = 28_000;

const MAGIC = 'FLQ1';
const HEADER_BYTES = 8;

/** Blob `FLQ1`: `"FLQ1" ‖ u32 count ‖ records`. Nothing is packed: hashes are nearly random, and seven eighths of all. */
export function encodePictureShard(run: Uint8Array): Uint8Array {
  return concatBytes(utf8ToBytes(MAGIC), u32(run.length / PICTURE_BYTES), run);
}

/** The run a shard holds; `checkPictures` checks what the records say. */
export function decodePictureShard(bytes: Uint8Array): Uint8Array {
  if (bytes.length > MAX_BLOB_BYTES) refuse('too-large', 'A shard is larger than a blob may be.');
  const reader = new ByteReader(bytes, 'a shard of pictures');
  reader.magic(MAGIC);
  const count = reader.u32();
  if (count === 0 || pictureShardBytes(count) !== bytes.length) refuse('malformed', 'The sizes a shard of pictures announces do not add up.');
  return reader.take(count * PICTURE_BYTES);
}

/** Size of a shard of so many records. */
export function pictureShardBytes(count: number): number {
  return HEADER_BYTES + count * PICTURE_BYTES;
}

/** How many records a shard of so many bytes holds. */
export function pictureShardCount({ length }: Uint8Array): number {
  return (length - HEADER_BYTES) / PICTURE_BYTES;
}

/** Where a snapshot is put away without its manifest, its shards tell themselves what they hold. */
export function isPictureShard(bytes: Uint8Array): boolean {
  return bytes[2] === MAGIC.charCodeAt(2);
}

export function encodePictureShards(run: Uint8Array): readonly Uint8Array[] {
  const step = PICTURE_SHARD_RECORDS * PICTURE_BYTES;
  return Array.from({ length: Math.ceil(run.length / step) }, (_, i) => encodePictureShard(run.subarray(i * step, (i + 1) * step)));
}

/** All picture records of a list, from its shards in order. */
export function decodePictureShards(shards: Iterable<Uint8Array>): Uint8Array {
  const runs: Uint8Array[] = [];
  let bytes = 0;
  for (const shard of shards) {
    const run = decodePictureShard(shard);
    bytes += run.length;
    if (bytes > MAX_PICTURES * PICTURE_BYTES) refuse('too-large', `A list holds at most ${MAX_PICTURES} pictures.`);
    runs.push(run);
  }
  return concatBytes(...runs);
}
