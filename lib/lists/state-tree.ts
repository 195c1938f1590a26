import type { Changes, Delta } from './delta.ts';
import { leafIn, leavesNamed } from './leaf-records.ts';
import { LEAVES, leafHash, pdqLeafOf, stateHash, StateHasher } from './list-state.ts';
import { nodeOf } from './merkle-path.ts';
import { NO_PICTURES } from './picture-record.ts';
import { RECORD_BYTES } from './record.ts';

/** The hashes over the records of a list, kept, so that after an update only what it touches is hashed again. */
export class StateTree {
  /** A heap: node i stands over 2i and 2i + 1, node 1 is the root, the leaves begin at 4 096; in place of node 0 lies the leaf of pictures. */
  readonly #nodes: Uint8Array<ArrayBuffer>;
  #records: number;

  private constructor(nodes: Uint8Array<ArrayBuffer>, records: number) {
    this.#nodes = nodes;
    this.#records = records;
  }

  /** Over runs of records that follow one another, and all picture records. */
  static of(runs: readonly Uint8Array[], pictures = NO_PICTURES): StateTree {
    const hasher = new StateHasher();
    for (const run of runs) hasher.push(run);
    return StateTree.over(hasher.leaves(), countOf(runs), pictures);
  }

  /** Over the hashes of all leaves, which hold so many records. */
  static over(leaves: readonly Uint8Array[], records: number, pictures = NO_PICTURES): StateTree {
    const tree = new StateTree(new Uint8Array(NODES * HASH_BYTES), records);
    tree.#put(0, pdqLeafOf(pictures));
    for (const [i, leaf] of leaves.entries()) tree.#put(LEAVES + i, leaf);
    for (let node = LEAVES - 1; node > 0; node--) tree.#hash(node);
    return tree;
  }

  /** What `toBytes` gave; undefined where it cannot be that. Damage shows in the state, at the latest once an update comes near it. */
  static read(bytes: Uint8Array, records: number): StateTree | undefined {
    return bytes.length === NODES * HASH_BYTES ? new StateTree(bytes.slice() as Uint8Array<ArrayBuffer>, records) : undefined;
  }

  /** Follows an update; `runs` are the records after it, `pictures` the picture records. */
  update(runs: readonly Uint8Array[], delta: Delta, pictures = NO_PICTURES): void {
    if (delta.pictures !== undefined) this.#put(0, pdqLeafOf(pictures));
    this.updateLeaves(delta, countOf(runs), (leaf) => leafIn(runs, leaf));
  }

  /** Follows changes of flags; `records` is how many there are after them, `recordsIn` gives those of a leaf, as runs that follow one another. */
  updateLeaves(changes: Changes, records: number, recordsIn: (leaf: number) => readonly Uint8Array[]): void {
    this.#records = records;
    let touched = new Set<number>();
    for (const leaf of leavesNamed(changes)) {
      const pieces = recordsIn(leaf);
      this.#put(LEAVES + leaf, leafHash(leaf, countOf(pieces), pieces));
      touched.add(LEAVES + leaf);
    }
    while (touched.size > 0) {
      touched = new Set([...touched].flatMap((node) => (node === 1 ? [] : [node >>> 1])));
      for (const node of touched) this.#hash(node);
    }
  }

  /** All of it as it is stored: 256 KiB. */
  toBytes(): Uint8Array<ArrayBuffer> {
    return this.#nodes.slice();
  }

  /** The state, 64 hex digits. */
  state(list: string): string {
    return stateHash(list, this.#records, this.#at(1), this.#at(0));
  }

  #hash(node: number): void {
    this.#put(node, nodeOf(this.#at(2 * node), this.#at(2 * node + 1)));
  }

  #put(node: number, hash: Uint8Array): void {
    this.#nodes.set(hash, node * HASH_BYTES);
  }

  #at(node: number): Uint8Array {
    return this.#nodes.subarray(node * HASH_BYTES, (node + 1) * HASH_BYTES);
  }
}

const HASH_BYTES = 32;
const NODES = 2 * LEAVES;

/** How many records these runs hold. */
export function countOf(runs: readonly Uint8Array[]): number {
  return runs.reduce((sum, { length }) => sum + length, 0) / RECORD_BYTES;
}
