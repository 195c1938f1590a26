import type { Label } from '../core/label.ts';
import type { Result } from '../core/result.ts';
import { SUBJECT_KINDS, type Subject, type SubjectKind } from '../core/subject.ts';
import { subjectKeyBytes } from '../subjects/subject-key.ts';
import { canonicalJson } from './canonical-json.ts';
import { encodeDelta } from './delta.ts';
import { diffRecords } from './diff-records.ts';
import { blobName } from './domain-hash.ts';
import { publicKey, type Random } from './event.ts';
import { emptyLog, extendLog, logOf, placeDeltas, type Log } from './extend-log.ts';
import { decodeFlagListFile, encodeFlagListFile } from './flag-list-file.ts';
import { heldFile } from './held-list.ts';
import { DAY_S, MAX_FLAGS, WEEK_S } from './limits.ts';
import { attempt, refuse, type ListError } from './list-error.ts';
import { decodeIndex, encodeIndex } from './list-index.ts';
import { publicKeys, type ListKeys } from './list-keys.ts';
import { StateHasher } from './list-state.ts';
import { encodeManifest, type Manifest, type ShardRef } from './manifest.ts';
import { compareRecords, findRecord, KEY_BYTES, RecordCheck, RECORD_BYTES, STATEMENT_BYTES, writeRecord, type Polarity } from './record.ts';
import { isLive, MAX_AGE_LIVE_S, MAX_ROOT_LIFE_S, type ListLabel, type RootContent } from './root-content.ts';
import { currentRoot, decodeRoots, encodeRoots, signRoot, verifyRootLine, type SignedRoot } from './root-line.ts';
import { encodeShard, SHARD_RECORDS } from './shard.ts';
import { checkTip, decodeTip, encodeTip, signTip, type BlobRef } from './tip.ts';

/** A list before it is signed: its terms and its flags. */
export interface ListDraft {
  readonly name: string;
  readonly description?: string;
  /** What the list flags, on what grounds, and how mistakes are mended. */
  readonly charter: string;
  /** Where a person who was flagged can write to. */
  readonly appealContact: string;
  readonly languages?: readonly string[];
  readonly labels: readonly DraftLabel[];
  readonly flags: Iterable<DraftFlag>;
  readonly mirrors?: readonly string[];
  readonly relays?: readonly string[];
}

/** A label with what may be left out; codes are given in order when absent. */
export interface DraftLabel extends Partial<Omit<ListLabel, 'name' | 'core'>> {
  readonly name: string;
  readonly core: Label;
}

export type DraftFlag = DraftStatement & ({ readonly subject: Subject } | { readonly key: Uint8Array });

interface DraftStatement {
  /** Name of one of the draft's labels. */
  readonly label: string;
  readonly polarity?: Polarity;
  /** 0…1; 1 when absent. */
  readonly confidence?: number;
  /** Weeks since LIST_EPOCH_S; when absent, that of the same statement in the list before, or else the current week. */
  readonly week?: number;
}

export interface BuildOptions {
  readonly nowMs: number;
  readonly random: Random;
  /** The `.flaglist` this one continues, under the same terms and keys; a new list when absent. */
  readonly previous?: Uint8Array;
}

/** Weeks of our lists count from Monday, 6 January 2020, 00:00 UTC. */
export const LIST_EPOCH_S = 1_578_268_800;

const FILE_AGE_S = 365 * DAY_S;

/** Signs a draft into a `.flaglist`. What it returns passes `verifyFlagList`; the order of flags does not matter. */
export function buildFlagList(draft: ListDraft, keys: ListKeys, options: BuildOptions): Result<Uint8Array, ListError> {
  return attempt(() => {
    checkKeys(keys);
    const createdAt = Math.floor(options.nowMs / 1000);
    const { roots, before } =
      options.previous === undefined
        ? begin(draft, keys, createdAt, options.random)
        : resume(draft, keys, createdAt, options.previous);
    const line = verifyRootLine(roots);
    const root = currentRoot(line);
    const list = line[0].id;
    const exp = Math.min(createdAt + root.maxAge, root.expires);
    if (exp <= createdAt) refuse('expired', 'The root of this list has expired: it can only be continued under a new root.');

    const records = packRecords(draft.flags, root, createdAt, before?.records ?? new Uint8Array(0));
    const hasher = new StateHasher();
    hasher.push(records);
    const state = hasher.finish(list);
    const log = extendLog(before?.log ?? emptyLog(list), state, before && deltaBetween(before.records, records));
    const { inline, outer } = placeDeltas(log);
    const at = { seq: log.entries.at(-1)!.seq, n: records.length / RECORD_BYTES, state };

    const { manifest, blobs } = packSnapshot(records, at);
    const index = encodeIndex({
      base: log.base,
      log: log.entries,
      segments: [],
      merged: [],
      inline,
      snapshot: { seq: at.seq, manifest },
    });
    const rootsBlob = encodeRoots(roots);
    const tip = signTip(
      list,
      { ...at, chain: log.chain, exp, index: refTo(index), roots: { ver: root.ver, ...refTo(rootsBlob) } },
      keys.writer,
      keys.heads.slice(0, keys.headThreshold - 1),
      createdAt,
      options.random,
    );
    checkTip(tip, line, options.nowMs);
    return encodeFlagListFile({ roots: rootsBlob, tip: encodeTip(tip), index, blobs: new Map([...blobs, ...outer]) });
  });
}

