import type { Result } from '../core/result.ts';
import { RESET } from './chain.ts';
import { decodeDelta } from './delta.ts';
import { FlagIndexBlock } from './flag-index-block.ts';
import { decodeFlagListFile, type FlagListFile } from './flag-list-file.ts';
import { KeyTails } from './key-tails.ts';
import { WEEK_S } from './limits.ts';
import { attempt, refuse, type ListError } from './list-error.ts';
import { checkDetails, detailNames, detailsIn } from './list-details.ts';
import { checkHead, readHead, type UncheckedHead } from './list-head.ts';
import type { ListIndex, Segment } from './list-index.ts';
import { LeafHasher } from './list-state.ts';
import { StateTree } from './state-tree.ts';
import { blobsBeside, deltaAt, mergedDelta, stepsOf, type LogStep } from './log-deltas.ts';
import { decodeManifest, shardsOf, type Manifest } from './manifest.ts';
import { readSegments } from './older-line.ts';
import { PictureIndexBlock } from './picture-index-block.ts';
import { checkPictures, NO_PICTURES } from './picture-record.ts';
import { decodePictureShards, isPictureShard } from './picture-shard.ts';
import { FLAG_LAYOUT, RecordCheck, RECORD_BYTES } from './record.ts';
import type { ListLabel } from './root-content.ts';
import type { Root } from './root-line.ts';
import { decodeShard } from './shard.ts';
import type { BlobRef, Tip } from './tip.ts';

declare const verified: unique symbol;

/** A list whose every byte was checked against its signatures. Only `verifyFlagList` and `followLog` make one. */
export interface VerifiedList {
  readonly [verified]: true;
  /** Id of the first root event, 64 hex digits; keys and names change, the id stays. */
  readonly id: string;
  /** Texts of the current root; hostile. */
  readonly name: string;
  readonly description: string;
  readonly charter: string;
  readonly languages: readonly string[];
  readonly appealContact: string;
  /** Id of the list that its curator wants followed after this one. */
  readonly successor?: string;
  /** Links to lists that its curator vouches for. */
  readonly vouches?: readonly string[];
  /** Where its curator publishes it, https. */
  readonly mirrors: readonly string[];
  /** The same, wss. */
  readonly relays: readonly string[];
  /** Where reports and appeals are taken, wss; `keys.inbox` reads them, and each has to show so many bits of work. */
  readonly inbox: { readonly relays: readonly string[]; readonly pow: number };
  readonly labels: readonly ListLabel[];
  /** Where the weeks of flags count from. */
  readonly epochMs: number;
  /** Version of the current root. */
  readonly version: number;
  /** Number of this state, from 1; grows with every update under one root. */
  readonly seq: number;
  /** Flags in it. */
  readonly n: number;
  /** When the curator signed this state. */
  readonly createdAtMs: number;
  /** From then on the statement is stale. */
  readonly expiresAtMs: number;
  readonly state: string;
  readonly chain: string;
  /** The last updates, oldest first; the last one led to this state. */
  readonly log: readonly LogStep[];
  /** The line before the log, as far as it is told; oldest first. */
  readonly segments: readonly Segment[];
  /** Updates of which one delta tells many; oldest first. */
  readonly merged: readonly Segment[];
  /** What tells where the reasons for its flags lie; absent where the list gives none. */
  readonly details?: BlobRef;
  readonly keys: ListPublicKeys;
  /** Key tails: piece `tailShardOf(hit.position)` confirms a hit by `confirmHit`. */
  readonly shards: readonly Uint8Array<ArrayBuffer>[];
  readonly index: FlagIndexBlock;
  /** Flags by how a picture looks; `n` does not count them. */
  readonly pictures: PictureIndexBlock;
  /** The hashes over its records: what updates start from (`StateTree`). */
  readonly tree: Uint8Array<ArrayBuffer>;
}

/** What is known of a verified list besides its records. */
export type ListFacts = Omit<VerifiedList, keyof ListParts>;

/** X-only public keys as 64 hex digits. */
export interface ListPublicKeys {
  readonly root: readonly string[];
  readonly rootThreshold: number;
  readonly writer: string;
  readonly heads: readonly string[];
  readonly headThreshold: number;
  readonly inbox: string;
}

