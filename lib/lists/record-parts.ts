import type { Result } from '../core/result.ts';
import { recordsBetween, type HeldList } from './held-list.ts';
import { attempt, refuse, type ListError } from './list-error.ts';
import type { CheckedHead } from './plan-update.ts';
import { RECORD_BYTES } from './record.ts';
import { decodeShard, encodeShard, SHARD_RECORDS } from './shard.ts';

/**
 * All records of a state, handed on by a reader who holds them and not the blobs they came by. How many parts there are
 * and how many records each has follows from the number of flags that the tip signs: nothing is announced. Their bytes
 * are the reader's own packing; what must fit is the state.
 */
export function partsOf(n: number): number {
  return Math.ceil(n / SHARD_RECORDS);
}

/** A part, packed; undefined where there is no such part. */
export function packPart(held: Parameters<typeof recordsBetween>[0] & { readonly n: number }, part: number): Uint8Array | undefined {
  const from = part * SHARD_RECORDS;
  return from < held.n ? encodeShard(recordsBetween(held, from, Math.min(held.n, from + SHARD_RECORDS))) : undefined;
}

export function unpackPart(bytes: Uint8Array, n: number, part: number): Result<Uint8Array, ListError> {
  return attempt(() => {
    const run = decodeShard(bytes);
    if (run.length / RECORD_BYTES !== Math.min(SHARD_RECORDS, n - part * SHARD_RECORDS)) refuse('malformed', 'A part of the records has another number of them than it must.');
    return run;
  });
}

/** The records as the state that a checked head signs; `followLog` compares them with it before anything is believed. */
export function heldFromParts({ tip, root }: CheckedHead, runs: readonly Uint8Array[]): HeldList {
  const { list: id, seq, chain, state } = tip;
  return { id, version: root.ver, seq, chain, state, runs };
}
