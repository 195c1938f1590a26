import { readU32, writeU32 } from './big-endian.ts';
import { tailShardOf, TAIL_SHARD_FLAGS } from './key-tails.ts';
import { KEY_BYTES, RECORD_BYTES } from './record.ts';
import type { VerifiedList } from './verify-flag-list.ts';

/** A state that a reader verified once and kept: what updates start from. */
export interface HeldList {
  readonly id: string;
  /** Of the root the state was signed under. */
  readonly version: number;
  readonly seq: number;
  readonly chain: string;
  readonly state: string;
  /** All records, as runs that follow one another, split anywhere. */
  readonly runs: readonly Uint8Array[];
}

/** A verified list as the start of updates; takes 16 bytes a flag. */
export function heldList({ id, version, seq, chain, state, n, index, shards }: VerifiedList): HeldList & { readonly runs: readonly [Uint8Array] } {
  const run = new Uint8Array(n * RECORD_BYTES);
  for (let position = 0; position < n; position++) {
    const at = position * RECORD_BYTES;
    index.copyRecord(position, run, at);
    writeU32(run, at + HEAD_BYTES, readU32(shards[tailShardOf(position)]!, (position % TAIL_SHARD_FLAGS) * TAIL_BYTES));
  }
  return { id, version, seq, chain, state, runs: [run] };
}

const HEAD_BYTES = 8;
const TAIL_BYTES = KEY_BYTES - HEAD_BYTES;