export interface VerifyOptions {
  readonly nowMs: number;
  /** Flags checked so far and in all; called once a shard. */
  readonly onProgress?: (done: number, total: number) => void;
  /** For those who are to co-sign it: the writer's signature alone is enough. Readers never set this. */
  readonly isProposal?: boolean;
}

/**
 * Checks a `.flaglist`, or a reader's own copy of a list, from its first byte to its last: every blob is the one that is named, roots and tip are signed
 * as sections 2 and 5 of the protocol ask, the log folds to the signed chain and the records to the signed state, and what
 * is told of single flags, where the file carries it, is told of flags that are there.
 * Hashes come before signatures and signatures before records: what is cheap to refuse costs little.
 * Takes what a stranger sends; refuses with the reason, and throws nothing for bad input.
 */
export function verifyFlagList(bytes: Uint8Array, options: VerifyOptions): Result<VerifiedList, ListError> {
  return attempt(() => verifyFile(decodeFlagListFile(bytes), options));
}

/** The same of a file that was taken apart, which named its blobs; refuses. */
export function verifyFile(file: FlagListFile, options: VerifyOptions): VerifiedList {
  const head = readHead(file);
  const { tip, index } = head;
  const manifest = file.kept === undefined ? decodeManifest(takeBlob(file, index.snapshot.manifest)) : undefined;
  checkReach(file, index, manifest);
  const root = checkHead(head, file.roots, options.nowMs, options);
  if (manifest !== undefined) {
    checkSnapshot(index, manifest, tip);
    checkUpdates(file, index, tip.list);
  }
  const [runs, pictures] = manifest === undefined ? [keptRuns(file.kept!), keptPictures(file.kept!)] : [snapshotRuns(file, manifest), snapshotPictures(file, manifest)];
  const parts = readRecords(runs, pictures, tip, root, options.onProgress);
  checkDetails(file, index, tip, root, parts.index);
  return listOf(head, root, parts);
}

/** A file brings the state itself, whatever its log tells. */
function checkSnapshot({ snapshot }: ListIndex, manifest: Manifest, tip: Tip): void {
  if (snapshot.seq !== tip.seq) refuse('unsupported', 'The snapshot is older than the tip; files bring that of the tip.');
  if (manifest.seq !== tip.seq || manifest.n !== tip.n || manifest.state !== tip.state) {
    refuse('state-mismatch', 'The snapshot is of another state than the tip signs.');
  }
}

/** All that the signed head leads to is in the file, before memory is taken for it, and nothing else is. */
function checkReach(file: FlagListFile, index: ListIndex, manifest: Manifest | undefined): void {
  const shards = manifest === undefined ? [] : shardsOf(manifest);
  const reached = new Set(shards.map(({ sha256 }) => sha256));
  if (reached.size !== shards.length || reached.has(index.snapshot.manifest.sha256)) refuse('not-canonical', 'The snapshot names a shard twice.');
  for (const name of manifest === undefined ? [] : [index.snapshot.manifest.sha256, ...blobsBeside(index)]) reached.add(name);
  const details = detailNames(index, detailsIn(file, index));
  for (const name of details) {
    if (!file.blobs.has(name)) refuse('missing-blob', 'The file lacks a part of the reasons that its list gives.');
    reached.add(name);
  }
  for (const name of file.blobs.keys()) {
    if (!reached.has(name)) refuse('unreachable-blob', 'The file carries a blob that the list does not name.');
  }
  for (const shard of shards) takeBlob(file, shard);
}

/**
 * The older log folds. Every delta is there and is one; where it leads is checked by who holds the state before it
 * (`followLog`).
 */
function checkUpdates(file: FlagListFile, index: ListIndex, list: string): void {
  readSegments(list, index, index.segments, file.blobs);
  for (const merged of index.merged) decodeDelta(mergedDelta(merged, file.blobs));
  for (const [position, { delta }] of index.log.entries()) {
    if (delta.sha256 !== RESET) decodeDelta(deltaAt(index, position, file.blobs));
  }
}

/** Of the shards that a manifest names, each with the number of records it says. */
function* snapshotRuns(file: FlagListFile, { shards }: Manifest): Generator<Uint8Array> {
  for (const { records, blob } of shards) {
    const run = decodeShard(takeBlob(file, blob));
    if (run.length !== records * RECORD_BYTES) refuse('malformed', 'A shard holds another number of flags than announced.');
    yield run;
  }
}

