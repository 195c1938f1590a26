import { encodeDelta } from './delta.ts';
import { diffStates, type StateRecords } from './diff-records.ts';
import { blobStore, refTo } from './blob-store.ts';
import type { Detail } from './detail-bucket.ts';
import { emptyLog, extendLog, logOf, placeDeltas, type Log } from './extend-log.ts';
import { decodeFlagListFile, encodeFlagListFile } from './flag-list-file.ts';
import { heldList, verifyFileAsSigned } from './held-list.ts';
import { attempt, refuse } from './list-error.ts';
import { decodeIndex, encodeIndex, type ListIndex } from './list-index.ts';
import { detailsOf } from './list-details.ts';
import type { KeyRing } from './list-keys.ts';
import { encodeManifest, type Manifest, type ShardRef } from './manifest.ts';
import { packDetails } from './pack-details.ts';
import { checkPictures } from './picture-record.ts';
import { encodePictureShards, pictureShardCount } from './picture-shard.ts';
import { RECORD_BYTES } from './record.ts';
import type { RootContent } from './root-content.ts';
import { currentRoot, decodeRoots, encodeRoots, readRootLine, type RootLine, type SignedRoot } from './root-line.ts';
import { encodeSegment } from './segment.ts';
import { encodeShard, SHARD_RECORDS } from './shard.ts';
import type { Signer } from './signer.ts';
import { StateTree } from './state-tree.ts';
import { checkTip, decodeTip, encodeTip, signTip, type BlobRef, type Tip } from './tip.ts';

/** The roots of a list as they travel, and as they were verified. */
export interface Roots {
  readonly signed: readonly SignedRoot[];
  readonly line: RootLine;
}

/** A published state that another one follows. */
export interface StateBefore extends StateRecords {
  readonly log: Log;
}

/** A state that is to be signed, with what the list tells of its flags; ascending by name, and nothing that it may not tell. */
export interface DetailedState extends StateRecords {
  readonly details: readonly Detail[];
}

/** A `.flaglist` that is continued. */
export interface PublishedState extends StateBefore, DetailedState {
  readonly roots: Roots;
  readonly tip: Tip;
}

export interface SignOptions {
  /** Seconds; that of the new tip. */
  readonly createdAt: number;
  /** Whether nothing is to tell any more of what the state before held and this one does not: `before` becomes a name. */
  readonly forgets?: boolean;
  /** Whether the writer signs alone, for others to co-sign (`cosignState`). */
  readonly isProposal?: boolean;
}

/** Reads the file that is to be continued, judged as of the moment it was signed: it may have gone stale. */
export function publishedState(file: Uint8Array): PublishedState {
  const read = attempt(() => {
    const parts = decodeFlagListFile(file);
    return { parts, held: heldList(verifyFileAsSigned(parts)) };
  });
  if (!read.ok) refuse(read.error.tag, `The list to continue is refused: ${read.error.message}`);
  const { parts, held } = read.value;
  const { roots, tip: tipBytes, blobs } = parts;
  const tip = decodeTip(tipBytes);
  const index = decodeIndex(parts.index);
  const signed = decodeRoots(roots);
  if (index.details !== undefined && !blobs.has(index.details.sha256)) refuse('missing-blob', 'The reasons that the list gives are missing: continue from the file that was built.');
  return {
    roots: { signed, line: readRootLine(signed) },
    tip,
    log: logOf(index, tip.chain, blobs),
    records: held.runs[0],
    pictures: held.pictures,
    details: [...detailsOf(parts, index)],
  };
}

/**
 * Signs a state under the current root, as the step after `before` or as the first one, and puts all of it into a
 * `.flaglist` that `verifyFlagList` accepts, as a proposal where it is one. `after` are checked runs.
 */
