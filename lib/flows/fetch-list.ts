import type { Refusal } from '../core/refusal.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { ListProblem } from '../core/settings.ts';
import { bucketsOf } from '../lists/detail-manifest.ts';
import { blobName } from '../lists/domain-hash.ts';
import { followHead } from '../lists/follow-log.ts';
import type { HeldList } from '../lists/held-list.ts';
import { readDetailManifest } from '../lists/list-details.ts';
import { attempt, type ListError, type ListErrorTag } from '../lists/list-error.ts';
import { verifyHead, type CheckedHead } from '../lists/list-head.ts';
import { heldFromSnapshot, planUpdate, snapshotNeeds, type UpdatePlan } from '../lists/plan-update.ts';
import { flagPartsOf, heldFromParts, MAX_PICTURE_PARTS, unpackFlags, unpackPictures } from '../lists/record-parts.ts';
import { decodeTip, type BlobRef } from '../lists/tip.ts';
import type { VerifiedList } from '../lists/verify-flag-list.ts';
import type { HeardTip, SourcePool } from '../peers/source-pool.ts';
import { REFUSAL_OF } from './import-list.ts';

export interface FetchListPorts {
  readonly pool: SourcePool;
  /** What came before an earlier try was cut off. */
  readonly parts: {
    read(sha256: string): Promise<Uint8Array | undefined>;
    save(sha256: string, bytes: Uint8Array<ArrayBuffer>, nowMs: number): Promise<void>;
    remove(names: readonly string[]): Promise<void>;
  };
  readonly now: () => number;
  /** Whether updates are kept for a while after they were taken, to be handed on to peers. */
  readonly handsOn?: boolean;
  /** Bytes that came so far, and in all as far as it is known. */
  readonly onBytes: (done: number, total: number) => void;
  /** Flags checked so far and in all. */
  readonly onFlags: (done: number, total: number) => void;
}

export interface FetchError extends Pick<ListProblem, 'why' | 'message'> {
  readonly refusal: Refusal;
}

/** Refusals that say the source handed out what the curator never signed; others are the curator's own doing. */
const FORGED: ReadonlySet<ListErrorTag> = new Set<ListErrorTag>(['bad-signature', 'wrong-key', 'malformed', 'not-canonical', 'hash-mismatch', 'too-large']);

/** Roots and index of a told tip, checked; a source that told what nobody signed is blamed. `roots` are those held. */
export async function fetchHead(heard: HeardTip, from: readonly string[], roots: Uint8Array | undefined, ports: FetchListPorts): Promise<Result<CheckedHead, FetchError>> {
  const tip = decodeTip(heard.bytes);
  const held = roots !== undefined && blobName(roots) === tip.roots.sha256 ? roots : undefined;
  const rootsBlob = await fetchRoots(tip.roots, held, from, ports);
  if (!rootsBlob.ok) return rootsBlob;
  const index = await fetchBlob(tip.index, from, ports);
  if (!index.ok) return index;
  const head = verifyHead({ roots: rootsBlob.value, tip: heard.bytes, index: index.value }, ports.now(), held);
  if (head.ok) return head;
  if (FORGED.has(head.error.tag)) ports.pool.blame(heard.from, `It handed out a tip that does not hold: ${head.error.message}`);
  return err(refused(head.error));
}

/** The list at a head by way of its snapshot: all of it is loaded, shard by shard. */
export async function fetchSnapshot(head: CheckedHead, from: readonly string[], ports: FetchListPorts): Promise<Result<VerifiedList, FetchError>> {
  const manifest = await fetchBlob(head.index.snapshot.manifest, from, ports);
  if (!manifest.ok) return manifest;
  const needs = snapshotNeeds(head, manifest.value);
  if (!needs.ok) return err(refused(needs.error));
  const shards = await fetchAll(needs.value.shards, from, ports);
  if (!shards.ok) return shards;
  const deltas = await fetchAll(needs.value.deltas, from, ports);
  if (!deltas.ok) return deltas;
  const held = heldFromSnapshot(head, shards.value, ports.onFlags);
  // All of it came: whatever becomes of it, nothing is to be gone on with.
  await ports.parts.remove([...needs.value.shards, ...needs.value.deltas].map(({ sha256 }) => sha256));
  return held.ok ? follow(held.value, head, needs.value.deltas, deltas.value) : err(refused(held.error));
}

