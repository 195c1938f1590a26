import type { Result } from '../core/result.ts';
import type { Subject } from '../core/subject.ts';
import { subjectKeyBytes } from '../subjects/subject-key.ts';
import { decodeFlagListFile, type FlagListFile } from './flag-list-file.ts';
import { MAX_LEAF_RECORDS } from './limits.ts';
import { attempt, refuse, type ListError } from './list-error.ts';
import { decodeIndex } from './list-index.ts';
import { leafOf, pdqLeafOf, StateHasher } from './list-state.ts';
import { decodeManifest, shardsOf } from './manifest.ts';
import { merklePath } from './merkle-path.ts';
import { decodePictureShards, isPictureShard } from './picture-shard.ts';
import { encodeReceipt } from './receipt.ts';
import { compareRecords, KEY_BYTES, readRecord, RECORD_BYTES } from './record.ts';
import { currentRoot, decodeRoots, verifyRootLine } from './root-line.ts';
import { decodeShard } from './shard.ts';
import { verifyReceipt } from './verify-receipt.ts';

export interface ReceiptOptions {
  /** Code or name of the label; needed only where the list puts several on the subject. */
  readonly label?: number | string | undefined;
  readonly nowMs: number;
}

/**
 * The receipt of one flag in a `.flaglist`, as the bytes of its file. The list may have expired. What is made is
 * verified before it is handed out, so that a file of which only a part was altered gives no receipt that does not hold.
 */
export function makeReceipt(list: Uint8Array, subject: Subject, { label: wanted, nowMs }: ReceiptOptions): Result<Uint8Array, ListError> {
  const made = attempt(() => {
    const file = decodeFlagListFile(list);
    const key = subjectKeyBytes(subject);
    const shards = file.kept ?? snapshotShards(file);
    const { leaf, leaves } = readLeaf(shards.filter((shard) => !isPictureShard(shard)), leafOf(key, 0));
    const pdqLeaf = pdqLeafOf(decodePictureShards(shards.filter(isPictureShard)));
    const { at, label } = choose(leaf, key, wanted, file);
    const path = merklePath(leaves, leafOf(key, 0));
    return encodeReceipt({ subject, label, at, leaf, path, pdqLeaf, tip: file.tip, roots: file.roots });
  });
  if (!made.ok) return made;
  const verified = verifyReceipt(made.value, nowMs);
  return verified.ok ? made : verified;
}

/** The records of one leaf, and the hashes of all. */
function readLeaf(shards: readonly Uint8Array[], number: number): { readonly leaf: Uint8Array; readonly leaves: readonly Uint8Array[] } {
  const hasher = new StateHasher();
  const parts: Uint8Array[] = [];
  for (const shard of shards) {
    const run = decodeShard(shard);
    hasher.push(run);
    for (let at = 0; at < run.length; at += RECORD_BYTES) {
      if (leafOf(run, at) === number) parts.push(run.subarray(at, at + RECORD_BYTES));
      if (parts.length > MAX_LEAF_RECORDS) refuse('too-large', `A leaf of the list holds more than ${MAX_LEAF_RECORDS} flags.`);
    }
  }
  const leaf = new Uint8Array(parts.length * RECORD_BYTES);
  for (const [i, part] of parts.entries()) leaf.set(part, i * RECORD_BYTES);
  return { leaf, leaves: hasher.leaves() };
}

function snapshotShards({ index, blobs }: FlagListFile): readonly Uint8Array[] {
  const blobOf = (sha256: string) => blobs.get(sha256) ?? refuse('missing-blob', 'The file lacks a blob that the list names.');
  return shardsOf(decodeManifest(blobOf(decodeIndex(index).snapshot.manifest.sha256))).map(({ sha256 }) => blobOf(sha256));
}

/** The one flag on the subject that is meant. */
function choose(leaf: Uint8Array, key: Uint8Array, wanted: number | string | undefined, { roots }: FlagListFile): { readonly at: number; readonly label: number } {
  const places = Array.from({ length: leaf.length / RECORD_BYTES }, (_, at) => at);
  const flags = places
    .filter((at) => compareRecords(leaf, at * RECORD_BYTES, key, 0, KEY_BYTES) === 0)
    .map((at) => ({ at, label: readRecord(leaf, at * RECORD_BYTES).label }));
  if (flags.length === 0) refuse('not-listed', 'The list has no flag on this subject.');
  const { labels } = currentRoot(verifyRootLine(decodeRoots(roots)));
  const nameOf = (code: number) => labels.find((label) => label.code === code)?.name ?? String(code);
  const meant = wanted === undefined ? flags : flags.filter(({ label }) => wanted === label || wanted === nameOf(label));
  const [first, second] = meant;
  const names = flags.map(({ label }) => `${nameOf(label)} (${label})`).join(', ');
  if (first === undefined) refuse('not-listed', `The list has no such flag on this subject; there is ${names}.`);
  if (second !== undefined) refuse('not-listed', `The list puts several labels on this subject, choose one: ${names}.`);
  return first;
}
