import type { Changes, Delta } from './delta.ts';
import { refuse } from './list-error.ts';
import { NO_PICTURES, PICTURE_LAYOUT } from './picture-record.ts';
import { compareRecords, FLAG_LAYOUT, findRecord, type RecordLayout } from './record.ts';

/**
 * The records after an update, given those before it as runs that follow one another. Runs the update does not touch
 * are returned as they are; nothing that was passed in is changed. Refuses an update that was not made for these
 * records: one that puts what is there already, or deletes what is not.
 */
export function applyDelta(runs: readonly Uint8Array[], delta: Delta): readonly Uint8Array[] {
  return applyChanges(runs, delta, FLAG_LAYOUT);
}

/** The same for the picture records of a list. */
export function applyToPictures(pictures: Uint8Array, { pictures: changes }: Delta): Uint8Array {
  return changes === undefined ? pictures : (applyChanges([pictures], changes, PICTURE_LAYOUT)[0] ?? NO_PICTURES);
}

function applyChanges(runs: readonly Uint8Array[], { puts, deletes }: Changes, layout: RecordLayout): readonly Uint8Array[] {
  const held = runs.filter(({ length }) => length > 0);
  if (held.length === 0) held.push(new Uint8Array(0));
  let put = 0;
  let gone = 0;
  const after = held.map((run, i) => {
    const next = held[i + 1];
    const putEnd = next === undefined ? puts.length : endBefore(next, puts, put, layout.bytes, layout);
    const goneEnd = next === undefined ? deletes.length : endBefore(next, deletes, gone, layout.nameBytes, layout);
    const share = { puts: puts.subarray(put, putEnd), deletes: deletes.subarray(gone, goneEnd) };
    put = putEnd;
    gone = goneEnd;
    return share.puts.length + share.deletes.length === 0 ? run : merge(run, share, layout);
  });
  return after.filter(({ length }) => length > 0);
}

/** End of those entries, from `at` on, that sort before the first record of a run. */
function endBefore(run: Uint8Array, entries: Uint8Array, at: number, entryBytes: number, { nameBytes }: RecordLayout): number {
  let end = at;
  while (end < entries.length && compareRecords(entries, end, run, 0, nameBytes) < 0) end += entryBytes;
  return end;
}

function merge(run: Uint8Array, { puts, deletes }: Changes, layout: RecordLayout): Uint8Array {
  const { bytes, nameBytes } = layout;
  const merged = new Uint8Array(run.length + puts.length);
  let from = 0;
  let end = 0;
  /** Copies what comes before a change; whether the run holds the record it names, which is then passed over. */
  const upTo = (change: Uint8Array, changeAt: number): boolean => {
    const at = findRecord(run, change, changeAt, from, layout);
    merged.set(run.subarray(from, at), end);
    end += at - from;
    const isHeld = at < run.length && compareRecords(run, at, change, changeAt, nameBytes) === 0;
    from = isHeld ? at + bytes : at;
    return isHeld;
  };
  for (let put = 0, gone = 0; put < puts.length || gone < deletes.length; ) {
    const isPut = gone === deletes.length || (put < puts.length && compareRecords(puts, put, deletes, gone, nameBytes) < 0);
    if (isPut) {
      const isHeld = upTo(puts, put);
      if (isHeld && compareRecords(run, from - bytes, puts, put, bytes) === 0) {
        refuse('bad-delta', 'An update puts a flag that is there already.');
      }
      merged.set(puts.subarray(put, put + bytes), end);
      end += bytes;
      put += bytes;
    } else {
      if (!upTo(deletes, gone)) refuse('bad-delta', 'An update deletes a flag that is not there.');
      gone += nameBytes;
    }
  }
  merged.set(run.subarray(from), end);
  return merged.subarray(0, end + run.length - from);
}