/** All that the list at a head tells of single flags, by name: nothing of it is checked but that it is what is named. */
export async function fetchDetails({ index: { details } }: CheckedHead, from: readonly string[], ports: FetchListPorts): Promise<Result<ReadonlyMap<string, Uint8Array>, FetchError>> {
  if (details === undefined) return ok(new Map());
  const manifest = await fetchBlob(details, from, ports);
  if (!manifest.ok) return manifest;
  const buckets = attempt(() => bucketsOf(readDetailManifest(manifest.value, details)));
  if (!buckets.ok) return err(refused(buckets.error));
  const blobs = await fetchAll(buckets.value, from, ports, false);
  return blobs.ok ? ok(new Map([[details.sha256, manifest.value], ...namedBlobs(buckets.value, blobs.value)])) : blobs;
}

/**
 * The list at a head by way of all its records, from the first of these sources that has them; the last resort, since a
 * wrong part shows only when all are there.
 */
export async function fetchRecords(head: CheckedHead, from: readonly string[], ports: FetchListPorts): Promise<Result<VerifiedList, FetchError>> {
  let last: Result<VerifiedList, FetchError> = err({ why: 'data-missing', refusal: 'data-missing', message: 'No source hands out its records.' });
  for (const source of from) {
    const parts = await fetchParts(head, source, ports);
    if (!parts.ok) {
      last = parts;
      continue;
    }
    const list = followHead(heldFromParts(head, parts.value.flags, parts.value.pictures), head, new Map());
    if (list.ok) return list;
    ports.pool.blame(source, `It handed out records that do not hold: ${list.error.message}`);
    last = err(refused(list.error));
  }
  return last;
}

interface Parts {
  readonly flags: readonly Uint8Array[];
  readonly pictures: readonly Uint8Array[];
}

/** Flags first, then pictures until the last part of them. */
async function fetchParts(head: CheckedHead, source: string, ports: FetchListPorts): Promise<Result<Parts, FetchError>> {
  const { n } = head.tip;
  const flagParts = flagPartsOf(n);
  const flags: Uint8Array[] = [];
  const pictures: Uint8Array[] = [];
  for (let part = 0; part < flagParts; part++) {
    const run = await fetchPart(head, part, source, (bytes) => unpackFlags(bytes, n, part), ports);
    if (!run.ok) return run;
    flags.push(run.value);
    ports.onBytes(part + 1, flagParts);
  }
  for (let i = 0; i < MAX_PICTURE_PARTS; i++) {
    const some = await fetchPart(head, flagParts + i, source, unpackPictures, ports);
    if (!some.ok) return some;
    pictures.push(some.value.run);
    if (some.value.isLast) break;
  }
  return ok({ flags, pictures });
}

async function fetchPart<T>({ tip: { list, state } }: CheckedHead, part: number, source: string, unpack: (bytes: Uint8Array) => Result<T, ListError>, { pool }: FetchListPorts): Promise<Result<T, FetchError>> {
  const packed = await pool.records({ list, state, part }, source);
  if (!packed.ok) return err({ why: 'data-missing', refusal: 'data-missing', message: `The records of the list are missing: ${packed.error.message}` });
  const run = unpack(packed.value);
  if (run.ok) return run;
  pool.blame(source, `It handed out records that do not hold: ${run.error.message}`);
  return err(refused(run.error));
}

/** How to get from what is held to a head, and the segments that were loaded to tell, by name. */
export interface PlannedUpdate {
  readonly plan: Result<Exclude<UpdatePlan, { kind: 'segments' }>, ListError>;
  readonly segments: ReadonlyMap<string, Uint8Array>;
}

