import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson, type Json } from '../../lib/lists/canonical-json.ts';
import { genesisChain, RESET } from '../../lib/lists/chain.ts';
import { blobName } from '../../lib/lists/domain-hash.ts';
import { decodeFlagListFile } from '../../lib/lists/flag-list-file.ts';
import { decodeForkProof, encodeForkProof, type Link, type RootFork, type UpdateFork } from '../../lib/lists/fork-proof.ts';
import { MAX_LOG } from '../../lib/lists/limits.ts';
import type { HeadBytes } from '../../lib/lists/list-head.ts';
import { encodeIndex, lineOf, type Anchor } from '../../lib/lists/list-index.ts';
import type { ListKeys } from '../../lib/lists/list-keys.ts';
import { emptyState } from '../../lib/lists/list-state.ts';
import { makeForkProof } from '../../lib/lists/make-fork-proof.ts';
import type { RootContent } from '../../lib/lists/root-content.ts';
import { decodeRoots, encodeRoots, rootId, type SignedRoot } from '../../lib/lists/root-line.ts';
import { decodeTip, encodeTip, type TipContent } from '../../lib/lists/tip.ts';
import { verifyForkProof, type ProvenFork } from '../../lib/lists/verify-fork-proof.ts';
import { seededRandom, TEST_KEYS } from './lists-draft.ts';
import { allSecrets, CREATED_AT, rootContent, signAsRoot, signedTip } from './lists-forge.ts';

const random = seededRandom('forks');
const nameOf = (text: string) => bytesToHex(sha256(utf8ToBytes(text)));

/** An update that leads to a state of this name; no flags stand behind it. */
export function step(name: string, delta = `changes to ${name}`): Link {
  return { state: nameOf(name), delta: nameOf(delta) };
}

export const steps = (...names: readonly string[]): readonly Link[] => names.map((name) => step(name));

/** The first root of a list, signed by all keys it names. */
export function firstRoot(keys: ListKeys = TEST_KEYS, createdAt = CREATED_AT): SignedRoot {
  const content = rootContent(keys, { expires: createdAt + 300 * 86_400 });
  return signAsRoot(canonicalJson(content as Json)!, content, allSecrets(keys), createdAt);
}

/** The root after those given, of the same terms but for the changes; signed by all its keys and by `old` ones. */
export function nextRoot(before: readonly SignedRoot[], base: Anchor, changes: Partial<RootContent> = {}, old: readonly Uint8Array[] = [], keys = TEST_KEYS): SignedRoot {
  const last = before.at(-1)!;
  const list = rootId(before[0]!);
  const createdAt = last.by.createdAt + 60;
  const content = {
    ...(JSON.parse(last.content) as RootContent),
    ver: before.length + 1,
    prev: rootId(last),
    list,
    base: { seq: base.seq, chain: base.chain, state: base.state },
    ...changes,
  };
  const [author, ...others] = allSecrets(keys);
  return signAsRoot(canonicalJson(content as unknown as Json)!, content, [author, ...others, ...old], createdAt);
}

export interface HeadOptions {
  readonly roots?: readonly SignedRoot[];
  readonly writer?: Uint8Array;
  readonly cosigners?: readonly Uint8Array[];
  readonly createdAt?: number;
  readonly tip?: (content: TipContent) => TipContent;
}

const FIRST = firstRoot();

/** The points of a line from the genesis on, one for each step. */
export function lineFrom(list: string, line: readonly Link[]): readonly [Anchor, ...Anchor[]] {
  const base = { seq: 0, chain: genesisChain(list), state: emptyState(list) };
  return lineOf({ base, log: line.map(({ state, delta }, i) => ({ seq: i + 1, state, delta: { sha256: delta, bytes: 100 } })) });
}

