import { FlagIndexBlock } from './flag-index-block.ts';
import { union } from './merge-deltas.ts';
import { compareRecords, FLAG_LAYOUT, RECORD_BYTES } from './record.ts';

/** What an update changed. */
export interface Growth {
  /** The records it put, as a run, and how many they are. */
  readonly records: Uint8Array;
  readonly added: number;
  readonly removed: number;
}

/** How far one run of records is from another: what is new or says something else, and how many are gone. */
export function growthBetween(before: Uint8Array, after: Uint8Array): Growth {
  const records = new Uint8Array(after.length);
  let end = 0;
  let removed = 0;
  for (let old = 0, now = 0; old < before.length || now < after.length; ) {
    const order = old === before.length ? 1 : now === after.length ? -1 : compareRecords(before, old, after, now);
    if (order < 0) removed += 1;
    else if (order > 0 || compareRecords(before, old, after, now, RECORD_BYTES) !== 0) {
      records.set(after.subarray(now, now + RECORD_BYTES), end);
      end += RECORD_BYTES;
    }
    if (order <= 0) old += RECORD_BYTES;
    if (order >= 0) now += RECORD_BYTES;
  }
  return { records: records.slice(0, end), added: end / RECORD_BYTES, removed };
}

/** Changes that are never sudden: a busy day of a small list. */
const ALWAYS_FINE = 1000;
/** More than this share of the list before, in one update, waits for the reader's look. */
const SUDDEN_SHARE = 0.25;

/** Whether a list of `n` flags changed so much at once that its reader should look before the new flags do more than label. */
export function isSudden({ added, removed }: Pick<Growth, 'added' | 'removed'>, n: number): boolean {
  return Math.max(added, removed) > Math.max(ALWAYS_FINE, SUDDEN_SHARE * n);
}

/** Two runs as one; where both say something under one name, the second one's word. */
export function mergeRuns(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  return union(first, second, FLAG_LAYOUT.bytes, FLAG_LAYOUT.nameBytes);
}

/** A run in the form of look-ups. */
export function indexRun(run: Uint8Array): FlagIndexBlock {
  return FlagIndexBlock.fromRuns([run], run.length / RECORD_BYTES);
}
