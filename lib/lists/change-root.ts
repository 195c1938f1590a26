import type { Result } from '../core/result.ts';
import { carryDetails } from './carry-details.ts';
import { DAY_S, MAX_BLOB_BYTES, MAX_ROOTS, WEEK_S } from './limits.ts';
import { attempt, attemptAsync, refuse, type ListError } from './list-error.ts';
import { keyRing, type KeyRing } from './list-keys.ts';
import { inboxTerms, rootTerms, tipAge, type ListTerms } from './list-terms.ts';
import { isLive, MAX_ROOT_LIFE_S, type RootContent } from './root-content.ts';
import { rootChanges, type RootChange } from './root-changes.ts';
import {
  checkEnough,
  cosignRoot,
  currentRoot,
  decodeRoots,
  encodeRoots,
  isComplete,
  signRoot,
  verifyProposedRoot,
  verifyRootLine,
  type MissingSignatures,
  type ProposedRoot,
  type SignedRoot,
} from './root-line.ts';
import { publishedState, signState, tipSigners, type PublishedState } from './sign-state.ts';
import type { Signer } from './signer.ts';
import type { ListPublicKeys } from './verify-flag-list.ts';

/** What the next root says otherwise than the current one. An empty change renews it. */
export interface RootDraft {
  /** All terms anew. */
  readonly terms?: ListTerms;
  /** For each use that is named, all of its keys anew: who is left out is revoked. */
  readonly keys?: Partial<ListPublicKeys>;
  /** Id of the list that readers should follow after this one; null takes it back. */
  readonly successor?: string | null;
  /** How long the root speaks; the longest that readers take when absent. */
  readonly lifeDays?: number;
}

export interface ChangeOptions {
  readonly nowMs: number;
  /**
   * A `.flaglist` of the state from which the list continues. When absent, that of the file whose root is changed.
   * An earlier one leaves out what came after it: so a list recovers from a thief who signed with its writer key.
   */
  readonly base?: Uint8Array;
}

export type SigningOptions = Pick<ChangeOptions, 'nowMs'>;

export interface FinishOptions extends SigningOptions {
  /** The writer signs the state alone, for others to co-sign (`cosignState`). */
  readonly isProposal?: boolean;
}

/** A root that waits for signatures, as its signers look at it. */
export interface RootProposal {
  readonly list: string;
  readonly version: number;
  /** The update from which the list will continue. */
  readonly baseSeq: number;
  readonly name: string;
  readonly createdAtMs: number;
  readonly changes: readonly RootChange[];
  readonly missing: MissingSignatures;
  readonly isComplete: boolean;
}

/**
 * Makes the next root of a list and, under it, a state with the flags of the base; gives the `.flaglist` of that state,
 * which `verifyFlagList` accepts. `keys` are those at hand; which of them are needed, the two roots say.
 */
export function changeRoot(
  file: Uint8Array,
  change: RootDraft,
  keys: readonly Signer[],
  options: ChangeOptions,
): Promise<Result<Uint8Array, ListError>> {
  return attemptAsync(async () => {
    const ring = keyRing(keys);
    const { signed, base } = await nextRoot(file, change, ring, options, true);
    return finish(signed, base, ring, options);
  });
}

/**
 * Makes the next root with the signatures at hand, one of a new root key among them. What it gives is a blob `FLR1`
 * whose last root may lack signatures: no reader takes it, the other holders of keys sign it (`signProposal`), and
 * `finishRoot` makes it a list. Until then nothing should be published that follows the base: its readers would have
 * to take the whole list.
 */
export function proposeRoot(
  file: Uint8Array,
  change: RootDraft,
  keys: readonly Signer[],
  options: ChangeOptions,
): Promise<Result<Uint8Array, ListError>> {
  return attemptAsync(async () => encodeRoots((await nextRoot(file, change, keyRing(keys), options, false)).signed));
}

/** Checks a proposal as hostile input: whoever signs it should see what it changes. */
export function readProposal(proposal: Uint8Array): Result<RootProposal, ListError> {
  return attempt(() => describe(verifyProposedRoot(decodeRoots(proposal))));
}

