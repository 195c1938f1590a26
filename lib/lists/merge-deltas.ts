import { concatBytes } from '@noble/hashes/utils.js';
import { fitsInDelta, NO_CHANGES, type Changes, type Delta } from './delta.ts';
import { NO_PICTURES, PICTURE_LAYOUT } from './picture-record.ts';
import { compareRecords, findRecord, FLAG_LAYOUT, type RecordLayout } from './record.ts';

/**
 * Two deltas, one after the other, as one: every flag that either touches, with the last word on it. Undefined where
 * one blob cannot hold it. It may put what was there before, or delete what never was: `neededOf` is for that.
 */
export function mergeDeltas(older: Delta, newer: Delta): Delta | undefined {
  const flags = mergeChanges(older, newer, FLAG_LAYOUT);
  const pictures = mergeChanges(older.pictures ?? NO_CHANGES, newer.pictures ?? NO_CHANGES, PICTURE_LAYOUT);
  return fitsInDelta(...countsOf(flags, FLAG_LAYOUT), ...countsOf(pictures, PICTURE_LAYOUT)) ? withPictures(flags, pictures) : undefined;
}

/** What a merged delta changes in these records: without what is there already and what is gone already. */
export function neededOf(runs: readonly Uint8Array[], delta: Delta, pictures: Uint8Array = NO_PICTURES): Delta {
  return neededPictures({ ...neededChanges(runs, delta, FLAG_LAYOUT), ...(delta.pictures && { pictures: delta.pictures }) }, pictures);
}

/** The same of pictures alone; what it changes of flags stays as it is. */
export function neededPictures({ pictures: changes, ...flags }: Delta, pictures: Uint8Array): Delta {
  return changes === undefined ? flags : withPictures(flags, neededChanges([pictures], changes, PICTURE_LAYOUT));
}

function withPictures(flags: Changes, pictures: Changes): Delta {
  return pictures.puts.length + pictures.deletes.length === 0 ? flags : { ...flags, pictures };
}

function countsOf({ puts, deletes }: Changes, { bytes, nameBytes }: RecordLayout): [number, number] {
  return [puts.length / bytes, deletes.length / nameBytes];
}

function mergeChanges(older: Changes, newer: Changes, { bytes, nameBytes }: RecordLayout): Changes {
  const puts = union(without(older.puts, bytes, newer.deletes, nameBytes, nameBytes), newer.puts, bytes, nameBytes);
  const deletes = union(without(older.deletes, nameBytes, newer.puts, bytes, nameBytes), newer.deletes, nameBytes, nameBytes);
  return { puts, deletes };
}

function neededChanges(runs: readonly Uint8Array[], { puts, deletes }: Changes, layout: RecordLayout): Changes {
  const held = runs.filter(({ length }) => length > 0);
  return {
    puts: kept(puts, layout.bytes, (at) => !isHeld(held, puts, at, layout.bytes, layout)),
    deletes: kept(deletes, layout.nameBytes, (at) => isHeld(held, deletes, at, layout.nameBytes, layout)),
  };
}

/** Whether one of the runs, which follow one another, has a record that begins with these bytes of an entry. */
function isHeld(runs: readonly Uint8Array[], entries: Uint8Array, at: number, length: number, layout: RecordLayout): boolean {
  const run = runs.findLast((each) => compareRecords(each, 0, entries, at, layout.nameBytes) <= 0);
  if (run === undefined) return false;
  const found = findRecord(run, entries, at, 0, layout);
  return found < run.length && compareRecords(run, found, entries, at, length) === 0;
}

/** Those entries that name nothing which `others` name; both ascending. */
function without(entries: Uint8Array, entryBytes: number, others: Uint8Array, otherBytes: number, nameBytes: number): Uint8Array {
  let other = 0;
  return kept(entries, entryBytes, (at) => {
    while (other < others.length && compareRecords(others, other, entries, at, nameBytes) < 0) other += otherBytes;
    return other === others.length || compareRecords(others, other, entries, at, nameBytes) !== 0;
  });
}

function kept(entries: Uint8Array, entryBytes: number, keeps: (at: number) => boolean): Uint8Array {
  const left: Uint8Array[] = [];
  for (let at = 0; at < entries.length; at += entryBytes) if (keeps(at)) left.push(entries.subarray(at, at + entryBytes));
  return concatBytes(...left);
}

/** All entries of both in order; of one name, that of `second`. */
export function union(first: Uint8Array, second: Uint8Array, entryBytes: number, nameBytes: number): Uint8Array<ArrayBuffer> {
  const merged = new Uint8Array(first.length + second.length);
  let end = 0;
  for (let a = 0, b = 0; a < first.length || b < second.length; end += entryBytes) {
    const order = a === first.length ? 1 : b === second.length ? -1 : compareRecords(first, a, second, b, nameBytes);
    merged.set(order < 0 ? first.subarray(a, a + entryBytes) : second.subarray(b, b + entryBytes), end);
    if (order <= 0) a += entryBytes;
    if (order >= 0) b += entryBytes;
  }
  return merged.slice(0, end);
}
