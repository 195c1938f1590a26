import type { Result } from '../core/result.ts';
import type { Subject } from '../core/subject.ts';
import { subjectKeyBytes } from '../subjects/subject-key.ts';
import { canonicalJson } from './canonical-json.ts';
import { publicKey, type Random } from './event.ts';
import { MAX_FLAGS, WEEK_S } from './limits.ts';
import { attempt, refuse, type ListError } from './list-error.ts';
import { keyRing, publicKeys, secretsOf, type KeyRing, type ListKeys } from './list-keys.ts';
import { rootTerms, tipAge, type ListTerms } from './list-terms.ts';
import { compareRecords, findRecord, KEY_BYTES, RecordCheck, RECORD_BYTES, STATEMENT_BYTES, writeRecord, type Polarity } from './record.ts';
import { MAX_ROOT_LIFE_S, parseRootContent, type ListLabel, type RootContent } from './root-content.ts';
import { currentRoot, signRoot, verifyRootLine } from './root-line.ts';
import { publishedState, signState, type Roots, type SignOptions, type StateBefore } from './sign-state.ts';

/** A list before it is signed: its terms and its flags. */
export interface ListDraft extends ListTerms {
  readonly flags: Iterable<DraftFlag>;
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

/**
 * Signs a draft into a `.flaglist`. What it returns passes `verifyFlagList`; the order of flags does not matter.
 * A new list takes all its keys; to continue one, any secret keys will do that hold its writer and enough heads.
 */
export function buildFlagList(
  draft: ListDraft,
  keys: ListKeys | readonly Uint8Array[],
  { nowMs, random, previous }: BuildOptions,
): Result<Uint8Array, ListError> {
  return attempt(() => {
    const options = { createdAt: Math.floor(nowMs / 1000), random };
    const { roots, before, ring } = previous === undefined ? begin(draft, keys, options) : resume(draft, keys, options, previous);
    const records = packRecords(draft.flags, currentRoot(roots.line), options.createdAt, before?.records ?? new Uint8Array(0));
    return signState(roots, before, records, ring, options);
  });
}

/** Under which roots a list is signed, by which keys, and where it stands before the update. */
interface Start {
  readonly roots: Roots;
  /** Absent where the list is new. */
  readonly before?: StateBefore;
  readonly ring: KeyRing;
}

function begin(draft: ListDraft, keys: ListKeys | readonly Uint8Array[], { createdAt, random }: SignOptions): Start {
  if (!('root' in keys)) refuse('bad-keys', 'A new list begins with all of its keys, from one key file.');
  const secrets = secretsOf(keys);
  const ring = keyRing(secrets);
  if (ring.size !== secrets.length) refuse('bad-keys', 'One secret key is used for two purposes.');
  const [author, ...others] = keys.root;
  const signers = [author, ...others, keys.writer, ...keys.heads, keys.inbox] as const;
  const signed = [signRoot(firstRoot(draft, keys, createdAt), signers, createdAt, random)];
  return { roots: { signed, line: verifyRootLine(signed) }, ring };
}

function resume(draft: ListDraft, keys: ListKeys | readonly Uint8Array[], { createdAt }: SignOptions, previous: Uint8Array): Start {
  const ring = keyRing('root' in keys ? secretsOf(keys) : keys);
  const { roots, tip, ...before } = publishedState(previous);
  if (createdAt < tip.by.createdAt) refuse('not-yet-valid', 'The clock here is behind the list to continue.');
  checkTerms(draft, roots);
  return { roots, before, ring };
}

function checkTerms(draft: ListDraft, { signed, line }: Roots): void {
  const { content, by } = signed.at(-1)!;
  const current = parseRootContent(content, by.createdAt);
  const terms = rootTerms(draft, line);
  const names = Object.keys(terms) as readonly (keyof typeof terms)[];
  const changed = names.filter((name) => canonicalJson(terms[name]) !== canonicalJson(current[name]));
  if (changed.length === 0) return;
  refuse('charter-changed', `Terms differ from those the list was signed with (${changed.join(', ')}); that needs a new root.`);
}

function firstRoot(draft: ListDraft, keys: ListKeys, createdAt: number): RootContent {
  const terms = rootTerms(draft, []);
  return {
    v: 1,
    ver: 1,
    ...terms,
    epoch: LIST_EPOCH_S,
    inbox: { key: publicKey(keys.inbox), relays: [], pow: 0 },
    root_keys: publicKeys(keys.root),
    root_threshold: keys.rootThreshold,
    writer: publicKey(keys.writer),
    head_keys: publicKeys(keys.heads),
    head_threshold: keys.headThreshold,
    maxAge: tipAge(terms),
    expires: createdAt + MAX_ROOT_LIFE_S,
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