/** Adds the signatures that these keys may give. */
export function signProposal(proposal: Uint8Array, keys: readonly Signer[], options: SigningOptions): Promise<Result<Uint8Array, ListError>> {
  return attemptAsync(async () => {
    const signed = decodeRoots(proposal);
    const more = await withSignatures(signed, keyRing(keys), options);
    if (more === signed) refuse('wrong-key', 'None of these keys is asked to sign this root, or all of them have signed it.');
    return encodeRoots(more);
  });
}

/**
 * Adds what signatures the keys at hand can give, and makes the list; `base` is a `.flaglist` of the state it names.
 * As a proposal its first state passes between co-signers as any other does; the root itself must be complete before,
 * since what they sign names its signatures.
 */
export function finishRoot(
  proposal: Uint8Array,
  base: Uint8Array,
  keys: readonly Signer[],
  options: FinishOptions,
): Promise<Result<Uint8Array, ListError>> {
  return attemptAsync(async () => {
    const ring = keyRing(keys);
    const roots = decodeRoots(proposal);
    const before = publishedState(base);
    const proposed = verifyProposedRoot(roots);
    checkEnough(proposed, (key) => ring.has(key));
    checkFinish(proposed, before, ring, options);
    return finish(await withSignatures(roots, ring, options), before, ring, options);
  });
}

interface NextRoot {
  /** All roots; the last may lack signatures. */
  readonly signed: readonly SignedRoot[];
  readonly base: PublishedState;
}

async function nextRoot(file: Uint8Array, change: RootDraft, ring: KeyRing, { nowMs, base: baseFile }: ChangeOptions, isWhole: boolean): Promise<NextRoot> {
  const at = publishedState(file);
  const base = baseFile === undefined ? at : publishedState(baseFile);
  checkBase(base, at);
  const { signed } = at.roots;
  if (signed.length >= MAX_ROOTS) refuse('too-large', `A list passes through at most ${MAX_ROOTS} roots; follow it by a new list.`);

  const createdAt = Math.floor(nowMs / 1000);
  const content = nextContent(change, at, base, createdAt);
  const [author, ...others] = signersOf(content, at, ring);
  if (author === undefined) refuse('missing-signature', 'A root is written by one of its root keys, and none of them is at hand.');
  const roots = [...signed, await signRoot(content, [author, ...others], { createdAt, line: at.roots.line, isWhole })];
  // Before anybody else is asked to sign: all that does not hang on the signatures that are still missing.
  verifyProposedRoot(roots);
  if (encodeRoots(roots).length > MAX_BLOB_BYTES) refuse('too-large', 'The roots of the list are larger than a blob may be.');
  return { signed: roots, base };
}

/** A list continues from a point that its current root leads to, so that the new root heals it and splits it nowhere. */
function checkBase(base: PublishedState, at: PublishedState): void {
  if (base === at) return;
  const [mine, current] = [base.roots.line, at.roots.line];
  if (mine[0].id !== current[0].id) refuse('wrong-key', 'The state to continue from is of another list.');
  if (mine.some(({ id }, i) => id !== current[i]?.id)) refuse('broken-root-line', 'The state to continue from has other roots than the list.');
  const joint = currentRoot(current).base;
  const isJoint = base.tip.seq === joint?.seq && base.tip.chain === joint.chain;
  if (mine.length < current.length && !isJoint) {
    refuse('broken-chain', 'The state to continue from was left behind by the current root of the list.');
  }
}

