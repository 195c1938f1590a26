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
import { leafOf } from './list-state.ts';
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
    const runs = shards.filter((shard) => !isPictureShard(shard)).map(decodeShard);
    const pictures = decodePictureShards(shards.filter(isPictureShard));
    const tip = decodeTip(file.tip);
    const meaning = meaningOf(tip.list, currentRoot(verifyRootLine(decodeRoots(file.roots))));
    const { about, label } = choose(of.kind === 'look' ? picturesLike(of, pictures, meaning, tip.by.createdAt * 1000) : flagsOn(of, runs), wanted, meaning);
    const isLook = about.kind === 'look';
    const layout = layoutOf(about);
    const key = keyOf(about);
    const number = leafOf(key, 0);
    const leaf = concatBytes(...leafIn(isLook ? [pictures] : runs, number, layout));
    if (leaf.length > MAX_LEAF_RECORDS * layout.bytes) refuse('too-large', `A leaf of the list holds more than ${MAX_LEAF_RECORDS} flags.`);
    const at = findRecord(leaf, Uint8Array.of(...key, label), 0, 0, layout) / layout.bytes;
    const tree = StateTree.of(runs, pictures);
    const path = isLook ? tree.pathOfPictures(number) : tree.pathOfFlags(number);
    return encodeReceipt({ about, label, at, leaf, path, tip: file.tip, roots: file.roots });
  });
  if (!made.ok) return made;
  const verified = verifyReceipt(made.value, nowMs);
  return verified.ok ? made : verified;
}

function snapshotShards({ index, blobs }: FlagListFile): readonly Uint8Array[] {
  const blobOf = (sha256: string) => blobs.get(sha256) ?? refuse('missing-blob', 'The file lacks a blob that the list names.');
  return shardsOf(decodeManifest(blobOf(decodeIndex(index).snapshot.manifest.sha256))).map(({ sha256 }) => blobOf(sha256));
}

/** A flag that may be meant. */
interface Found {
  readonly about: Subject | Look;
  readonly label: number;
}

function flagsOn(subject: Subject, runs: readonly Uint8Array[]): readonly Found[] {
  const key = subjectKeyBytes(subject);
  const leaf = concatBytes(...leafIn(runs, leafOf(key, 0), FLAG_LAYOUT));
  const found: Found[] = [];
  for (let at = 0; at < leaf.length; at += RECORD_BYTES) {
    if (compareRecords(leaf, at, key, 0, KEY_BYTES) === 0) found.push({ about: subject, label: readRecord(leaf, at).label });
  }
  return found;
}

/** What look-ups found when the list was signed. */
function picturesLike({ pdq }: Look, pictures: Uint8Array, meaning: ListMeaning, signedAtMs: number): readonly Found[] {
  const hash = readPdq(pdq) ?? refuse('malformed', 'What was asked about is no fingerprint.');
  // Tables are for who looks more than once.
  const block = PictureIndexBlock.fromRun(pictures, Infinity);
  const hits = block.nearest(hash, (flag) => saysSomething(flag, meaning, signedAtMs));
  return hits.map(({ position, label }) => ({ about: { kind: 'look', pdq: writePdq(block.hashAt(position)) }, label }));
}

/** The one that is meant. */
function choose(flags: readonly Found[], wanted: number | string | undefined, { labels }: ListMeaning): Found {
  if (flags.length === 0) refuse('not-listed', 'The list has no flag on this.');
  const nameOf = (code: number) => labels.find((label) => label.code === code)?.name ?? String(code);
  const meant = wanted === undefined ? flags : flags.filter(({ label }) => wanted === label || wanted === nameOf(label));
  const [first, second] = meant;
  const names = flags.map(({ label }) => `${nameOf(label)} (${label})`).join(', ');
  if (first === undefined) refuse('not-listed', `The list has no such flag on this; there is ${names}.`);
  if (second !== undefined) refuse('not-listed', `The list puts several labels on this, choose one: ${names}.`);
  return first;
}