/** Their sizes are those announced: the manifest was read so. */
function snapshotPictures(file: FlagListFile, { pictures }: Manifest): Uint8Array {
  return decodePictureShards(pictures.map(({ blob }) => takeBlob(file, blob)));
}

function* keptRuns(kept: readonly Uint8Array[]): Generator<Uint8Array> {
  for (const shard of kept) if (!isPictureShard(shard)) yield decodeShard(shard);
}

function keptPictures(kept: readonly Uint8Array[]): Uint8Array {
  return decodePictureShards(kept.filter(isPictureShard));
}

function readRecords(runs: Iterable<Uint8Array>, pictures: Uint8Array, tip: Tip, root: Root, onProgress: VerifyOptions['onProgress']): ListParts {
  const hasher = new LeafHasher(FLAG_LAYOUT);
  let done = 0;
  function* hashed(): Generator<Uint8Array> {
    for (const run of runs) {
      done += run.length / RECORD_BYTES;
      if (done > tip.n) refuse('state-mismatch', 'The list has more flags than its tip announces.');
      hasher.push(run);
      yield run;
      onProgress?.(done, tip.n);
    }
    if (done < tip.n) refuse('state-mismatch', 'The list has fewer flags than its tip announces.');
  }
  const parts = readRuns(hashed(), tip, root, pictures);
  const tree = StateTree.over(hasher.leaves(), done, pictures);
  if (tree.state(tip.list) !== tip.state) refuse('state-mismatch', 'The flags of the list are not those its tip signs.');
  return { ...parts, tree: tree.toBytes() };
}

type LookUpParts = Pick<VerifiedList, 'shards' | 'index' | 'pictures'>;
type ListParts = LookUpParts & Pick<VerifiedList, 'tree'>;

/** Checks the records of a tip, run by run, and puts them into the form look-ups use; `tip.n` of them are expected. */
export function readRuns(runs: Iterable<Uint8Array>, tip: Tip, root: Root, pictures = NO_PICTURES): LookUpParts {
  const week = Math.floor((tip.by.createdAt - root.epoch) / WEEK_S);
  const check = new RecordCheck(week);
  const tails = new KeyTails(tip.n);
  function* checked(): Generator<Uint8Array> {
    for (const run of runs) {
      check.push(run);
      tails.push(run);
      yield run;
    }
  }
  const index = FlagIndexBlock.fromRuns(checked(), tip.n);
  checkPictures(pictures, week, root.labels);
  return { shards: tails.shards, index, pictures: PictureIndexBlock.fromRun(pictures) };
}

/** What `verifyFlagList` and `followLog` give once everything is checked. */
export function listOf(head: UncheckedHead, root: Root, parts: ListParts): VerifiedList {
  return { ...factsAt(head, root), ...parts } as VerifiedList;
}

function takeBlob(file: FlagListFile, ref: BlobRef): Uint8Array {
  const blob = file.blobs.get(ref.sha256);
  if (blob === undefined) refuse('missing-blob', 'The file lacks a blob that the list names.');
  if (blob.length !== ref.bytes) refuse('hash-mismatch', 'A blob of the file has another size than the list says.');
  return blob;
}

/** The same besides the records. */
export function factsAt({ tip, index }: UncheckedHead, root: Root): ListFacts {
  return {
    id: tip.list,
    name: root.name,
    description: root.description,
    charter: root.charter,
    languages: root.languages,
    appealContact: root.appealContact,
    ...(root.successor === undefined ? {} : { successor: root.successor }),
    ...(root.vouches === undefined ? {} : { vouches: root.vouches }),
    mirrors: root.mirrors,
    relays: root.relays,
    inbox: { relays: root.inbox.relays, pow: root.inbox.pow },
    labels: root.labels,
    epochMs: root.epoch * 1000,
    version: root.ver,
    seq: tip.seq,
    n: tip.n,
    createdAtMs: tip.by.createdAt * 1000,
    expiresAtMs: tip.exp * 1000,
    state: tip.state,
    chain: tip.chain,
    keys: {
      root: root.root_keys,
      rootThreshold: root.root_threshold,
      writer: root.writer,
      heads: root.head_keys,
      headThreshold: root.head_threshold,
      inbox: root.inbox.key,
    },
    log: stepsOf(index),
    segments: index.segments,
    merged: index.merged,
    ...(index.details === undefined ? {} : { details: index.details }),
  } as unknown as ListFacts;
}