function nextContent({ terms, keys = {}, successor, lifeDays }: RootDraft, at: PublishedState, base: PublishedState, createdAt: number): RootContent {
  const { id: prev, createdAt: since, ...current } = currentRoot(at.roots.line);
  const list = at.roots.line[0].id;
  if (createdAt <= since || createdAt < base.tip.by.createdAt) {
    refuse('not-yet-valid', 'The clock here is not ahead of the root and the state that are continued.');
  }
  const { vouches: _, ...others } = current;
  const written = terms === undefined ? current : { ...others, ...rootTerms(terms, at.roots.line) };
  const isSameAge = isLive(written) === isLive(current);
  const { successor: kept, ...content } = written;
  const follower = successor === undefined ? kept : (successor ?? undefined);
  if (follower === list) refuse('bad-root', 'A list cannot be its own successor.');
  const next: RootContent = {
    ...content,
    ver: current.ver + 1,
    inbox: { ...current.inbox, ...(terms && inboxTerms(terms)), key: keys.inbox ?? current.inbox.key },
    root_keys: sorted(keys.root ?? current.root_keys),
    root_threshold: keys.rootThreshold ?? current.root_threshold,
    writer: keys.writer ?? current.writer,
    head_keys: sorted(keys.heads ?? current.head_keys),
    head_threshold: keys.headThreshold ?? current.head_threshold,
    maxAge: isSameAge ? current.maxAge : tipAge(written),
    ...(follower !== undefined && { successor: follower }),
    prev,
    list,
    base: { seq: base.tip.seq, chain: base.tip.chain, state: base.tip.state },
    expires: createdAt + (lifeDays === undefined ? MAX_ROOT_LIFE_S : lifeDays * DAY_S),
  };
  const named = [...next.root_keys, next.writer, ...next.head_keys];
  if (named.includes(next.inbox.key)) refuse('bad-keys', 'The inbox key has another use as well.');
  return next;
}

/** A root key first, since it is the author; then every other key at hand that may sign. */
function signersOf(content: RootContent, at: PublishedState, ring: KeyRing): readonly Signer[] {
  const author = content.root_keys.find((key) => ring.has(key));
  if (author === undefined) return [];
  const named = [...content.root_keys, content.writer, ...content.head_keys, content.inbox.key];
  const signers = new Set([author, ...named, ...currentRoot(at.roots.line).root_keys]);
  return [...signers].flatMap((key) => ring.get(key) ?? []);
}

async function withSignatures(signed: readonly SignedRoot[], ring: KeyRing, { nowMs }: SigningOptions): Promise<readonly SignedRoot[]> {
  const { line, root, missing } = verifyProposedRoot(signed);
  const asked = new Set([...missing.named, ...missing.oldKeys]);
  const signers = [...asked].flatMap((key) => ring.get(key) ?? []);
  if (signers.length === 0) return signed;
  const at = { id: root.id, ver: root.ver, list: line[0].id };
  return [...signed.slice(0, -1), await cosignRoot(signed.at(-1)!, at, signers, Math.floor(nowMs / 1000))];
}

async function finish(signed: readonly SignedRoot[], base: PublishedState, ring: KeyRing, { nowMs, isProposal = false }: FinishOptions): Promise<Uint8Array> {
  const line = verifyRootLine(signed);
  const createdAt = Math.floor(nowMs / 1000);
  const root = currentRoot(line);
  const thisWeek = Math.floor((createdAt - root.epoch) / WEEK_S);
  const details = carryDetails({ flags: [], retractions: [] }, { before: base, after: base.records, labels: root.labels, thisWeek, forgets: false });
  return signState({ signed, line }, base, { ...base, details }, ring, { createdAt, isProposal });
}

/** What must hold for the first state under a new root, before anybody is asked to sign for it. */
function checkFinish({ line, root }: ProposedRoot, base: PublishedState, ring: KeyRing, { nowMs, isProposal = false }: FinishOptions): void {
  if (line[0].id !== base.roots.line[0].id) refuse('wrong-key', 'The new root is of another list.');
  const { seq, chain } = base.tip;
  if (root.base?.seq !== seq || root.base.chain !== chain) {
    refuse('broken-chain', `The new root continues the list from update ${root.base?.seq ?? 0}; this file holds another state, of update ${seq}.`);
  }
  if (Math.floor(nowMs / 1000) < root.createdAt) refuse('not-yet-valid', 'The clock here is behind the new root.');
  tipSigners(root, ring, isProposal);
}

function describe({ line, root, missing }: ProposedRoot): RootProposal {
  return {
    list: line[0].id,
    version: root.ver,
    baseSeq: root.base!.seq,
    name: root.name,
    createdAtMs: root.createdAt * 1000,
    changes: rootChanges(currentRoot(line), root),
    missing,
    isComplete: isComplete(missing),
  };
}

function sorted(keys: readonly string[]): string[] {
  return [...keys].toSorted();
}
