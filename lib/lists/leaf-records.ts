import { concatBytes } from '@noble/hashes/utils.js';
import type { Changes } from './delta.ts';
import { LEAVES, leafOf } from './list-state.ts';
import { findRecord, type RecordLayout } from './record.ts';

/** The leaves whose records these changes of one sort name, ascending. */
export function leavesNamed({ puts, deletes }: Changes, { bytes, nameBytes }: RecordLayout): readonly number[] {
  const leaves = new Set<number>();
  for (let at = 0; at < puts.length; at += bytes) leaves.add(leafOf(puts, at));
  for (let at = 0; at < deletes.length; at += nameBytes) leaves.add(leafOf(deletes, at));
  return [...leaves].toSorted((a, b) => a - b);
}

/** The records of a leaf in runs that follow one another, as pieces of them. */
export function leafIn(runs: readonly Uint8Array[], leaf: number, layout: RecordLayout): readonly Uint8Array[] {
  return runs.map((run) => between(run, leaf, layout));
}

/** What of these changes lies in a leaf. */
export function shareOf({ puts, deletes }: Changes, leaf: number, layout: RecordLayout): Changes {
  return { puts: between(puts, leaf, layout), deletes: between(deletes, leaf, { ...layout, bytes: layout.nameBytes }) };
}

/** Changes with their share of some leaves replaced by other ones. */
export function withShares(changes: Changes, shares: ReadonlyMap<number, Changes>, layout: RecordLayout): Changes {
  const all = new Map(leavesNamed(changes, layout).map((leaf) => [leaf, shareOf(changes, leaf, layout)]));
  for (const [leaf, share] of shares) all.set(leaf, share);
  const inOrder = [...all].toSorted(([a], [b]) => a - b).map(([, share]) => share);
  return { puts: concatBytes(...inOrder.map(({ puts }) => puts)), deletes: concatBytes(...inOrder.map(({ deletes }) => deletes)) };
}

function between(entries: Uint8Array, leaf: number, layout: RecordLayout): Uint8Array {
  const startOf = (each: number): number => (each === LEAVES ? entries.length : findRecord(entries, lowestName(each, layout), 0, 0, layout));
  return entries.subarray(startOf(leaf), startOf(leaf + 1));
}

/** Sorts before every name in the leaf. */
function lowestName(leaf: number, { nameBytes }: RecordLayout): Uint8Array {
  const lowest = new Uint8Array(nameBytes);
  lowest[0] = leaf >>> 4;
  lowest[1] = leaf << 4;
  return lowest;
}
