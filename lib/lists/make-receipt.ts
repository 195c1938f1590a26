import { concatBytes } from '@noble/hashes/utils.js';
import type { Look } from '../core/look.ts';
import type { Result } from '../core/result.ts';
import type { Subject } from '../core/subject.ts';
import { readPdq, writePdq } from '../subjects/pdq.ts';
import { subjectKeyBytes } from '../subjects/subject-key.ts';
import { decodeFlagListFile, type FlagListFile } from './flag-list-file.ts';
import { meaningOf, saysSomething, type ListMeaning } from './flag-of-hit.ts';
import { leafIn } from './leaf-records.ts';
import { MAX_LEAF_RECORDS } from './limits.ts';
import { attempt, refuse, type ListError } from './list-error.ts';
import { decodeIndex } from './list-index.ts';
import { LeafHasher, leafOf } from './list-state.ts';
import { decodeManifest, shardsOf } from './manifest.ts';
import { PictureIndexBlock } from './picture-index-block.ts';
import { decodePictureShards, isPictureShard } from './picture-shard.ts';
import { encodeReceipt, keyOf, layoutOf } from './receipt.ts';
import { compareRecords, FLAG_LAYOUT, findRecord, KEY_BYTES, readRecord, RECORD_BYTES } from './record.ts';
import { currentRoot, decodeRoots, verifyRootLine } from './root-line.ts';
import { decodeShard } from './shard.ts';
import { StateTree } from './state-tree.ts';
import { decodeTip } from './tip.ts';
import { verifyReceipt } from './verify-receipt.ts';

export interface ReceiptOptions {
  /** Code or name of the label; needed only where the list puts several on the subject. */
  readonly label?: number | string | undefined;
  readonly nowMs: number;
}

/**
 * The receipt of one flag in a `.flaglist`, as the bytes of its file: of what the list says of a subject, or of the
 * picture in it that is nearest to a look. The list may have expired. What is made is verified before it is handed out,
 * so that a file of which only a part was altered gives no receipt that does not hold.
 */
export function makeReceipt(list: Uint8Array, of: Subject | Look, { label: wanted, nowMs }: ReceiptOptions): Result<Uint8Array, ListError> {
  const made = attempt(() => {
    const file = decodeFlagListFile(list);
    const shards = file.kept ?? snapshotShards(file);
    const pictures = decodePictureShards(shards.filter(isPictureShard));
    const layout = layoutOf(of);
    const key = of.kind === 'look' ? undefined : leafOf(subjectKeyBytes(of), 0);
    const { tree, leaf: flags } = readTree(shards.filter((shard) => !isPictureShard(shard)), pictures, key);
    const meaning = meaningAt(file);
    const { about, label } = choose(of.kind === 'look' ? picturesLike(of, pictures, file, meaning) : flagsOn(of, flags), wanted, meaning);
    const name = keyOf(about);
    const number = leafOf(name, 0);
    const leaf = of.kind === 'look' ? leafIn([pictures], number, layout)[0]! : flags;
    const at = findRecord(leaf, Uint8Array.of(...name, label), 0, 0, layout) / layout.bytes;
    return encodeReceipt({ about, label, at, leaf, path: tree.path(number, layout), tip: file.tip, roots: file.roots });
  });
  if (!made.ok) return made;
  const verified = verifyReceipt(made.value, nowMs);
  return verified.ok ? made : verified;
}

/** The hashes over all records, and the flags of one leaf. */
function readTree(shards: readonly Uint8Array[], pictures: Uint8Array, number: number | undefined): { readonly tree: StateTree; readonly leaf: Uint8Array } {
  const hasher = new LeafHasher(FLAG_LAYOUT);
  const parts: Uint8Array[] = [];
  let records = 0;
  for (const shard of shards) {
    const run = decodeShard(shard);
    hasher.push(run);
    records += run.length / RECORD_BYTES;
    if (number !== undefined) parts.push(...leafIn([run], number, FLAG_LAYOUT));
  }
  const leaf = concatBytes(...parts);
  if (leaf.length > MAX_LEAF_RECORDS * RECORD_BYTES) refuse('too-large', `A leaf of the list holds more than ${MAX_LEAF_RECORDS} flags.`);
  return { tree: StateTree.over(hasher.leaves(), records, pictures), leaf };
}

function snapshotShards({ index, blobs }: FlagListFile): readonly Uint8Array[] {
  const blobOf = (sha256: string) => blobs.get(sha256) ?? refuse('missing-blob', 'The file lacks a blob that the list names.');
  return shardsOf(decodeManifest(blobOf(decodeIndex(index).snapshot.manifest.sha256))).map(({ sha256 }) => blobOf(sha256));
}

function meaningAt({ roots, tip }: FlagListFile): ListMeaning {
  return meaningOf(decodeTip(tip).list, currentRoot(verifyRootLine(decodeRoots(roots))));
}

/** A flag that may be meant. */
interface Found {
  readonly about: Subject | Look;
  readonly label: number;
}

function flagsOn(subject: Subject, leaf: Uint8Array): readonly Found[] {
  const key = subjectKeyBytes(subject);
  const found: Found[] = [];
  for (let at = 0; at < leaf.length; at += RECORD_BYTES) {
    if (compareRecords(leaf, at, key, 0, KEY_BYTES) === 0) found.push({ about: subject, label: readRecord(leaf, at).label });
  }
  return found;
}

/** What look-ups found when the list was signed. */
function picturesLike({ pdq }: Look, pictures: Uint8Array, { tip }: FlagListFile, meaning: ListMeaning): readonly Found[] {
  const signedAt = decodeTip(tip).by.createdAt * 1000;
  // Tables are for who looks more than once.
  const block = PictureIndexBlock.fromRun(pictures, Infinity);
  const hits = block.nearest(readPdq(pdq)!, (flag) => saysSomething(flag, meaning, signedAt));
  return hits.map(({ position, label }) => ({ about: { kind: 'look', pdq: writePdq(block.hashAt(position)) }, label }));
}

/** The one that is meant. */
function choose(flags: readonly Found[], wanted: number | string | undefined, { labels }: ListMeaning): Found {
  if (flags.length === 0) refuse('not-listed', 'The list has no flag on this subject.');
  const nameOf = (code: number) => labels.find((label) => label.code === code)?.name ?? String(code);
  const meant = wanted === undefined ? flags : flags.filter(({ label }) => wanted === label || wanted === nameOf(label));
  const [first, second] = meant;
  const names = flags.map(({ label }) => `${nameOf(label)} (${label})`).join(', ');
  if (first === undefined) refuse('not-listed', `The list has no such flag on this subject; there is ${names}.`);
  if (second !== undefined) refuse('not-listed', `The list puts several labels on this subject, choose one: ${names}.`);
  return first;
}
