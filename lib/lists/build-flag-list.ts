import type { Result } from '../core/result.ts';
import type { Subject } from '../core/subject.ts';
import { PDQ_LISTED_QUALITY, PDQ_MAX_DISTANCE, PDQ_WORDS, type PdqHash } from '../subjects/pdq.ts';
import { subjectKeyBytes } from '../subjects/subject-key.ts';
import { canonicalJson } from './canonical-json.ts';
import type { StateRecords } from './diff-records.ts';
import { publicKey, type Random } from './event.ts';
import { MAX_FLAGS, MAX_PICTURES, WEEK_S } from './limits.ts';
import { attempt, refuse, type ListError } from './list-error.ts';
import { keyRing, publicKeys, secretsOf, type KeyRing, type ListKeys } from './list-keys.ts';
import { inboxTerms, rootTerms, tipAge, type ListTerms } from './list-terms.ts';
import { RunPacker } from './pack-run.ts';
import { checkPictures, DEFAULT_RADIUS, isFlat, NO_PICTURES, PICTURE_BYTES, PICTURE_LAYOUT, PICTURE_STATEMENT_BYTES, RADIUS_AT, writePictureRecord } from './picture-record.ts';
import { compareRecords, findRecord, FLAG_LAYOUT, KEY_BYTES, RecordCheck, RECORD_BYTES, STATEMENT_BYTES, writeRecord, type Polarity } from './record.ts';
import { MAX_ROOT_LIFE_S, parseRootContent, type ListLabel, type RootContent } from './root-content.ts';
import { currentRoot, signRoot, verifyRootLine } from './root-line.ts';
import { publishedState, signState, type Roots, type SignOptions, type StateBefore } from './sign-state.ts';

/** A list before it is signed: its terms and its flags. */
export interface ListDraft extends ListTerms {
  readonly flags: Iterable<DraftFlag>;
}

export type DraftFlag = DraftStatement & ({ readonly subject: Subject } | { readonly key: Uint8Array } | DraftPicture);

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
}

export interface BuildOptions {
  readonly nowMs: number;
  readonly random: Random;
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
 * A new list takes all its keys; to continue one, any secret keys will do that hold its writer and enough heads.
 */
export function buildFlagList(
  draft: ListDraft,
  keys: ListKeys | readonly Uint8Array[],
  { nowMs, random, previous, forgets = false, isProposal = false }: BuildOptions,
): Result<Uint8Array, ListError> {
  return attempt(() => {
    const options = { createdAt: Math.floor(nowMs / 1000), random, forgets, isProposal };
    const { roots, before, ring } = previous === undefined ? begin(draft, keys, options) : resume(draft, keys, options, previous);
    const after = packRecords(draft.flags, currentRoot(roots.line), options.createdAt, before ?? NOTHING);
    return signState(roots, before, after, ring, options);
  });
}

const NOTHING: StateRecords = { records: new Uint8Array(0), pictures: NO_PICTURES };

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
  const terms = { ...rootTerms(draft, line), inbox: { ...current.inbox, ...inboxTerms(draft) } };
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
    inbox: { key: publicKey(keys.inbox), ...inboxTerms(draft) },
    root_keys: publicKeys(keys.root),
    root_threshold: keys.rootThreshold,
    writer: publicKey(keys.writer),
    head_keys: publicKeys(keys.heads),
    head_threshold: keys.headThreshold,
    maxAge: tipAge(terms),
    expires: createdAt + MAX_ROOT_LIFE_S,
  };
}

/** All flags as runs in order; the same statement twice counts once. `before`: what the list said before. */
function packRecords(flags: Iterable<DraftFlag>, { labels, epoch }: RootContent, createdAt: number, before: StateRecords): StateRecords {
  const byName = new Map(labels.map((label) => [label.name, label]));
  const thisWeek = Math.floor((createdAt - epoch) / WEEK_S);
  const records = new RunPacker(FLAG_LAYOUT);
  const pictures = new RunPacker(PICTURE_LAYOUT);
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
      const key = 'key' in flag ? flag.key : subjectKeyBytes(flag.subject);
      records.add((run, at) => {
        writeRecord(run, at, { ...stated, key });
        if (flag.week === undefined) keepDate(run, at, before.records);
      });
    }
  }
  const after = { records: records.sorted(), pictures: pictures.sorted() };
  new RecordCheck(thisWeek).push(after.records);
  checkPictures(after.pictures, thisWeek, labels);
  return after;
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
