import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { u16, u32 } from './big-endian.ts';
import { domainHash, domainPrefix } from './domain-hash.ts';
import { nodeOf } from './merkle-path.ts';
import type { RecordLayout } from './record.ts';

/** Each sort of records has always this many leaves, by the first 12 bits of its records, so that growth never changes the shape of the tree. */
export const LEAVES = 4096;

/** Hashes the leaves of one sort of records, pushed in order. Holds no more than one leaf's records at a time. */
export class LeafHasher {
  readonly #layout: RecordLayout;
  readonly #leaves: Uint8Array[] = [];
  #pending: Uint8Array[] = [];

  constructor(layout: RecordLayout) {
    this.#layout = layout;
  }

  /** A run of records that follow those pushed before. The run must not change until `leaves`. */
  push(run: Uint8Array): void {
    const { bytes } = this.#layout;
    for (let at = 0; at < run.length; ) {
      const leaf = leafOf(run, at);
      this.#closeLeavesBefore(leaf);
      let end = at;
      while (end < run.length && leafOf(run, end) === leaf) end += bytes;
      this.#pending.push(run.subarray(at, end));
      at = end;
    }
  }

  /** The hashes of all leaves; nothing may be pushed after. */
  leaves(): readonly Uint8Array[] {
    this.#closeLeavesBefore(LEAVES);
    return this.#leaves;
  }

  #closeLeavesBefore(leaf: number): void {
    while (this.#leaves.length < leaf) {
      this.#leaves.push(leafHash(this.#leaves.length, this.#pending, this.#layout));
      this.#pending = [];
    }
  }
}

/** `state_0`. */
export function emptyState(list: string): string {
  return stateHash(list, 0, EMPTY_ROOTS.flags, EMPTY_ROOTS.pictures);
}

/** The roots over leaves without records, which are the same in every list: to hash one takes 50 ms in a worker that just began. */
export const EMPTY_ROOTS = {
  flags: hexToBytes('749f89f641c720268d4f33b72df32324c424358e7fa4d80ceec518cfcf4922a9'),
  pictures: hexToBytes('266b3cc67b328c3669622c78fd895be3e770b333f2301c81fc9f7eee8963319a'),
} as const;

/** The state of a list of so many flags, by the roots over its two sorts of records; 64 hex digits. */
export function stateHash(list: string, flags: number, flagRoot: Uint8Array, pictureRoot: Uint8Array): string {
  return stateOfRoot(list, flags, nodeOf(flagRoot, pictureRoot));
}

/** The same by the root of the whole tree. */
export function stateOfRoot(list: string, flags: number, root: Uint8Array): string {
  return bytesToHex(domainHash('state', hexToBytes(list), u32(flags), root));
}

/** The leaf that a record or what names it belongs to, among those of its sort: its first 12 bits. */
export function leafOf(run: Uint8Array, at: number): number {
  return (run[at]! << 4) | (run[at + 1]! >>> 4);
}

/** Hash of a leaf, counted among those of its sort, and the records in it, as runs that follow one another. */
export function leafHash(leaf: number, runs: readonly Uint8Array[], { bytes, firstLeaf }: RecordLayout): Uint8Array {
  const records = runs.reduce((sum, { length }) => sum + length, 0) / bytes;
  const hash = sha256.create().update(domainPrefix('leaf')).update(u16(firstLeaf + leaf)).update(u32(records));
  for (const run of runs) hash.update(run);
  return hash.digest();
}
