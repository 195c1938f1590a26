import { concatBytes } from '@noble/hashes/utils.js';
import { fitsInDelta, type Changes, type Delta } from './delta.ts';
import { PICTURE_LAYOUT } from './picture-record.ts';
import { compareRecords, FLAG_LAYOUT, type RecordLayout } from './record.ts';

/** Everything a state says. */
export interface StateRecords {
  /** Flags by subject key, as one run. */
  readonly records: Uint8Array;
  /** Flags by how a picture looks, as one run. */
  readonly pictures: Uint8Array;
}

/** What leads from the records of one state to those of another; undefined where it is more than one delta may hold. */
export function diffStates(before: StateRecords, after: StateRecords): Delta | undefined {
  const flags = diffRuns(before.records, after.records, FLAG_LAYOUT, fitsInDelta);
  if (flags === undefined) return undefined;
  const [puts, deletes] = [flags.puts.length / FLAG_LAYOUT.bytes, flags.deletes.length / FLAG_LAYOUT.nameBytes];
  const pictures = diffRuns(before.pictures, after.pictures, PICTURE_LAYOUT, (...more) => fitsInDelta(puts, deletes, ...more));
  if (pictures === undefined) return undefined;
  return pictures.puts.length + pictures.deletes.length === 0 ? flags : { ...flags, pictures };
}

/** The same for lists without pictures. */
export function diffRecords(before: Uint8Array, after: Uint8Array): Delta | undefined {
  return diffRuns(before, after, FLAG_LAYOUT, fitsInDelta);
}

function diffRuns(before: Uint8Array, after: Uint8Array, { bytes, nameBytes }: RecordLayout, fits: (puts: number, deletes: number) => boolean): Changes | undefined {
  const puts: Uint8Array[] = [];
  const deletes: Uint8Array[] = [];
  let old = 0;
  let now = 0;
  while (old < before.length || now < after.length) {
    const order = old === before.length ? 1 : now === after.length ? -1 : compareRecords(before, old, after, now, nameBytes);
    const isChanged = order !== 0 || compareRecords(before, old, after, now, bytes) !== 0;
    if (order < 0) deletes.push(before.subarray(old, old + nameBytes));
    else if (isChanged) puts.push(after.subarray(now, now + bytes));
    if (isChanged && !fits(puts.length, deletes.length)) return undefined;
    if (order <= 0) old += bytes;
    if (order >= 0) now += bytes;
  }
  return { puts: concatBytes(...puts), deletes: concatBytes(...deletes) };
}
