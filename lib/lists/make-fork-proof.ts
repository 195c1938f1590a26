import type { Result } from '../core/result.ts';
import { encodeForkProof, type RootFork, type UpdateFork } from './fork-proof.ts';
import { MAX_FORK_LINKS } from './limits.ts';
import { attempt, refuse, type ListError } from './list-error.ts';
import { checkHead, readHead, type HeadBytes, type UncheckedHead } from './list-head.ts';
import { lineOf } from './list-index.ts';
import { readSegments, segmentsSince, type OlderLine } from './older-line.ts';
import { decodeRoots, rootId, type SignedRoot } from './root-line.ts';

/** A head, and by name those segments of its older log that are at hand: with them two heads further apart do tell. */
export interface ForkedHead extends HeadBytes {
  readonly blobs?: ReadonlyMap<string, Uint8Array>;
}

/** A head that held when it was signed, and its roots with their ids. */
interface Head extends UncheckedHead, Required<Pick<ForkedHead, 'blobs'>> {
  readonly roots: Uint8Array;
  readonly versions: readonly (SignedRoot & { readonly id: string })[];
}

/**
 * The proof that two heads contradict each other, as bytes that `verifyForkProof` takes; the same for both orders.
 * Heads may have expired: each is judged as of the moment it was signed. 'no-fork' says that one continues the other,
 * or that a new root lies between them; 'log-gap' that what the later one tells of its line begins too late.
 */
export function makeForkProof(one: ForkedHead, other: ForkedHead): Result<Uint8Array, ListError> {
  return attempt(() => {
    const [a, b] = [readChecked(one), readChecked(other)];
    if (a.tip.list !== b.tip.list) refuse('no-fork', 'The two heads are of different lists.');
    return encodeForkProof(forkOfRoots(a, b) ?? forkOfUpdates(a, b));
  });
}

function readChecked({ blobs = new Map(), ...bytes }: ForkedHead): Head {
  const head = readHead(bytes);
  checkHead(head, bytes.roots, head.tip.by.createdAt * 1000);
  const versions = decodeRoots(bytes.roots).map((root) => ({ ...root, id: rootId(root) }));
  return { ...head, roots: bytes.roots, versions, blobs };
}

/** The first version of which the two heads know different roots: what was signed under either of them follows from that. */
function forkOfRoots(a: Head, b: Head): RootFork | undefined {
  for (const [i, ofA] of a.versions.entries()) {
    const ofB = b.versions[i];
    if (ofB === undefined || ofA.id === ofB.id) continue;
    const isAFirst = ofA.id < ofB.id;
    const before = (isAFirst ? a : b).versions.slice(0, i);
    return { kind: 'roots', before, pair: isAFirst ? [ofA, ofB] : [ofB, ofA] };
  }
  return undefined;
}

function forkOfUpdates(a: Head, b: Head): UpdateFork {
  if (a.tip.roots.ver !== b.tip.roots.ver) refuse('no-fork', 'Between the two heads lies a new root, which may continue the list on another line.');
  const [first, second] = isBefore(a, b) ? [a, b] : [b, a];
  const { seq } = first.tip;
  const { start, steps } = second.index.base.seq > seq ? olderSince(seq, second) : { start: second.index.base, steps: [] };
  const { chain } = [start, ...steps, ...lineOf(second.index)].find((here) => here.seq === seq)!;
  if (chain === first.tip.chain) refuse('no-fork', `Update ${second.tip.seq} ${seq === second.tip.seq ? 'is the same in both' : `continues update ${seq}`}.`);
  const links = [...steps, ...second.index.log].filter((entry) => entry.seq > seq).map(({ state, delta }) => ({ state, delta: delta.sha256 }));
  return { kind: 'updates', roots: first.roots, tips: [first.tip, second.tip], chain, links };
}

function olderSince(seq: number, { tip, index, blobs }: Head): OlderLine {
  const segments = tip.seq - seq > MAX_FORK_LINKS ? undefined : segmentsSince(index, seq);
  if (segments?.every(({ blob }) => blobs.has(blob.sha256)) !== true) {
    refuse('log-gap', `The log of update ${tip.seq} begins after update ${seq}: it does not tell whether it continues it.`);
  }
  return readSegments(tip.list, index, segments, blobs);
}

function isBefore({ tip: a }: Head, { tip: b }: Head): boolean {
  return a.seq < b.seq || (a.seq === b.seq && a.chain < b.chain);
}