export async function signState(
  roots: Roots,
  before: StateBefore | undefined,
  after: DetailedState,
  ring: KeyRing,
  { createdAt, forgets = false, isProposal = false }: SignOptions,
): Promise<Uint8Array> {
  const { signed, line } = roots;
  const root = currentRoot(line);
  const list = line[0].id;
  const exp = Math.min(createdAt + root.maxAge, root.expires);
  if (exp <= createdAt) refuse('expired', 'The root of this list has expired: it can only be continued under a new root.');
  const signers = tipSigners(root, ring, isProposal);
  // Under another root than before a label may have become sensitive.
  checkPictures(after.pictures, 0xffff, root.labels);

  const state = StateTree.of([after.records], after.pictures).state(list);
  const logBefore = before?.log ?? emptyLog(list);
  const at = { seq: (logBefore.entries.at(-1)?.seq ?? logBefore.base.seq) + 1, n: after.records.length / RECORD_BYTES, state };

  const { manifest, blobs } = packSnapshot(after, at);
  // Who imports the file loads the merged updates too: more than half as much again is not worth it.
  const maxMerged = bytesOf(blobs) / 2;
  // What tells of a removal names what is removed, and so do the updates that once added it.
  const log = forgets ? extendLog(logBefore, state, undefined, maxMerged, 1) : extendLog(logBefore, state, before && deltaBetween(before, after), maxMerged);
  const { inline, outer } = placeDeltas(log);
  const older = packOlder(log);
  const details = packDetails(after.details, after.records);
  const index = encodeIndex({
    base: log.base,
    log: log.entries,
    segments: older.segments,
    merged: older.merged,
    inline,
    snapshot: { seq: at.seq, manifest },
    ...(details && { details: details.manifest }),
  });
  const rootsBlob = encodeRoots(signed);
  const content = { ...at, chain: log.chain, exp, index: refTo(index), roots: { ver: root.ver, ...refTo(rootsBlob) } };
  const tip = await signTip(list, content, signers.writer, signers.heads, createdAt);
  checkTip(tip, line, createdAt * 1000, isProposal);
  return encodeFlagListFile({ roots: rootsBlob, tip: encodeTip(tip), index, blobs: new Map([...blobs, ...outer, ...older.blobs, ...(details?.blobs ?? [])]) });
}

/** The keys that sign a state: the writer, and as many heads as the root asks for; none of these for a proposal. */
export function tipSigners(root: RootContent, ring: KeyRing, isProposal = false): { readonly writer: Signer; readonly heads: readonly Signer[] } {
  const writer = ring.get(root.writer);
  if (writer === undefined) refuse('wrong-key', `The writer of the list, ${root.writer}, is not among the keys at hand.`);
  if (isProposal && root.head_threshold === 1) refuse('bad-keys', 'The root of this list asks for no co-signature: there is nothing to propose.');
  if (isProposal) return { writer, heads: [] };
  const heads = root.head_keys.flatMap((key) => ring.get(key) ?? []).slice(0, root.head_threshold - 1);
  if (heads.length < root.head_threshold - 1) {
    refuse('missing-signature', `The root asks for ${root.head_threshold} signatures on a state; the keys at hand give ${1 + heads.length}.`);
  }
  return { writer, heads };
}

/** Undefined where there is more to tell than a delta holds: then the step is a reset. */
function deltaBetween(before: StateRecords, after: StateRecords): Uint8Array | undefined {
  const delta = diffStates(before, after);
  return delta && encodeDelta(delta);
}

/** Segments and merged updates as the index names them, and as blobs. */
function packOlder({ base, segments, merged }: Log): Pick<ListIndex, 'segments' | 'merged'> & { readonly blobs: ReadonlyMap<string, Uint8Array> } {
  const { blobs, put } = blobStore();
  const named = segments.map((segment, i) => ({
    from: segment.steps[0]!.seq,
    to: segment.steps.at(-1)!.seq,
    chainTo: segments[i + 1]?.chainBefore ?? base.chain,
    blob: put(encodeSegment(segment)),
  }));
  return { segments: named, merged: merged.map(({ from, to, chainTo, delta }) => ({ from, to, chainTo, blob: put(encodeDelta(delta)) })), blobs };
}

function packSnapshot({ records, pictures }: StateRecords, at: Omit<Manifest, 'shards' | 'pictures'>): { manifest: BlobRef; blobs: ReadonlyMap<string, Uint8Array> } {
  const { blobs, put } = blobStore();
  const shards: ShardRef[] = [];
  for (let from = 0; from < records.length; from += SHARD_RECORDS * RECORD_BYTES) {
    const run = records.subarray(from, from + SHARD_RECORDS * RECORD_BYTES);
    shards.push({ records: run.length / RECORD_BYTES, blob: put(encodeShard(run)) });
  }
  const pictureShards = encodePictureShards(pictures).map((shard) => ({ records: pictureShardCount(shard), blob: put(shard) }));
  return { manifest: put(encodeManifest({ ...at, shards, pictures: pictureShards })), blobs };
}

function bytesOf(blobs: ReadonlyMap<string, Uint8Array>): number {
  return [...blobs.values()].reduce((sum, { length }) => sum + length, 0);
}
