import { concatBytes } from '@noble/hashes/utils.js';
import { NAME_BYTES, type Changes } from './delta.ts';
import { LEAVES, leafOf } from './list-state.ts';
import { findRecord, FLAG_LAYOUT, RECORD_BYTES, type RecordLayout } from './record.ts';

/** The leaves whose records these changes name, ascending. */
export function leavesNamed({ puts, deletes }: Changes): readonly number[] {
  const leaves = new Set<number>();
  for (let at = 0; at < puts.length; at += RECORD_BYTES) leaves.add(leafOf(puts, at));
  for (let at = 0; at < deletes.length; at += NAME_BYTES) leaves.add(leafOf(deletes, at));
  return [...leaves].toSorted((a, b) => a - b);
}

/** The records of a leaf in runs that follow one another, as pieces of them. */
export function leafIn(runs: readonly Uint8Array[], leaf: number): readonly Uint8Array[] {
  return runs.map((run) => between(run, leaf, FLAG_LAYOUT));
}

/** What of these changes lies in a leaf. */
export function shareOf({ puts, deletes }: Changes, leaf: number): Changes {
  return { puts: between(puts, leaf, FLAG_LAYOUT), deletes: between(deletes, leaf, { ...FLAG_LAYOUT, bytes: NAME_BYTES }) };
}

/** Changes with their share of some leaves replaced by other ones. */
export function withShares(changes: Changes, shares: ReadonlyMap<number, Changes>): Changes {
  const all = new Map(leavesNamed(changes).map((leaf) => [leaf, shareOf(changes, leaf)]));
  for (const [leaf, share] of shares) all.set(leaf, share);
  const inOrder = [...all].toSorted(([a], [b]) => a - b).map(([, share]) => share);
  return { puts: concatBytes(...inOrder.map(({ puts }) => puts)), deletes: concatBytes(...inOrder.map(({ deletes }) => deletes)) };
}

function between(entries: Uint8Array, leaf: number, layout: RecordLayout): Uint8Array {
  const startOf = (each: number): number => (each === LEAVES ? entries.length : findRecord(entries, lowestName(each), 0, 0, layout));
  return entries.subarray(startOf(leaf), startOf(leaf + 1));
}

/** Sorts before every name in the leaf. */
function lowestName(leaf: number): Uint8Array {
  const lowest = new Uint8Array(NAME_BYTES);
  lowest[0] = leaf >>> 4;
  lowest[1] = leaf << 4;
  return lowest;
}
