import { concatBytes } from '@noble/hashes/utils.js';
import { fitsInDelta, NAME_BYTES, type Delta } from './delta.ts';
import { compareRecords, findRecord, RECORD_BYTES } from './record.ts';

/**
 * Two deltas, one after the other, as one: every flag that either touches, with the last word on it. Undefined where
 * one blob cannot hold it. It may put what was there before, or delete what never was: `neededOf` is for that.
 */
export function mergeDeltas(older: Delta, newer: Delta): Delta | undefined {
  const puts = union(without(older.puts, RECORD_BYTES, newer.deletes, NAME_BYTES), newer.puts, RECORD_BYTES);
  const deletes = union(without(older.deletes, NAME_BYTES, newer.puts, RECORD_BYTES), newer.deletes, NAME_BYTES);
  return fitsInDelta(puts.length / RECORD_BYTES, deletes.length / NAME_BYTES) ? { puts, deletes } : undefined;
}

/** What a merged delta changes in these records: without what is there already and what is gone already. */
export function neededOf(runs: readonly Uint8Array[], { puts, deletes }: Delta): Delta {
  const held = runs.filter(({ length }) => length > 0);
  return {
    puts: kept(puts, RECORD_BYTES, (at) => !isHeld(held, puts, at, RECORD_BYTES)),
    deletes: kept(deletes, NAME_BYTES, (at) => isHeld(held, deletes, at, NAME_BYTES)),
  };
}

/** Whether one of the runs, which follow one another, has a record that begins with these bytes of an entry. */
function isHeld(runs: readonly Uint8Array[], entries: Uint8Array, at: number, length: number): boolean {
  const run = runs.findLast((each) => compareRecords(each, 0, entries, at) <= 0);
  if (run === undefined) return false;
  const found = findRecord(run, entries, at);
  return found < run.length && compareRecords(run, found, entries, at, length) === 0;
}

/** Those entries that name nothing which `others` name; both ascending. */
function without(entries: Uint8Array, entryBytes: number, others: Uint8Array, otherBytes: number): Uint8Array {
  let other = 0;
  return kept(entries, entryBytes, (at) => {
    while (other < others.length && compareRecords(others, other, entries, at) < 0) other += otherBytes;
    return other === others.length || compareRecords(others, other, entries, at) !== 0;
  });
}

function kept(entries: Uint8Array, entryBytes: number, keeps: (at: number) => boolean): Uint8Array {
  const left: Uint8Array[] = [];
  for (let at = 0; at < entries.length; at += entryBytes) if (keeps(at)) left.push(entries.subarray(at, at + entryBytes));
  return concatBytes(...left);
}

/** All entries of both in order; of one name, that of `second`. */
function union(first: Uint8Array, second: Uint8Array, entryBytes: number): Uint8Array {
  const merged = new Uint8Array(first.length + second.length);
  let end = 0;
  for (let a = 0, b = 0; a < first.length || b < second.length; end += entryBytes) {
    const order = a === first.length ? 1 : b === second.length ? -1 : compareRecords(first, a, second, b);
    merged.set(order < 0 ? first.subarray(a, a + entryBytes) : second.subarray(b, b + entryBytes), end);
    if (order <= 0) a += entryBytes;
    if (order >= 0) b += entryBytes;
  }
  return merged.slice(0, end);
}
