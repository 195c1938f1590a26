import { bytesToHex } from '@noble/hashes/utils.js';
import type { FlagDetails, ReasonText } from '../core/flag-reason.ts';
import type { Result } from '../core/result.ts';
import type { Subject } from '../core/subject.ts';
import { PDQ_LISTED_QUALITY, PDQ_MAX_DISTANCE, PDQ_WORDS, type PdqHash } from '../subjects/pdq.ts';
import { subjectKeyBytes } from '../subjects/subject-key.ts';
import { canonicalJson } from './canonical-json.ts';
import { carryDetails } from './carry-details.ts';
import { detailName, type DetailName } from './detail-bucket.ts';
import type { StateRecords } from './diff-records.ts';
import { MAX_FLAGS, MAX_PICTURES, WEEK_S } from './limits.ts';
import { attemptAsync, refuse, type ListError } from './list-error.ts';
import { keyRing, keysOf, pubkeysOf, type KeyRing, type ListKeys } from './list-keys.ts';
import { inboxTerms, rootTerms, tipAge, type ListTerms } from './list-terms.ts';
import { RunPacker } from './pack-run.ts';
import { checkPictures, DEFAULT_RADIUS, isFlat, NO_PICTURES, PICTURE_BYTES, PICTURE_LAYOUT, PICTURE_STATEMENT_BYTES, RADIUS_AT, writePictureRecord } from './picture-record.ts';
import { compareRecords, findRecord, FLAG_LAYOUT, KEY_BYTES, RecordCheck, RECORD_BYTES, STATEMENT_BYTES, writeRecord, type Polarity } from './record.ts';
import { MAX_ROOT_LIFE_S, parseRootContent, type ListLabel, type RootContent } from './root-content.ts';
import { currentRoot, signRoot, verifyRootLine } from './root-line.ts';
import { publishedState, signState, type DetailedState, type Roots, type SignOptions, type StateBefore } from './sign-state.ts';
import type { Signer } from './signer.ts';

/** A list before it is signed: its terms and its flags. */
export interface ListDraft extends ListTerms {
  readonly flags: Iterable<DraftFlag>;
  /** Why flags of the list before are not among these. Of those that it tells nothing of, nothing is told. */
  readonly retractions?: Iterable<DraftRetraction>;
}

export type DraftRetraction = {
  /** Name of one of the draft's labels. */
  readonly label: string;
  readonly reason?: ReasonText;
} & Flagged;

/** What a flag is on. */
type Flagged = { readonly subject: Subject } | { readonly key: Uint8Array };

export type DraftFlag = DraftStatement & (Flagged | DraftPicture);

/** On all pictures that look like one. */
export interface DraftPicture {
  /** Of the picture at 512 × 512, as readers compare it. */
  readonly pdq: PdqHash;
  /** 0…31 bits; 16 when absent. */
  readonly radius?: number;
  /** Of the picture, 0…100; where only its hash is known, that it is good enough is taken on trust. */
  readonly quality?: number;
}

interface DraftStatement {
  /** Name of one of the draft's labels. */
  readonly label: string;
  readonly polarity?: Polarity;
  /** 0…1; 1 when absent. */
  readonly confidence?: number;
  /** Weeks since LIST_EPOCH_S; when absent, that of the same statement in the list before, or else the current week. */
  readonly week?: number;
  /** What is told of it to who asks, empty where nothing any more; when absent, what the list before told of the same statement. Of pictures nothing is told. */
  readonly details?: FlagDetails;
}

export interface BuildOptions {
  readonly nowMs: number;
  /** The `.flaglist` this one continues, under the same terms and keys; a new list when absent. */
  readonly previous?: Uint8Array;
  /** What the draft holds no more is to be forgotten, not retracted: no update tells of it, and readers take the whole list. */
  readonly forgets?: boolean;
  /** The writer signs alone, for others to co-sign: what it returns is a proposal, which readers refuse. */
  readonly isProposal?: boolean;
}

/** Weeks of our lists count from Monday, 6 January 2020, 00:00 UTC. */
export const LIST_EPOCH_S = 1_578_268_800;

/**
 * Signs a draft into a `.flaglist`. What it returns passes `verifyFlagList`; the order of flags does not matter.
 * A new list takes all its keys; to continue one, any will do that hold its writer and enough heads.
 */
export function buildFlagList(
  draft: ListDraft,
  keys: ListKeys<Signer> | readonly Signer[],
  { nowMs, previous, forgets = false, isProposal = false }: BuildOptions,
): Promise<Result<Uint8Array, ListError>> {
  return attemptAsync(async () => {
    const options = { createdAt: Math.floor(nowMs / 1000), forgets, isProposal };
    const { roots, before, ring } = previous === undefined ? await begin(draft, keys, options) : resume(draft, keys, options, previous);
    const after = packState(draft, currentRoot(roots.line), options, before ?? NOTHING);
    return signState(roots, before, after, ring, options);
  });
}

