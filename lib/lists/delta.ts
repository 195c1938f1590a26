import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { u32 } from './big-endian.ts';
import { ByteReader } from './byte-reader.ts';
import { MAX_BLOB_BYTES, MAX_DELTA_CHANGES } from './limits.ts';
import { refuse } from './list-error.ts';
import { compareRecords, KEY_BYTES, RecordCheck, RECORD_BYTES } from './record.ts';

/** What a flag is known by inside its list: `key 12 ‖ label u8`, the beginning of its record. */
export const NAME_BYTES = KEY_BYTES + 1;

/** The way from one set of records to another: a pure function of the two. */
export interface Delta {
  /** Records that are new, or that say something else than before; a run. */
  readonly puts: Uint8Array;
  /** Names of the records that are gone, end to end, ascending. */
  readonly deletes: Uint8Array;
}

/** Blob `FLD1`: `"FLD1" ‖ u32 puts ‖ u32 deletes ‖ puts ‖ deletes`. It is not packed, since engines deflate differently. */
export function encodeDelta({ puts, deletes }: Delta): Uint8Array {
  return concatBytes(
    utf8ToBytes('FLD1'),
    u32(puts.length / RECORD_BYTES),
    u32(deletes.length / NAME_BYTES),
    puts,
    deletes,
  );
}

/** Whether these numbers of changes fit in one blob; where they do not, the step is a reset. */
export function fitsInDelta(puts: number, deletes: number): boolean {
  const bytes = HEADER_BYTES + puts * RECORD_BYTES + deletes * NAME_BYTES;
  return puts <= MAX_DELTA_CHANGES && deletes <= MAX_DELTA_CHANGES && bytes <= MAX_BLOB_BYTES;
}

/** Takes exactly the bytes that `encodeDelta` writes of some two states; whether it fits a state is for `applyDelta`. */
export function decodeDelta(bytes: Uint8Array): Delta {
  const reader = new ByteReader(bytes, 'an update');
  reader.magic('FLD1');
  const putCount = reader.u32();
  const deleteCount = reader.u32();
  if (!fitsInDelta(putCount, deleteCount)) refuse('too-large', 'An update announces more changes than one may hold.');
  const puts = reader.take(putCount * RECORD_BYTES);
  const deletes = reader.take(deleteCount * NAME_BYTES);
  reader.end();
  // When the flags were dated is judged where it is known when the list was signed.
  new RecordCheck(MAX_WEEK).push(puts);
  checkDeletes(deletes, puts);
  return { puts, deletes };
}

const HEADER_BYTES = 12;
const MAX_WEEK = 0xffff;

function checkDeletes(deletes: Uint8Array, puts: Uint8Array): void {
  let put = 0;
  for (let at = 0; at < deletes.length; at += NAME_BYTES) {
    if (deletes[at + KEY_BYTES] === 0) refuse('bad-record', 'An update deletes a flag of the reserved label code 0.');
    if (at > 0 && compareRecords(deletes, at - NAME_BYTES, deletes, at) >= 0) {
      refuse('not-canonical', 'The deletions of an update are out of order or doubled.');
    }
    while (put < puts.length && compareRecords(puts, put, deletes, at) < 0) put += RECORD_BYTES;
    if (put < puts.length && compareRecords(puts, put, deletes, at) === 0) {
      refuse('not-canonical', 'An update puts and deletes the same flag.');
    }
  }
}
