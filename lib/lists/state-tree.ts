import { bytesToHex, concatBytes } from '@noble/hashes/utils.js';
import type { Changes, Delta } from './delta.ts';
import { HashTree, TREE_BYTES } from './hash-tree.ts';
import { leafIn, leavesNamed } from './leaf-records.ts';
import { EMPTY_ROOTS, leafHash, LeafHasher, stateHash } from './list-state.ts';
import { NO_PICTURES, PICTURE_LAYOUT } from './picture-record.ts';
import { FLAG_LAYOUT, RECORD_BYTES, type RecordLayout } from './record.ts';

/** The hashes over the records of a list, kept, so that after an update only what it touches is hashed again. */
export class StateTree {
  readonly #flags: HashTree;
  /** Absent where the list never had pictures: then none of their leaves is hashed or stored. */
  #pictures: HashTree | undefined;
  #records: number;

  private constructor(flags: HashTree, pictures: HashTree | undefined, records: number) {
    this.#flags = flags;
    this.#pictures = pictures;
    this.#records = records;
  }

  /** Over runs of records that follow one another, and all picture records. */
  static of(runs: readonly Uint8Array[], pictures = NO_PICTURES): StateTree {
    return StateTree.over(leavesOf(runs, FLAG_LAYOUT), countOf(runs), pictures);
  }

  /** Over the hashes of all leaves of flags, which hold so many, and all picture records. */
  static over(leaves: readonly Uint8Array[], records: number, pictures = NO_PICTURES): StateTree {
    return new StateTree(HashTree.over(leaves), pictures.length === 0 ? undefined : treeOfPictures(pictures), records);
  }

  /** What `toBytes` gave; undefined where it cannot be that. Damage shows in the state, at the latest once an update comes near it. */
  static read(bytes: Uint8Array, records: number): StateTree | undefined {
    if (bytes.length !== TREE_BYTES && bytes.length !== 2 * TREE_BYTES) return undefined;
    const pictures = bytes.length === TREE_BYTES ? undefined : HashTree.read(bytes.subarray(TREE_BYTES));
    return new StateTree(HashTree.read(bytes.subarray(0, TREE_BYTES)), pictures, records);
  }

  /** Follows an update; `runs` are the records after it, `pictures` the picture records. */
  update(runs: readonly Uint8Array[], delta: Delta, pictures = NO_PICTURES): void {
    this.updateFlags(delta, countOf(runs), (leaf) => leafIn(runs, leaf, FLAG_LAYOUT));
    this.updatePictures(delta, pictures);
  }

  /** Follows changes of flags; `records` is how many there are after them, `recordsIn` gives those of a leaf, as runs that follow one another. */
  updateFlags(changes: Changes, records: number, recordsIn: (leaf: number) => readonly Uint8Array[]): void {
    this.#records = records;
    updateTree(this.#flags, changes, FLAG_LAYOUT, recordsIn);
  }

  /** Follows what an update changes of pictures; `pictures` are all picture records after it. */
  updatePictures({ pictures: changes }: Delta, pictures: Uint8Array): void {
    if (changes === undefined) return;
    if (this.#pictures === undefined) this.#pictures = treeOfPictures(pictures);
    else updateTree(this.#pictures, changes, PICTURE_LAYOUT, (leaf) => leafIn([pictures], leaf, PICTURE_LAYOUT));
  }

  /** Whether these may be its picture records: whether there are any is certain, what they say shows in the leaves that change. */
  mayHold(pictures: Uint8Array): boolean {
    return (pictures.length === 0) === (bytesToHex(this.#pictureRoot) === bytesToHex(EMPTY_ROOTS.pictures));
  }

  /** All of it as it is stored: 256 KiB, and as much again where there are pictures. */
  toBytes(): Uint8Array<ArrayBuffer> {
    return concatBytes(this.#flags.toBytes(), ...(this.#pictures === undefined ? [] : [this.#pictures.toBytes()]));
  }

  /** The state, 64 hex digits. */
  state(list: string): string {
    return stateHash(list, this.#records, this.#flags.root, this.#pictureRoot);
  }

  /** What leads from a leaf of flags to the root of all, from the bottom up. */
  pathOfFlags(leaf: number): readonly Uint8Array[] {
    return [...this.#flags.path(leaf), this.#pictureRoot];
  }

  /** The same from a leaf of pictures. */
  pathOfPictures(leaf: number): readonly Uint8Array[] {
    return [...(this.#pictures ?? treeOfPictures(NO_PICTURES)).path(leaf), this.#flags.root];
  }

  get #pictureRoot(): Uint8Array {
    return this.#pictures?.root ?? EMPTY_ROOTS.pictures;
  }
}

function treeOfPictures(pictures: Uint8Array): HashTree {
  return HashTree.over(leavesOf([pictures], PICTURE_LAYOUT));
}

function leavesOf(runs: readonly Uint8Array[], layout: RecordLayout): readonly Uint8Array[] {
  const hasher = new LeafHasher(layout);
  for (const run of runs) hasher.push(run);
  return hasher.leaves();
}

function updateTree(tree: HashTree, changes: Changes, layout: RecordLayout, recordsIn: (leaf: number) => readonly Uint8Array[]): void {
  tree.update(new Map(leavesNamed(changes, layout).map((leaf) => [leaf, leafHash(leaf, recordsIn(leaf), layout)])));
}

/** How many records these runs hold. */
export function countOf(runs: readonly Uint8Array[]): number {
  return runs.reduce((sum, { length }) => sum + length, 0) / RECORD_BYTES;
}