/** Under which roots a list is signed, and where it stands before the update. */
interface Start {
  readonly roots: readonly SignedRoot[];
  /** Absent where the list is new. */
  readonly before?: { readonly log: Log; readonly records: Uint8Array };
}

function begin(draft: ListDraft, keys: ListKeys, createdAt: number, random: Random): Start {
  const [author, ...others] = keys.root;
  const secrets = [author, ...others, keys.writer, ...keys.heads, keys.inbox] as const;
  return { roots: [signRoot(rootContent(draft, keys, createdAt), secrets, createdAt, random)] };
}

function resume(draft: ListDraft, keys: ListKeys, createdAt: number, previous: Uint8Array): Start {
  const held = heldFile(previous);
  if (!held.ok) refuse(held.error.tag, `The list to continue is refused: ${held.error.message}`);
  const file = decodeFlagListFile(previous);
  const tip = decodeTip(file.tip);
  if (createdAt < tip.by.createdAt) refuse('not-yet-valid', 'The clock here is behind the list to continue.');

  const roots = decodeRoots(file.roots);
  const { content, by } = roots.at(-1)!;
  const { ver, prev, list, base: joint } = currentRoot(verifyRootLine(roots));
  const terms = canonicalJson({ ...rootContent(draft, keys, by.createdAt), ver, prev, list, base: joint });
  if (terms !== content) {
    refuse('charter-changed', 'Terms, labels or keys differ from those the list was signed with; that needs a new root.');
  }
  const log = logOf(decodeIndex(file.index), tip.chain, file.blobs);
  return { roots, before: { log, records: held.value.runs[0] } };
}

/** Undefined where there is more to tell than a delta holds: then the step is a reset. */
function deltaBetween(before: Uint8Array, after: Uint8Array): Uint8Array | undefined {
  const delta = diffRecords(before, after);
  return delta && encodeDelta(delta);
}

function packSnapshot(records: Uint8Array, at: Omit<Manifest, 'shards'>): { manifest: BlobRef; blobs: ReadonlyMap<string, Uint8Array> } {
  const blobs = new Map<string, Uint8Array>();
  const put = (blob: Uint8Array): BlobRef => {
    const ref = refTo(blob);
    blobs.set(ref.sha256, blob);
    return ref;
  };
  const shards: ShardRef[] = [];
  for (let from = 0; from < records.length; from += SHARD_RECORDS * RECORD_BYTES) {
    const run = records.subarray(from, from + SHARD_RECORDS * RECORD_BYTES);
    shards.push({ records: run.length / RECORD_BYTES, blob: put(encodeShard(run)) });
  }
  return { manifest: put(encodeManifest({ ...at, shards })), blobs };
}

function rootContent(draft: ListDraft, keys: ListKeys, createdAt: number): RootContent {
  const mirrors = [...(draft.mirrors ?? [])];
  const relays = [...(draft.relays ?? [])];
  return {
    v: 1,
    ver: 1,
    name: draft.name,
    description: draft.description ?? '',
    languages: [...(draft.languages ?? [])],
    epoch: LIST_EPOCH_S,
    labels: draft.labels.map(completeLabel).toSorted((a, b) => a.code - b.code),
    charter: draft.charter,
    appealContact: draft.appealContact,
    inbox: { key: publicKey(keys.inbox), relays: [], pow: 0 },
    root_keys: publicKeys(keys.root),
    root_threshold: keys.rootThreshold,
    writer: publicKey(keys.writer),
    head_keys: publicKeys(keys.heads),
    head_threshold: keys.headThreshold,
    maxAge: isLive({ mirrors, relays }) ? MAX_AGE_LIVE_S : FILE_AGE_S,
    mirrors,
    relays,
    expires: createdAt + MAX_ROOT_LIFE_S,
  };
}

