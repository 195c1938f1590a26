import { NAME_BYTES, type Delta } from './delta.ts';
import { LEAVES, leafHash, leafOf, pdqLeafOf, stateHash, StateHasher } from './list-state.ts';
import { levelAbove, nodeOf } from './merkle-path.ts';
import { NO_PICTURES } from './picture-record.ts';
import { findRecord, RECORD_BYTES } from './record.ts';

/** The hashes over the records of a list, kept, so that after an update only what it touches is hashed again. */
export class StateTree {
  /** From the 4 096 leaves to the one root. */
  readonly #levels: readonly Uint8Array[][];
  #records: number;
  #pdqLeaf: Uint8Array;

  /**
   * `runs` of records that follow one another; `leaves` are the hashes over them, where they are known; `pictures` are
   * all picture records.
   */
  constructor(runs: readonly Uint8Array[], leaves = leavesOf(runs), pictures = NO_PICTURES) {
    const levels = [[...leaves]];
    for (let level = levels[0]!; level.length > 1; level = levels.at(-1)!) levels.push(levelAbove(level));
    this.#levels = levels;
    this.#records = countOf(runs);
    this.#pdqLeaf = pdqLeafOf(pictures);
  }

  /** Follows an update; `runs` are the records after it, `pictures` the picture records. */
  update(runs: readonly Uint8Array[], delta: Delta, pictures = NO_PICTURES): void {
    if (delta.pictures !== undefined) this.#pdqLeaf = pdqLeafOf(pictures);
    this.#records = countOf(runs);
    let touched = touchedLeaves(delta);
    for (const leaf of touched) this.#levels[0]![leaf] = hashLeaf(runs, leaf);
    for (const [height, level] of this.#levels.entries()) {
      const above = this.#levels[height + 1];
      if (above === undefined) break;
      touched = new Set([...touched].map((node) => node >>> 1));
      for (const node of touched) above[node] = nodeOf(level[2 * node]!, level[2 * node + 1]!);
    }
  }

  /** The hashes of all leaves, end to end. */
  leaves(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(LEAVES * HASH_BYTES);
    for (const [i, leaf] of this.#levels[0]!.entries()) bytes.set(leaf, i * HASH_BYTES);
    return bytes;
  }

  /** The state, 64 hex digits. */
  state(list: string): string {
    return stateHash(list, this.#records, this.#levels.at(-1)![0]!, this.#pdqLeaf);
  }
}

const HASH_BYTES = 32;

/** What `leaves` gave; undefined where it cannot be that. */
export function readLeaves(bytes: Uint8Array): readonly Uint8Array[] | undefined {
  if (bytes.length !== LEAVES * HASH_BYTES) return undefined;
  return Array.from({ length: LEAVES }, (_, i) => bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES));
}

function leavesOf(runs: readonly Uint8Array[]): readonly Uint8Array[] {
  const hasher = new StateHasher();
  for (const run of runs) hasher.push(run);
  return hasher.leaves();
}

function countOf(runs: readonly Uint8Array[]): number {
  return runs.reduce((sum, { length }) => sum + length, 0) / RECORD_BYTES;
}

function touchedLeaves({ puts, deletes }: Delta): ReadonlySet<number> {
  const leaves = new Set<number>();
  for (let at = 0; at < puts.length; at += RECORD_BYTES) leaves.add(leafOf(puts, at));
  for (let at = 0; at < deletes.length; at += NAME_BYTES) leaves.add(leafOf(deletes, at));
  return leaves;
}

function hashLeaf(runs: readonly Uint8Array[], leaf: number): Uint8Array {
  const pieces = runs.map((run) => run.subarray(startOfLeaf(run, leaf), startOfLeaf(run, leaf + 1)));
  return leafHash(leaf, countOf(pieces), pieces);
}

function startOfLeaf(run: Uint8Array, leaf: number): number {
  if (leaf === LEAVES) return run.length;
  const lowest = new Uint8Array(NAME_BYTES);
  lowest[0] = leaf >>> 4;
  lowest[1] = leaf << 4;
  return findRecord(run, lowest, 0);
}
