import { LEAVES } from './list-state.ts';
import { nodeOf } from './merkle-path.ts';

const HASH_BYTES = 32;
const NODES = 2 * LEAVES;

/** Of all hashes of one sort of records: 256 KiB. */
export const TREE_BYTES = NODES * HASH_BYTES;

/** The Merkle tree over the leaves of one sort of records, with all that lies between, so that few leaves change little. */
export class HashTree {
  /** A heap: node i stands over 2i and 2i + 1, node 1 is the root, the leaves begin at 4 096; the place of node 0 is empty. */
  readonly #nodes: Uint8Array<ArrayBuffer>;

  private constructor(nodes: Uint8Array<ArrayBuffer>) {
    this.#nodes = nodes;
  }

  /** Over the hashes of all leaves. */
  static over(leaves: readonly Uint8Array[]): HashTree {
    const tree = new HashTree(new Uint8Array(TREE_BYTES));
    for (const [i, leaf] of leaves.entries()) tree.#put(LEAVES + i, leaf);
    for (let node = LEAVES - 1; node > 0; node--) tree.#hash(node);
    return tree;
  }

  /** What `toBytes` gave, `TREE_BYTES` of it; copied. */
  static read(bytes: Uint8Array): HashTree {
    return new HashTree(bytes.slice() as Uint8Array<ArrayBuffer>);
  }

  /** Puts other leaves in, by their numbers, and hashes what stands over them. */
  update(leaves: ReadonlyMap<number, Uint8Array>): void {
    for (const [leaf, hash] of leaves) this.#put(LEAVES + leaf, hash);
    for (let touched = new Set([...leaves.keys()].map((leaf) => (LEAVES + leaf) >>> 1)); touched.size > 0; ) {
      for (const node of touched) this.#hash(node);
      touched = new Set([...touched].flatMap((node) => (node === 1 ? [] : [node >>> 1])));
    }
  }

  get root(): Uint8Array {
    return this.#at(1);
  }

  /** What leads from a leaf to the root: at each level the other half, from the bottom up. */
  path(leaf: number): readonly Uint8Array[] {
    const path: Uint8Array[] = [];
    for (let node = LEAVES + leaf; node > 1; node >>>= 1) path.push(this.#at(node ^ 1));
    return path;
  }

  /** All of it as it is stored; a view on its own memory. */
  toBytes(): Uint8Array<ArrayBuffer> {
    return this.#nodes;
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