const NOTHING: DetailedState = { records: new Uint8Array(0), pictures: NO_PICTURES, details: [] };

/** Under which roots a list is signed, by which keys, and where it stands before the update. */
interface Start {
  readonly roots: Roots;
  /** Absent where the list is new. */
  readonly before?: StateBefore & DetailedState;
  readonly ring: KeyRing;
}

async function begin(draft: ListDraft, keys: ListKeys<Signer> | readonly Signer[], { createdAt }: SignOptions): Promise<Start> {
  if (!('root' in keys)) refuse('bad-keys', 'A new list begins with all of its keys.');
  const all = keysOf(keys);
  const ring = keyRing(all);
  if (ring.size !== all.length) refuse('bad-keys', 'One key is used for two purposes.');
  const [author, ...others] = keys.root;
  const signers = [author, ...others, keys.writer, ...keys.heads, keys.inbox] as const;
  const signed = [await signRoot(firstRoot(draft, keys, createdAt), signers, { createdAt, line: [], isWhole: true })];
  return { roots: { signed, line: verifyRootLine(signed) }, ring };
}

function resume(draft: ListDraft, keys: ListKeys<Signer> | readonly Signer[], { createdAt }: SignOptions, previous: Uint8Array): Start {
  const ring = keyRing('root' in keys ? keysOf(keys) : keys);
  const { roots, tip, ...before } = publishedState(previous);
  if (createdAt < tip.by.createdAt) refuse('not-yet-valid', 'The clock here is behind the list to continue.');
  checkTerms(draft, roots);
  return { roots, before, ring };
}

function checkTerms(draft: ListDraft, { signed, line }: Roots): void {
  const { content, by } = signed.at(-1)!;
  const current = parseRootContent(content, by.createdAt);
  const terms = { vouches: undefined, ...rootTerms(draft, line), inbox: { ...current.inbox, ...inboxTerms(draft) } };
  const names = Object.keys(terms) as readonly (keyof typeof terms)[];
  const changed = names.filter((name) => canonicalJson(terms[name] ?? null) !== canonicalJson(current[name] ?? null));
  if (changed.length === 0) return;
  refuse('charter-changed', `Terms differ from those the list was signed with (${changed.join(', ')}); that needs a new root.`);
}

function firstRoot(draft: ListDraft, keys: ListKeys<Signer>, createdAt: number): RootContent {
  const terms = rootTerms(draft, []);
  return {
    v: 1,
    ver: 1,
    ...terms,
    epoch: LIST_EPOCH_S,
    inbox: { key: keys.inbox.pubkey, ...inboxTerms(draft) },
    root_keys: pubkeysOf(keys.root),
    root_threshold: keys.rootThreshold,
    writer: keys.writer.pubkey,
    head_keys: pubkeysOf(keys.heads),
    head_threshold: keys.headThreshold,
    maxAge: tipAge(terms),
    expires: createdAt + MAX_ROOT_LIFE_S,
  };
}

/** What the draft says as a state: all flags as runs in order, and what is told of them. `before`: what the list said before. */
function packState({ flags, retractions = [] }: ListDraft, root: RootContent, { createdAt, forgets = false }: SignOptions, before: DetailedState): DetailedState {
  const { labels, epoch } = root;
  const thisWeek = Math.floor((createdAt - epoch) / WEEK_S);
  const { given, ...after } = packRecords(flags, root, thisWeek, before);
  const takenBack = Array.from(retractions, (retraction, i) => namedRetraction(retraction, i + 1, labels));
  const details = carryDetails({ flags: given.values(), retractions: takenBack }, { before, after: after.records, labels, thisWeek, forgets });
  return { ...after, details };
}

type GivenFlag = DetailName & { readonly flag: FlagDetails };

/** The same statement twice counts once; so does the same word on it. */
function packRecords(flags: Iterable<DraftFlag>, { labels }: RootContent, thisWeek: number, before: StateRecords): StateRecords & { readonly given: ReadonlyMap<string, GivenFlag> } {
  const byName = new Map(labels.map((label) => [label.name, label]));
  const records = new RunPacker(FLAG_LAYOUT);
  const pictures = new RunPacker(PICTURE_LAYOUT);
  const given = new Map<string, GivenFlag>();
  for (const flag of flags) {
    const number = records.count + pictures.count + 1;
    if (records.count === MAX_FLAGS) refuse('too-large', `A list holds at most ${MAX_FLAGS} flags.`);
    if (pictures.count === MAX_PICTURES) refuse('too-large', `A list holds at most ${MAX_PICTURES} pictures.`);
    const label = byName.get(flag.label);
    const why = whyNot(flag, label);
    if (label === undefined || why !== undefined) refuse('bad-draft', `Flag ${number} of the draft: ${why}.`);
    const { polarity = 'asserts', confidence = 1, week = thisWeek } = flag;
    const stated = { label: label.code, polarity, confidence, week };
    if ('pdq' in flag) {
      const { pdq: hash, radius = DEFAULT_RADIUS } = flag;
      pictures.add((run, at) => {
        writePictureRecord(run, at, { ...stated, hash, radius });
        if (flag.week === undefined) keepPictureDate(run, at, before.pictures);
      });
    } else {
      const key = keyOf(flag);
      records.add((run, at) => {
        writeRecord(run, at, { ...stated, key });
        if (flag.week === undefined) keepDate(run, at, before.records);
      });
      if (flag.details !== undefined) give(given, { key, label: label.code, flag: flag.details });
    }
  }
  const after = { records: records.sorted(), pictures: pictures.sorted(), given };
  new RecordCheck(thisWeek).push(after.records);
  checkPictures(after.pictures, thisWeek, labels);
  return after;
}