function completeLabel(label: DraftLabel, position: number): RootContent['labels'][number] {
  const sensitive = label.sensitive ?? false;
  const subjects: readonly SubjectKind[] = label.subjects ?? (sensitive ? ['domain', 'media'] : SUBJECT_KINDS);
  return {
    code: label.code ?? position + 1,
    name: label.name,
    core: label.core,
    severity: label.severity ?? 1,
    blurs: label.blurs ?? 'none',
    subjects: subjects.toSorted(),
    sensitive,
    ...(label.ttlWeeks === undefined ? {} : { ttlWeeks: label.ttlWeeks }),
    locales: [...(label.locales ?? [])],
  };
}

/** All flags as one run in order; the same statement twice counts once. `before`: the records of the list before. */
function packRecords(
  flags: Iterable<DraftFlag>,
  { labels, epoch }: RootContent,
  createdAt: number,
  before: Uint8Array,
): Uint8Array {
  const byName = new Map(labels.map((label) => [label.name, label]));
  const week = Math.floor((createdAt - epoch) / WEEK_S);
  let packed = new Uint8Array(1024 * RECORD_BYTES);
  let count = 0;
  for (const flag of flags) {
    count += 1;
    if (count > MAX_FLAGS) refuse('too-large', `A list holds at most ${MAX_FLAGS} flags.`);
    if (count * RECORD_BYTES > packed.length) packed = doubled(packed);
    const why = whyNot(flag, byName.get(flag.label));
    if (why !== undefined) refuse('bad-draft', `Flag ${count} of the draft: ${why}.`);
    writeRecord(packed, (count - 1) * RECORD_BYTES, {
      key: 'key' in flag ? flag.key : subjectKeyBytes(flag.subject),
      label: byName.get(flag.label)!.code,
      polarity: flag.polarity ?? 'asserts',
      confidence: flag.confidence ?? 1,
      week: flag.week ?? week,
    });
    if (flag.week === undefined) keepDate(packed, (count - 1) * RECORD_BYTES, before);
  }
  const sorted = sortedUnique(packed.subarray(0, count * RECORD_BYTES));
  new RecordCheck(week).push(sorted);
  return sorted;
}

/** A statement that the list made before, in the same words, is as old as it was: only what changed is an update. */
function keepDate(packed: Uint8Array, at: number, before: Uint8Array): void {
  const old = findRecord(before, packed, at);
  if (old === before.length || compareRecords(before, old, packed, at, STATEMENT_BYTES) !== 0) return;
  packed.set(before.subarray(old, old + RECORD_BYTES), at);
}

function whyNot(flag: DraftFlag, label: ListLabel | undefined): string | undefined {
  const { confidence = 1, week = 0 } = flag;
  if (label === undefined) return `no label is named "${flag.label}"`;
  if ('key' in flag && flag.key.length !== KEY_BYTES) return `a key has ${KEY_BYTES} bytes`;
  if ('subject' in flag && !label.subjects.includes(flag.subject.kind)) {
    return `"${flag.label}" may not be put on subjects of kind ${flag.subject.kind}`;
  }
  if (!(confidence >= 0 && confidence <= 1)) return 'confidence runs from 0 to 1';
  if (!Number.isInteger(week) || week < 0 || week > 0xffff) return 'its week is not one a list can hold';
  return undefined;
}

function doubled(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(bytes.length * 2);
  larger.set(bytes);
  return larger;
}

function sortedUnique(packed: Uint8Array): Uint8Array {
  const order = Uint32Array.from({ length: packed.length / RECORD_BYTES }, (_, i) => i * RECORD_BYTES);
  order.sort((a, b) => compareRecords(packed, a, packed, b));
  const sorted = new Uint8Array(packed.length);
  let end = 0;
  for (const at of order) {
    if (end > 0 && compareRecords(sorted, end - RECORD_BYTES, packed, at) === 0) {
      if (compareRecords(sorted, end - RECORD_BYTES, packed, at, RECORD_BYTES) === 0) continue;
      refuse('bad-draft', 'The draft says two different things of one subject under one label.');
    }
    sorted.set(packed.subarray(at, at + RECORD_BYTES), end);
    end += RECORD_BYTES;
  }
  return sorted.subarray(0, end);
}

function checkKeys(keys: ListKeys): void {
  const secrets = [...keys.root, keys.writer, ...keys.heads, keys.inbox];
  let known: readonly string[];
  try {
    known = publicKeys(secrets);
  } catch {
    // The library's words may quote the secret; ours do not.
    refuse('bad-keys', 'One of the secret keys is not a valid key.');
  }
  if (new Set(known).size !== secrets.length) refuse('bad-keys', 'One secret key is used for two purposes.');
}

function refTo(blob: Uint8Array): BlobRef {
  return { sha256: blobName(blob), bytes: blob.length };
}
