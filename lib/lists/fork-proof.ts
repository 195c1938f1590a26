import { concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { u16, u32, u8 } from './big-endian.ts';
import { ByteReader } from './byte-reader.ts';
import { MAX_BLOB_BYTES, MAX_FORK_BYTES, MAX_FORK_LINKS, MAX_ROOTS, MAX_TIP_BYTES } from './limits.ts';
import { refuse } from './list-error.ts';
import { decodeRoots, encodeRoots, rootId, type SignedRoot } from './root-line.ts';
import { decodeTip, encodeTip, type Tip } from './tip.ts';

/** A curator's contradiction with everything that proves it (docs/protocol.md, section 12); nothing of it is checked yet. */
export type ForkProof = UpdateFork | RootFork;

/** Two tips of one version of the root that lie on two lines. */
export interface UpdateFork {
  readonly kind: 'updates';
  /** Blob `FLR1` that the first tip names. */
  readonly roots: Uint8Array;
  /** The lower number first; of one number, the lower chain. */
  readonly tips: readonly [Tip, Tip];
  /** Where the line of the second tip stands at the number of the first. */
  readonly chain: string;
  /** The updates from there to the second tip; they are numbered without gaps. */
  readonly links: readonly Link[];
}

/** What a link of the chain hashes beside its number and the link before. */
export interface Link {
  readonly state: string;
  /** Name of the delta, or `RESET`. */
  readonly delta: string;
}

/** Two roots of one version that both continue the same line of roots. */
export interface RootFork {
  readonly kind: 'roots';
  /** From the first root of the list to the last one before the two. */
  readonly before: readonly SignedRoot[];
  /** The lower id first. */
  readonly pair: readonly [SignedRoot, SignedRoot];
}

const KINDS = { updates: 1, roots: 2 } as const;

/** `FLP1`. */
export function encodeForkProof(proof: ForkProof): Uint8Array {
  const parts = proof.kind === 'updates' ? updateParts(proof) : rootParts(proof);
  return concatBytes(utf8ToBytes('FLP1'), u8(KINDS[proof.kind]), ...parts);
}

/** Takes a proof apart. It has one writing: what may stand in two orders stands in one. */
export function decodeForkProof(bytes: Uint8Array): ForkProof {
  if (bytes.length > MAX_FORK_BYTES) refuse('too-large', `The proof is larger than ${MAX_FORK_BYTES} bytes.`);
  const reader = new ByteReader(bytes, 'the proof of a fork');
  reader.magic('FLP1');
  const kind = reader.u8();
  if (kind !== KINDS.updates && kind !== KINDS.roots) refuse('unsupported', `This reader knows no forks of kind ${kind}.`);
  const proof = kind === KINDS.updates ? decodeUpdateFork(reader) : decodeRootFork(reader);
  reader.end();
  return proof;
}

function updateParts({ roots, tips, chain, links }: UpdateFork): readonly Uint8Array[] {
  return [
    ...withLength(roots),
    ...tips.map(encodeTip).flatMap((tip) => [u16(tip.length), tip]),
    hexToBytes(chain),
    ...links.flatMap(({ state, delta }) => [hexToBytes(state), hexToBytes(delta)]),
  ];
}

function decodeUpdateFork(reader: ByteReader): UpdateFork {
  const roots = takeRoots(reader);
  const tips = [takeTip(reader), takeTip(reader)] as const;
  const [first, second] = tips;
  const count = second.seq - first.seq;
  if (count < 0 || (count === 0 && second.chain < first.chain)) refuse('not-canonical', 'The tips of the fork are out of order.');
  if (count > MAX_FORK_LINKS) refuse('too-large', `More than ${MAX_FORK_LINKS} updates lie between the tips of the fork.`);
  const chain = reader.hex(32);
  const links = Array.from({ length: count }, () => ({ state: reader.hex(32), delta: reader.hex(32) }));
  return { kind: 'updates', roots, tips, chain, links };
}

function takeTip(reader: ByteReader): Tip {
  const length = reader.u16();
  if (length > MAX_TIP_BYTES) refuse('too-large', `A tip of the fork is larger than ${MAX_TIP_BYTES} bytes.`);
  return decodeTip(reader.take(length));
}

function rootParts({ before, pair }: RootFork): readonly Uint8Array[] {
  return [...withLength(encodeRoots(before)), ...withLength(encodeRoots(pair))];
}

function decodeRootFork(reader: ByteReader): RootFork {
  const before = decodeRoots(takeRoots(reader));
  if (before.length === MAX_ROOTS) refuse('too-large', `A list has at most ${MAX_ROOTS} roots.`);
  const [first, second, ...more] = decodeRoots(takeRoots(reader));
  if (first === undefined || second === undefined || more.length > 0) refuse('malformed', 'A fork of roots shows two of them.');
  if (rootId(second) < rootId(first)) refuse('not-canonical', 'The roots of the fork are out of order.');
  return { kind: 'roots', before, pair: [first, second] };
}

function withLength(blob: Uint8Array): readonly [Uint8Array, Uint8Array] {
  return [u32(blob.length), blob];
}

function takeRoots(reader: ByteReader): Uint8Array {
  const length = reader.u32();
  if (length > MAX_BLOB_BYTES) refuse('too-large', 'The roots are larger than a blob may be.');
  return reader.take(length);
}

/** Id of the list that a proof speaks of, as it says itself. */
export function listOfFork(proof: ForkProof): string {
  return proof.kind === 'updates' ? proof.tips[0].list : rootId(proof.before[0]!);
}

/** Version of the root that it speaks of, as it says itself. */
export function versionOfFork(proof: ForkProof): number {
  return proof.kind === 'updates' ? proof.tips[0].roots.ver : proof.before.length + 1;
}

/** Whether a file means to be the proof of a fork. */
export function looksLikeForkProof(bytes: Uint8Array): boolean {
  return new TextDecoder().decode(bytes.subarray(0, 4)) === 'FLP1';
}