function give(given: Map<string, GivenFlag>, detail: GivenFlag): void {
  const name = bytesToHex(detailName(detail));
  const earlier = given.get(name);
  if (earlier !== undefined && wordsOf(earlier) !== wordsOf(detail)) refuse('bad-draft', 'The draft gives two different reasons for one flag.');
  given.set(name, detail);
}

function wordsOf({ flag: { reason, evidence, reporters, dispute } }: GivenFlag): string {
  return JSON.stringify([reason?.text, reason?.lang, evidence, reporters, dispute]);
}

function keyOf(on: Flagged): Uint8Array {
  return 'key' in on ? on.key : subjectKeyBytes(on.subject);
}

function namedRetraction({ label: labelName, reason, ...on }: DraftRetraction, number: number, labels: readonly ListLabel[]): DetailName & { readonly reason?: ReasonText } {
  const label = labels.find(({ name }) => name === labelName);
  if (label === undefined) refuse('bad-draft', `Retraction ${number} of the draft: no label is named "${labelName}".`);
  const key = keyOf(on as Flagged);
  if (key.length !== KEY_BYTES) refuse('bad-draft', `Retraction ${number} of the draft: a key has ${KEY_BYTES} bytes.`);
  return { key, label: label.code, ...(reason === undefined ? {} : { reason }) };
}

/** A statement that the list made before, in the same words, is as old as it was: only what changed is an update. */
function keepDate(packed: Uint8Array, at: number, before: Uint8Array): void {
  const old = findRecord(before, packed, at);
  if (old === before.length || compareRecords(before, old, packed, at, STATEMENT_BYTES) !== 0) return;
  packed.set(before.subarray(old, old + RECORD_BYTES), at);
}

/** The same of a picture, whose radius is of the words. */
function keepPictureDate(packed: Uint8Array, at: number, before: Uint8Array): void {
  const old = findRecord(before, packed, at, 0, PICTURE_LAYOUT);
  if (old === before.length || before[old + RADIUS_AT] !== packed[at + RADIUS_AT]) return;
  if (compareRecords(before, old, packed, at, PICTURE_STATEMENT_BYTES) !== 0) return;
  packed.set(before.subarray(old, old + PICTURE_BYTES), at);
}

function whyNot(flag: DraftFlag, label: ListLabel | undefined): string | undefined {
  const { confidence = 1, week = 0 } = flag;
  if (label === undefined) return `no label is named "${flag.label}"`;
  if ('key' in flag && flag.key.length !== KEY_BYTES) return `a key has ${KEY_BYTES} bytes`;
  const kind = 'pdq' in flag ? 'media' : 'subject' in flag ? flag.subject.kind : undefined;
  if (kind !== undefined && !label.subjects.includes(kind)) return `"${flag.label}" may not be put on subjects of kind ${kind}`;
  if (!(confidence >= 0 && confidence <= 1)) return 'confidence runs from 0 to 1';
  if (!Number.isInteger(week) || week < 0 || week > 0xffff) return 'its week is not one a list can hold';
  if ('pdq' in flag && flag.details !== undefined) return 'reasons are given for flags on subjects, not for those on how a picture looks';
  return 'pdq' in flag ? whyNoPicture(flag, label) : undefined;
}

/** What must not be published of how a picture looks: it would be taken for many others, or give away too much of it. */
function whyNoPicture({ pdq, radius = 0, quality = 100 }: DraftPicture, { name, sensitive }: ListLabel): string | undefined {
  if (sensitive) return `"${name}" is sensitive: a picture is flagged by its bytes, not by how it looks`;
  if (pdq.length !== PDQ_WORDS) return `a PDQ hash has ${PDQ_WORDS} words`;
  if (isFlat(pdq)) return 'its PDQ hash is one that no picture with features has';
  if (quality < PDQ_LISTED_QUALITY) return `its picture has too few features to be told from others (quality ${quality}, at least ${PDQ_LISTED_QUALITY})`;
  if (!Number.isInteger(radius) || radius < 0 || radius > PDQ_MAX_DISTANCE) return `its radius is not a whole number from 0 to ${PDQ_MAX_DISTANCE}`;
  return undefined;
}
