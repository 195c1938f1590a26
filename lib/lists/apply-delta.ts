import { NAME_BYTES, type Delta } from './delta.ts';
import { refuse } from './list-error.ts';
import { compareRecords, findRecord, RECORD_BYTES } from './record.ts';

/**
 * The records after an update, given those before it as runs that follow one another. Runs the update does not touch
 * are returned as they are; nothing that was passed in is changed. Refuses an update that was not made for these
 * records: one that puts what is there already, or deletes what is not.
 */
export function applyDelta(runs: readonly Uint8Array[], { puts, deletes }: Delta): readonly Uint8Array[] {
  const held = runs.filter(({ length }) => length > 0);
  if (held.length === 0) held.push(new Uint8Array(0));
  let put = 0;
  let gone = 0;
  const after = held.map((run, i) => {
    const next = held[i + 1];
    const putEnd = next === undefined ? puts.length : endBefore(next, puts, put, RECORD_BYTES);
    const goneEnd = next === undefined ? deletes.length : endBefore(next, deletes, gone, NAME_BYTES);
    const share = { puts: puts.subarray(put, putEnd), deletes: deletes.subarray(gone, goneEnd) };
    put = putEnd;
    gone = goneEnd;
    return share.puts.length + share.deletes.length === 0 ? run : merge(run, share);
  });
  return after.filter(({ length }) => length > 0);
}

/** End of those entries, from `at` on, that sort before the first record of a run. */
function endBefore(run: Uint8Array, entries: Uint8Array, at: number, entryBytes: number): number {
  let end = at;
  while (end < entries.length && compareRecords(entries, end, run, 0) < 0) end += entryBytes;
  return end;
}

function merge(run: Uint8Array, { puts, deletes }: Delta): Uint8Array {
  const merged = new Uint8Array(run.length + puts.length);
  let from = 0;
  let end = 0;
  /** Copies what comes before a change; whether the run holds the record it names, which is then passed over. */
  const upTo = (change: Uint8Array, changeAt: number): boolean => {
    const at = findRecord(run, change, changeAt, from);
    merged.set(run.subarray(from, at), end);
    end += at - from;
    const isHeld = at < run.length && compareRecords(run, at, change, changeAt) === 0;
    from = isHeld ? at + RECORD_BYTES : at;
    return isHeld;
  };
  for (let put = 0, gone = 0; put < puts.length || gone < deletes.length; ) {
    const isPut = gone === deletes.length || (put < puts.length && compareRecords(puts, put, deletes, gone) < 0);
    if (isPut) {
      const isHeld = upTo(puts, put);
      if (isHeld && compareRecords(run, from - RECORD_BYTES, puts, put, RECORD_BYTES) === 0) {
        refuse('bad-delta', 'An update puts a flag that is there already.');
      }
      merged.set(puts.subarray(put, put + RECORD_BYTES), end);
      end += RECORD_BYTES;
      put += RECORD_BYTES;
    } else {
      if (!upTo(deletes, gone)) refuse('bad-delta', 'An update deletes a flag that is not there.');
      gone += NAME_BYTES;
    }
  }
  merged.set(run.subarray(from), end);
  return merged.subarray(0, end + run.length - from);
}
