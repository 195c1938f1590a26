import { ok, type Result } from '../core/result.ts';
import { readU32, writeU32 } from './big-endian.ts';
import { decodeFlagListFile, type FlagListFile } from './flag-list-file.ts';
import { tailShardOf, TAIL_SHARD_FLAGS } from './key-tails.ts';
import { attempt, type ListError } from './list-error.ts';
import { KEY_BYTES, RECORD_BYTES } from './record.ts';
import { decodeTip } from './tip.ts';
import { verifyFile, type VerifiedList } from './verify-flag-list.ts';

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
  /**
   * The hashes over these records, where they were put away with them (`StateTree`): most of the work of an update is
   * hashing what it does not touch. Then only what it touches is compared with them.
   */
  readonly tree?: Uint8Array;
  /** All picture records, as one run; may be left out where there are none. */
  readonly pictures?: Uint8Array;
}

/** A held list whose records are one run. */
export interface HeldRun extends HeldList {
  readonly runs: readonly [Uint8Array];
  readonly pictures: Uint8Array;
}

/** A file of an earlier state as the start of updates, judged as of the moment it was signed. */
export function heldFile(bytes: Uint8Array): Result<HeldRun, ListError> {
  const list = verifyAsSigned(bytes);
  return list.ok ? ok(heldList(list.value)) : list;
}

/** Verifies a file as of the moment it was signed: it may have gone stale. */
export function verifyAsSigned(bytes: Uint8Array): Result<VerifiedList, ListError> {
  return attempt(() => verifyFileAsSigned(decodeFlagListFile(bytes)));
}

/** The same of a file that was taken apart; refuses. */
export function verifyFileAsSigned(file: FlagListFile): VerifiedList {
  return verifyFile(file, { nowMs: decodeTip(file.tip).by.createdAt * 1000 });
}

/** A verified list as the start of updates; takes 16 bytes a flag, 37 a picture. */
export function heldList({ id, version, seq, chain, state, n, index, shards, pictures }: VerifiedList): HeldRun {
  return { id, version, seq, chain, state, runs: [recordsOf({ n, index, shards })], pictures: pictures.run() };
}

/** All records of a list, from the form in which look-ups use it. */
export function recordsOf(parts: Pick<VerifiedList, 'n' | 'index' | 'shards'>): Uint8Array {
  return recordsBetween(parts, 0, parts.n);
}

/** The records from one position up to another. */
export function recordsBetween({ index, shards }: Pick<VerifiedList, 'index' | 'shards'>, from: number, to: number): Uint8Array {
  const run = new Uint8Array((to - from) * RECORD_BYTES);
  for (let position = from; position < to; position++) {
    const at = (position - from) * RECORD_BYTES;
    index.copyRecord(position, run, at);
    writeU32(run, at + HEAD_BYTES, readU32(shards[tailShardOf(position)]!, (position % TAIL_SHARD_FLAGS) * TAIL_BYTES));
  }
  return run;
}

const HEAD_BYTES = 8;
const TAIL_BYTES = KEY_BYTES - HEAD_BYTES;
