import { concatBytes } from '@noble/hashes/utils.js';
import { fitsInDelta, NAME_BYTES, type Delta } from './delta.ts';
import { compareRecords, RECORD_BYTES } from './record.ts';

/** What leads from one run of checked records to another; undefined where it is more than one delta may hold. */
export function diffRecords(before: Uint8Array, after: Uint8Array): Delta | undefined {
  const puts: Uint8Array[] = [];
  const deletes: Uint8Array[] = [];
  let old = 0;
  let now = 0;
  while (old < before.length || now < after.length) {
    const order = old === before.length ? 1 : now === after.length ? -1 : compareRecords(before, old, after, now);
    if (order < 0) deletes.push(before.subarray(old, old + NAME_BYTES));
    else if (order > 0 || compareRecords(before, old, after, now, RECORD_BYTES) !== 0) {
      puts.push(after.subarray(now, now + RECORD_BYTES));
    }
    if (!fitsInDelta(puts.length, deletes.length)) return undefined;
    if (order <= 0) old += RECORD_BYTES;
    if (order >= 0) now += RECORD_BYTES;
  }
  return { puts: concatBytes(...puts), deletes: concatBytes(...deletes) };
}