/** Plans an update; who stands before the log first loads the segments from there on. Without them the snapshot is the way. */
export async function fetchPlan(held: Omit<HeldList, 'runs'>, head: CheckedHead, from: readonly string[], ports: FetchListPorts): Promise<PlannedUpdate> {
  const plan = planUpdate(held, head);
  if (!plan.ok || plan.value.kind !== 'segments') return { plan: plan as PlannedUpdate['plan'], segments: new Map() };
  const loaded = await fetchAll(plan.value.blobs, from, ports, ports.handsOn === true || undefined);
  const segments = loaded.ok ? namedBlobs(plan.value.blobs, loaded.value) : new Map<string, Uint8Array>();
  const again = planUpdate(held, head, segments);
  return { plan: again.ok && again.value.kind === 'segments' ? ok({ kind: 'snapshot' }) : (again as PlannedUpdate['plan']), segments };
}

/** The deltas that a plan names, and the segments it was made with, by name. */
export async function fetchDeltas(names: readonly BlobRef[], segments: PlannedUpdate['segments'], from: readonly string[], ports: FetchListPorts): Promise<Result<ReadonlyMap<string, Uint8Array>, FetchError>> {
  const deltas = await fetchAll(names, from, ports, ports.handsOn === true || undefined);
  if (!deltas.ok) return deltas;
  if (ports.handsOn !== true) await ports.parts.remove(names.map(({ sha256 }) => sha256));
  return ok(new Map([...segments, ...namedBlobs(names, deltas.value)]));
}

function follow(held: HeldList, head: CheckedHead, names: readonly BlobRef[], deltas: readonly Uint8Array[]): Result<VerifiedList, FetchError> {
  const list = followHead(held, head, namedBlobs(names, deltas));
  return list.ok ? list : err(refused(list.error));
}

function namedBlobs(names: readonly BlobRef[], blobs: readonly Uint8Array[]): ReadonlyMap<string, Uint8Array> {
  return new Map(names.map(({ sha256 }, i) => [sha256, blobs[i]!]));
}

/** Sources in their order, one of them first: who told the tip has what it names. */
export function firstOf(sources: readonly string[], first: string): readonly string[] {
  return [first, ...sources.filter((each) => each !== first)];
}

export function refused({ message, tag }: ListError): FetchError {
  return { why: tag === 'fork' ? 'fork' : 'refused', message, refusal: REFUSAL_OF[tag] };
}

function fetchRoots(name: BlobRef, held: Uint8Array | undefined, from: readonly string[], ports: FetchListPorts): Promise<Result<Uint8Array, FetchError>> {
  return held === undefined ? fetchBlob(name, from, ports) : Promise.resolve(ok(held));
}

async function fetchAll(names: readonly BlobRef[], from: readonly string[], ports: FetchListPorts, isKept = names.length > 1): Promise<Result<readonly Uint8Array[], FetchError>> {
  const total = names.reduce((sum, { bytes }) => sum + bytes, 0);
  const blobs: Uint8Array[] = [];
  let done = 0;
  for (const name of names) {
    const kept = await ports.parts.read(name.sha256);
    const blob = kept === undefined ? await fetchBlob(name, from, ports) : ok(kept);
    if (!blob.ok) return blob;
    // Of a single blob nothing is saved by keeping it.
    if (kept === undefined && isKept) await ports.parts.save(name.sha256, blob.value.slice(), ports.now());
    blobs.push(blob.value);
    done += name.bytes;
    ports.onBytes(done, total);
  }
  return ok(blobs);
}

async function fetchBlob({ sha256, bytes }: BlobRef, from: readonly string[], { pool }: FetchListPorts): Promise<Result<Uint8Array, FetchError>> {
  const blob = await pool.blob({ sha256, bytes }, from);
  return blob.ok ? blob : err({ why: 'data-missing', refusal: 'data-missing', message: `A part of the list is missing: ${blob.error.message}` });
}
