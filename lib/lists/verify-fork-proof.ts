import type { Result } from '../core/result.ts';
import { linkChain } from './chain.ts';
import { blobName } from './domain-hash.ts';
import { decodeForkProof, type RootFork, type UpdateFork } from './fork-proof.ts';
import { attempt, refuse, type ListError } from './list-error.ts';
import { currentRoot, decodeRoots, verifyNextRoot, verifyRootLine } from './root-line.ts';
import { checkTip, checkTipSignatures } from './tip.ts';

/**
 * What a proof proves. Whoever is under a later `version` of the root looks at history: the roots after it have said
 * since where the list continues. Names are a stranger's text.
 */
export type ProvenFork = ProvenUpdateFork | ProvenRootFork;

interface Contradiction {
  /** The name is that of the last root that is not in dispute. */
  readonly list: { readonly id: string; readonly name: string };
  /** Of the root under which both updates were signed, or which both roots claim. */
  readonly version: number;
}

/** Two different updates were signed as number `seq`. */
export interface ProvenUpdateFork extends Contradiction {
  readonly kind: 'updates';
  readonly seq: number;
  /** Where the two lines stand at `seq`, in the order of the tips: who holds a chain of that number sees on which it is. */
  readonly chains: readonly [string, string];
  /** The tips that sign them: the first is of `seq`, the second as late or later. */
  readonly tips: readonly [SignedUpdate, SignedUpdate];
}

export interface SignedUpdate {
  readonly seq: number;
  readonly chain: string;
  readonly state: string;
  readonly signedAtMs: number;
}

/** Two different roots were signed as `version`. */
export interface ProvenRootFork extends Contradiction {
  readonly kind: 'roots';
  readonly roots: readonly [SignedVersion, SignedVersion];
}

export interface SignedVersion {
  readonly id: string;
  readonly name: string;
  readonly signedAtMs: number;
}

/**
 * Checks a proof from its first byte to its last, with nothing but itself. No clock is asked: each tip is judged as of
 * its own time, so that what is proven once is proven to everybody for good. Takes what a stranger sends.
 */
export function verifyForkProof(bytes: Uint8Array): Result<ProvenFork, ListError> {
  return attempt(() => {
    const proof = decodeForkProof(bytes);
    return proof.kind === 'updates' ? verifyUpdates(proof) : verifyRoots(proof);
  });
}

function verifyUpdates({ roots, tips, chain, links }: UpdateFork): ProvenUpdateFork {
  const [first, second] = tips;
  if (first.list !== second.list) refuse('no-fork', 'The two tips are of different lists.');
  if (first.roots.ver !== second.roots.ver) refuse('no-fork', 'The two tips were made under different versions of the root.');
  if (chain === first.chain) refuse('no-fork', 'The second tip continues the first.');
  const end = links.reduce((before, { state, delta }, i) => linkChain(before, first.seq + 1 + i, state, delta), chain);
  if (end !== second.chain) refuse('broken-chain', 'The links of the fork do not lead to its second tip.');
  // The second tip may name other bytes: co-signatures of one root can be made anew. Its writer is who counts.
  if (roots.length !== first.roots.bytes || blobName(roots) !== first.roots.sha256) {
    refuse('hash-mismatch', 'The roots of the fork are not those its first tip names.');
  }
  for (const tip of tips) checkTipSignatures(tip);
  const line = verifyRootLine(decodeRoots(roots));
  for (const tip of tips) checkTip(tip, line, tip.by.createdAt * 1000);
  const { name, ver } = currentRoot(line);
  return {
    kind: 'updates',
    list: { id: first.list, name },
    version: ver,
    seq: first.seq,
    chains: [first.chain, chain],
    tips: [signedUpdate(first), signedUpdate(second)],
  };
}

function signedUpdate({ seq, chain, state, by }: UpdateFork['tips'][number]): SignedUpdate {
  return { seq, chain, state, signedAtMs: by.createdAt * 1000 };
}

function verifyRoots({ before, pair }: RootFork): ProvenRootFork {
  const line = verifyRootLine(before);
  const [first, second] = [verifyNextRoot(line, pair[0]), verifyNextRoot(line, pair[1])];
  if (first.id === second.id) refuse('no-fork', 'The two roots are one.');
  const versionOf = ({ id, name, createdAt }: typeof first) => ({ id, name, signedAtMs: createdAt * 1000 });
  return {
    kind: 'roots',
    list: { id: line[0].id, name: currentRoot(line).name },
    version: first.ver,
    roots: [versionOf(first), versionOf(second)],
  };
}
