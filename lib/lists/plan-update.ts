import { ok, type Result } from '../core/result.ts';
import { lineSince, needsSnapshot } from './follow-log.ts';
import type { HeldList } from './held-list.ts';
import { MAX_FLAGS } from './limits.ts';
import { attempt, refuse, type ListError } from './list-error.ts';
import type { CheckedHead } from './list-head.ts';
import { lineOf } from './list-index.ts';
import { stepsOf } from './log-deltas.ts';
import { decodeManifest, shardsOf } from './manifest.ts';
import { decodePictureShards, isPictureShard } from './picture-shard.ts';
import { RECORD_BYTES } from './record.ts';
import { segmentsSince } from './older-line.ts';
import { decodeShard, SHARD_RECORDS } from './shard.ts';
import type { BlobRef, Tip } from './tip.ts';
import { cheapestPath, costOf, EXCHANGE_BYTES } from './update-path.ts';

/** How a reader gets from what they hold to a newer head. */
export type UpdatePlan =
  /** The state held was signed again: nothing is to be loaded. */
  | { readonly kind: 'same' }
  /** What is held lies before the log: with these segments the plan is made again, and `followLog` needs them too. */
  | { readonly kind: 'segments'; readonly blobs: readonly BlobRef[] }
  /** These deltas lie beside the index, single or merged; none where all that is needed is in it. */
  | { readonly kind: 'deltas'; readonly blobs: readonly BlobRef[] }
  /** All of the list anew: its manifest, then what that names. */
  | { readonly kind: 'snapshot' };

/** A flag takes about this much in a snapshot (docs/scaling.md). */
const SNAPSHOT_BYTES_A_FLAG = 9;

/**
 * The way of fewest bytes; refuses what is older than what is held, and a second state under one number. `segments` are
 * those that an earlier plan asked for, by name.
 */
export function planUpdate(held: Omit<HeldList, 'runs'>, head: CheckedHead, segments: ReadonlyMap<string, Uint8Array> = new Map()): Result<UpdatePlan, ListError> {
  const { tip, index, root } = head;
  const older = held.seq < index.base.seq ? (segmentsSince(index, held.seq) ?? []).map(({ blob }) => blob) : [];
  const path = held.seq < tip.seq ? cheapestPath(held.seq, index) : [];
  const isWorth = path !== undefined && costOf(path) + costOfBlobs(older) <= snapshotCost(tip) + (held.pictures?.length ?? 0);
  if (isWorth && held.version <= root.ver && older.some(({ sha256 }) => !segments.has(sha256))) return ok({ kind: 'segments', blobs: older });

  const start = attempt(() => lineSince(held, head, segments));
  if (!start.ok) return needsSnapshot(start.error) ? ok({ kind: 'snapshot' }) : start;
  if (held.version === root.ver && held.seq === tip.seq) return ok({ kind: 'same' });
  return ok(isWorth ? { kind: 'deltas', blobs: path.flatMap(({ blob, isInline }) => (isInline ? [] : [blob])) } : { kind: 'snapshot' });
}

function costOfBlobs(blobs: readonly BlobRef[]): number {
  return blobs.reduce((sum, { bytes }) => sum + bytes + EXCHANGE_BYTES, 0);
}

/** Of its manifest and shards, about: what they take in full is known only from the manifest. */
function snapshotCost({ n }: Tip): number {
  return SNAPSHOT_BYTES_A_FLAG * n + (1 + Math.ceil(n / SHARD_RECORDS)) * EXCHANGE_BYTES;
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
