import type { Result } from '../core/result.ts';
import { checkStart, needsSnapshot } from './follow-log.ts';
import type { HeldList } from './held-list.ts';
import { MAX_FLAGS } from './limits.ts';
import { attempt, refuse, type ListError } from './list-error.ts';
import { checkHead, readHead, type HeadBytes } from './list-head.ts';
import { lineOf, type ListIndex } from './list-index.ts';
import { stepsOf } from './log-deltas.ts';
import { decodeManifest, shardsOf } from './manifest.ts';
import { decodePictureShards, isPictureShard } from './picture-shard.ts';
import { RECORD_BYTES } from './record.ts';
import type { Root } from './root-line.ts';
import { decodeShard } from './shard.ts';
import type { BlobRef, Tip } from './tip.ts';

/** A head whose every byte was checked: what it names may be asked for. */
export interface CheckedHead {
  readonly bytes: HeadBytes;
  readonly tip: Tip;
  readonly index: ListIndex;
  readonly root: Root;
}

/** Checks hashes, signatures, roots, times and log of a head by itself. */
export function verifyHead(bytes: HeadBytes, nowMs: number): Result<CheckedHead, ListError> {
  return attempt(() => {
    const { tip, index } = readHead(bytes);
    return { bytes, tip, index, root: checkHead({ tip, index }, bytes.roots, nowMs) };
  });
}

/** How a reader gets from what they hold to a newer head. */
export type UpdatePlan =
  /** The state held was signed again: nothing is to be loaded. */
  | { readonly kind: 'same' }
  /** These deltas lie beside the index; none where all that is needed is in it. */
  | { readonly kind: 'deltas'; readonly blobs: readonly BlobRef[] }
  /** All of the list anew: its manifest, then what that names. */
  | { readonly kind: 'snapshot' };

/** A flag takes about this much in a snapshot (docs/scaling.md). */
const SNAPSHOT_BYTES_A_FLAG = 9;

/** The way of fewest bytes; refuses what is older than what is held, and a second state under one number. */
export function planUpdate(held: Omit<HeldList, 'runs'>, { tip, index, root }: CheckedHead): Result<UpdatePlan, ListError> {
  const start = attempt(() => checkStart(held, tip, index, root));
  if (!start.ok) return needsSnapshot(start.error) ? { ok: true, value: { kind: 'snapshot' } } : start;
  if (held.version === root.ver && held.seq === tip.seq) return { ok: true, value: { kind: 'same' } };
  const steps = stepsOf(index).filter(({ seq }) => seq > held.seq);
  if (steps.some(({ delta }) => delta === undefined)) return { ok: true, value: { kind: 'snapshot' } };
  const blobs = steps.flatMap(({ delta }) => (delta === undefined || delta.inline ? [] : [{ sha256: delta.sha256, bytes: delta.bytes }]));
  const bytes = blobs.reduce((sum, each) => sum + each.bytes, 0);
  const snapshotBytes = SNAPSHOT_BYTES_A_FLAG * tip.n + (held.pictures?.length ?? 0);
  return { ok: true, value: bytes > snapshotBytes ? { kind: 'snapshot' } : { kind: 'deltas', blobs } };
}

/** What a snapshot takes besides its manifest: the shards that this names, and the deltas from there to the tip. */
export interface SnapshotNeeds {
  readonly shards: readonly BlobRef[];
  readonly deltas: readonly BlobRef[];
}

export function snapshotNeeds({ index }: CheckedHead, manifest: Uint8Array): Result<SnapshotNeeds, ListError> {
  return attempt(() => {
    const shards = shardsOf(decodeManifest(manifest));
    const deltas = stepsOf(index).flatMap(({ seq, delta }) => (seq <= index.snapshot.seq || delta === undefined || delta.inline ? [] : [delta]));
    return { shards, deltas: deltas.map(({ sha256, bytes }) => ({ sha256, bytes })) };
  });
}

/**
 * The records of a snapshot, as the state of which the head's log tells under its number: what leads on from there to
 * the tip is `followLog`, which compares both states with the records. `onProgress` is told flags read so far and in all.
 */
export function heldFromSnapshot({ tip, index, root }: CheckedHead, shards: readonly Uint8Array[], onProgress: (done: number, total: number) => void): Result<HeldList, ListError> {
  return attempt(() => {
    const { seq } = index.snapshot;
    const here = lineOf(index).find((point) => point.seq === seq);
    if (here === undefined) refuse('log-gap', 'The log of the list begins after its snapshot.');
    let done = 0;
    const runs = shards.filter((shard) => !isPictureShard(shard)).map((shard) => {
      const run = decodeShard(shard);
      done += run.length / RECORD_BYTES;
      if (done > MAX_FLAGS) refuse('too-large', `A list holds at most ${MAX_FLAGS} flags.`);
      onProgress(done, tip.n);
      return run;
    });
    return { id: tip.list, version: root.ver, ...here, runs, pictures: decodePictureShards(shards.filter(isPictureShard)) };
  });
}