/** A head after these steps, whose index tells the last 16; every hash, link and signature of it holds. */
export function aHead(line: readonly Link[], { roots = [FIRST], writer = TEST_KEYS.writer, cosigners = [], createdAt = CREATED_AT + 3600, tip = (content) => content }: HeadOptions = {}): HeadBytes {
  const list = rootId(roots[0]!);
  const points = lineFrom(list, line);
  const { seq, chain, state } = points.at(-1)!;
  const start = Math.max(0, line.length - MAX_LOG);
  const index = encodeIndex({
    base: points[start]!,
    log: line.slice(start).map(({ state: to, delta }, i) => ({ seq: start + 1 + i, state: to, delta: { sha256: delta, bytes: delta === RESET ? 0 : 100 } })),
    segments: [],
    merged: [],
    inline: [],
    snapshot: { seq, manifest: { sha256: nameOf('manifest'), bytes: 100 } },
  });
  const blob = encodeRoots(roots);
  const content: TipContent = {
    seq,
    chain,
    state,
    n: 1,
    exp: createdAt + 86_400,
    index: { sha256: blobName(index), bytes: index.length },
    roots: { ver: roots.length, sha256: blobName(blob), bytes: blob.length },
  };
  return { roots: blob, index, tip: encodeTip(signedTip(list, tip(content), writer, cosigners, createdAt, random)) };
}

/** The head of a `.flaglist`. */
export function headOf(file: Uint8Array): HeadBytes {
  const { roots, tip, index } = decodeFlagListFile(file);
  return { roots, tip, index };
}

/** The proof that a list was given two second roots, which name it so. */
export function rootsForked(file: Uint8Array, names: readonly [string, string]): Uint8Array {
  const { roots, tip } = headOf(file);
  const before = decodeRoots(roots);
  const [one, other] = names.map((name) => nextRoot(before, decodeTip(tip), { name })) as [SignedRoot, SignedRoot];
  return encodeForkProof({ kind: 'roots', before, pair: rootId(one) < rootId(other) ? [one, other] : [other, one] });
}

export function madeFork(one: HeadBytes, other: HeadBytes): Uint8Array {
  const made = makeForkProof(one, other);
  if (!made.ok) throw new Error(`${made.error.tag}: ${made.error.message}`);
  return made.value;
}

/** 'made', or why no proof comes of the two. */
export function madeOf(one: HeadBytes, other: HeadBytes): string {
  const made = makeForkProof(one, other);
  return made.ok ? 'made' : made.error.tag;
}

/** The proof of alternating numbers, 10 and 12, and that of two second roots; of a list with as few keys as one may have. */
export function forksOfBothKinds(): { readonly updates: Uint8Array; readonly roots: Uint8Array } {
  const common = Array.from({ length: 9 }, (_, i) => step(`${i + 1}`));
  const keys = { ...TEST_KEYS, root: [TEST_KEYS.root[0]], rootThreshold: 1 } as const;
  const first = firstRoot(keys);
  const [base] = lineFrom(rootId(first), []);
  const under = (changes: Partial<RootContent>) => aHead(steps('1'), { roots: [first, nextRoot([first], base, changes, [], keys)] });
  return {
    updates: madeFork(aHead([...common, step('10')], { roots: [first] }), aHead([...common, ...steps('other 10', '11', '12')], { roots: [first] })),
    roots: madeFork(under({}), under({ name: 'Renamed' })),
  };
}

export function provenFork(proof: Uint8Array): ProvenFork {
  const verified = verifyForkProof(proof);
  if (!verified.ok) throw new Error(`${verified.error.tag}: ${verified.error.message}`);
  return verified.value;
}

/** What became of a proof: 'holds' or the tag of its refusal. */
export function judgedFork(proof: Uint8Array): string {
  const verified = verifyForkProof(proof);
  return verified.ok ? 'holds' : verified.error.tag;
}

/** The proof of two updates with some of its parts replaced, written as it was. */
export function changedUpdates(proof: Uint8Array, change: (fork: UpdateFork) => Partial<UpdateFork>): Uint8Array {
  const fork = decodeForkProof(proof);
  if (fork.kind !== 'updates') throw new Error('This is a fork of roots.');
  return encodeForkProof({ ...fork, ...change(fork) });
}

/** The proof of two roots with some of its parts replaced, written as it was. */
export function changedRoots(proof: Uint8Array, change: (fork: RootFork) => Partial<RootFork>): Uint8Array {
  const fork = decodeForkProof(proof);
  if (fork.kind !== 'roots') throw new Error('This is a fork of updates.');
  return encodeForkProof({ ...fork, ...change(fork) });
}
