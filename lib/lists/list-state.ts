import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { u16, u32 } from './big-endian.ts';
import { domainHash, domainPrefix } from './domain-hash.ts';
import { merkleRoot } from './merkle-path.ts';
import { NO_PICTURES, PICTURE_BYTES } from './picture-record.ts';
import { RECORD_BYTES } from './record.ts';

/** Always this many leaves, so that growth never changes the shape of the tree. */
export const LEAVES = 4096;

/**
 * Hashes records, pushed in order, into the state of a list: a Merkle tree over 4 096 leaves by the top 12 bits of
 * the key. Holds no more than one leaf's records at a time.
 */
export class StateHasher {
  readonly #leaves: Uint8Array[] = [];
  #pending: Uint8Array[] = [];
  #pendingRecords = 0;
  #records = 0;

  /** A run of records that follow those pushed before. The run must not change until `finish`. */
  push(run: Uint8Array): void {
    for (let at = 0; at < run.length; ) {
      const leaf = leafOf(run, at);
      this.#closeLeavesBefore(leaf);
      let end = at;
      while (end < run.length && leafOf(run, end) === leaf) end += RECORD_BYTES;
      this.#pending.push(run.subarray(at, end));
      this.#pendingRecords += (end - at) / RECORD_BYTES;
      at = end;
    }
    this.#records += run.length / RECORD_BYTES;
  }

  /** The state, 64 hex digits; `pictures` are the picture records of the list. */
  finish(list: string, pictures: Uint8Array = NO_PICTURES): string {
    return stateHash(list, this.#records, merkleRoot(this.leaves()), pdqLeafOf(pictures));
  }

  /** The hashes of all leaves; nothing may be pushed after. */
  leaves(): readonly Uint8Array[] {
    this.#closeLeavesBefore(LEAVES);
    return this.#leaves;
  }

  #closeLeavesBefore(leaf: number): void {
    while (this.#leaves.length < leaf) {
      this.#leaves.push(leafHash(this.#leaves.length, this.#pendingRecords, this.#pending));
      this.#pending = [];
      this.#pendingRecords = 0;
    }
  }
}

/** `state_0`. */
export function emptyState(list: string): string {
  return stateHash(list, 0, hexToBytes(EMPTY_ROOT), EMPTY_PDQ_LEAF);
}

/** The root of the tree over leaves without records, which is the same in every list: to hash it takes 50 ms in a worker that just began. */
const EMPTY_ROOT = '749f89f641c720268d4f33b72df32324c424358e7fa4d80ceec518cfcf4922a9';

/** The state of a list of so many records besides those of pictures, which their leaf counts; 64 hex digits. */
export function stateHash(list: string, records: number, root: Uint8Array, pdqLeaf: Uint8Array): string {
  return bytesToHex(domainHash('state', hexToBytes(list), u32(records), root, pdqLeaf));
}

/** The leaf a record or a key belongs to: its top 12 bits. */
export function leafOf(run: Uint8Array, at: number): number {
  return (run[at]! << 4) | (run[at + 1]! >>> 4);
}

/** Hash of a leaf and the records in it, as runs that follow one another. */
export function leafHash(index: number, records: number, runs: readonly Uint8Array[]): Uint8Array {
  const hash = sha256.create().update(domainPrefix('leaf')).update(u16(index)).update(u32(records));
  for (const run of runs) hash.update(run);
  return hash.digest();
}

/** All picture records have one leaf of their own, numbered after the others. */
export function pdqLeafOf(pictures: Uint8Array): Uint8Array {
  return leafHash(LEAVES, pictures.length / PICTURE_BYTES, [pictures]);
}

const EMPTY_PDQ_LEAF = pdqLeafOf(NO_PICTURES);
