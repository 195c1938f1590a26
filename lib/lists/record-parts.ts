import { concatBytes } from '@noble/hashes/utils.js';
import type { Result } from '../core/result.ts';
import { recordsBetween, type HeldList } from './held-list.ts';
import { MAX_PICTURES } from './limits.ts';
import { attempt, refuse, type ListError } from './list-error.ts';
import { PICTURE_BYTES } from './picture-record.ts';
import { decodePictureShard, encodePictureShard, PICTURE_SHARD_RECORDS, pictureShardBytes } from './picture-shard.ts';
import type { CheckedHead } from './list-head.ts';
import { RECORD_BYTES } from './record.ts';
import { decodeShard, encodeShard, SHARD_RECORDS } from './shard.ts';

/**
 * All records of a state, handed on by a reader who holds them and not the blobs they came by: first those of flags, in
 * as many parts as follow from the number that the tip signs, then those of pictures, of which the first part that is
 * not full is the last. Nothing is announced. Their bytes are the reader's own packing; what must fit is the state.
 */
export interface HeldRecords {
  readonly n: number;
  readonly index: Parameters<typeof recordsBetween>[0]['index'];
  readonly shards: readonly Uint8Array<ArrayBuffer>[];
  /** All picture records, as one run. */
  readonly pictures: Uint8Array;
}

/** Parts of flags of a state with so many. */
export function flagPartsOf(n: number): number {
  return Math.ceil(n / SHARD_RECORDS);
}

/** Parts of pictures there may be, the last of them empty. */
export const MAX_PICTURE_PARTS = 1 + Math.ceil(MAX_PICTURES / PICTURE_SHARD_RECORDS);
const PICTURE_PART_BYTES = PICTURE_SHARD_RECORDS * PICTURE_BYTES;

/** A part, packed; undefined where there is no such part. */
export function packPart(held: HeldRecords, part: number): Uint8Array | undefined {
  const from = part * SHARD_RECORDS;
  if (from < held.n) return encodeShard(recordsBetween(held, from, Math.min(held.n, from + SHARD_RECORDS)));
  const at = (part - flagPartsOf(held.n)) * PICTURE_PART_BYTES;
  return at <= held.pictures.length ? encodePictureShard(held.pictures.subarray(at, at + PICTURE_PART_BYTES)) : undefined;
}

/** A part of the flags of a state with `n` of them. */
export function unpackFlags(bytes: Uint8Array, n: number, part: number): Result<Uint8Array, ListError> {
  return attempt(() => {
    const run = decodeShard(bytes);
    if (run.length / RECORD_BYTES !== Math.min(SHARD_RECORDS, n - part * SHARD_RECORDS)) refuse('malformed', 'A part of the records has another number of them than it must.');
    return run;
  });
}

/** A part of the pictures, which may be empty, and whether it is the last. */
export function unpackPictures(bytes: Uint8Array): Result<{ readonly run: Uint8Array; readonly isLast: boolean }, ListError> {
  return attempt(() => {
    // A shard is never empty; the last part is, where the pictures fill those before.
    if (bytes.length === pictureShardBytes(0) && encodePictureShard(new Uint8Array(0)).every((byte, i) => byte === bytes[i])) return { run: new Uint8Array(0), isLast: true };
    const run = decodePictureShard(bytes);
    if (run.length > PICTURE_PART_BYTES) refuse('malformed', 'A part of the pictures has more of them than it may.');
    return { run, isLast: run.length < PICTURE_PART_BYTES };
  });
}

/** The records as the state that a checked head signs; `followLog` compares them with it before anything is believed. */
export function heldFromParts({ tip, root }: CheckedHead, flags: readonly Uint8Array[], pictures: readonly Uint8Array[]): HeldList {
  const { list: id, seq, chain, state } = tip;
  return { id, version: root.ver, seq, chain, state, runs: flags, pictures: concatBytes(...pictures) };
}
