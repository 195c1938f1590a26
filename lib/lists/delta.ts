import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { u32 } from './big-endian.ts';
import { ByteReader } from './byte-reader.ts';
import { MAX_BLOB_BYTES, MAX_DELTA_CHANGES } from './limits.ts';
import { refuse } from './list-error.ts';
import { checkPictures, PICTURE_LAYOUT } from './picture-record.ts';
import { compareRecords, FLAG_LAYOUT, RecordCheck, type RecordLayout } from './record.ts';

/** What a flag is known by inside its list: `key 12 ‖ label u8`, the beginning of its record. */
export const NAME_BYTES = FLAG_LAYOUT.nameBytes;

/** The way from one set of records of one sort to another. */
export interface Changes {
  /** Records that are new, or that say something else than before; a run. */
  readonly puts: Uint8Array;
  /** Names of the records that are gone, end to end, ascending. */
  readonly deletes: Uint8Array;
}

export const NO_CHANGES: Changes = { puts: new Uint8Array(0), deletes: new Uint8Array(0) };

/** The way from the records of one state to those of another: a pure function of the two. */
export interface Delta extends Changes {
  /** Of picture records; absent where none of them changes. */
  readonly pictures?: Changes;
}

/**
 * Blob `FLD1`: `"FLD1" ‖ u32 puts ‖ u32 deletes ‖ puts ‖ deletes`; where picture records change, blob `FLD2`:
 * `"FLD2" ‖ u32 puts ‖ u32 deletes ‖ u32 puts of pictures ‖ u32 deletes of pictures`, and then the four in this order.
 * Neither is packed, since engines deflate differently.
 */
export function encodeDelta({ pictures, ...flags }: Delta): Uint8Array {
  const parts = [[flags, FLAG_LAYOUT] as const, ...(pictures === undefined ? [] : [[pictures, PICTURE_LAYOUT] as const])];
  return concatBytes(
    utf8ToBytes(pictures === undefined ? 'FLD1' : 'FLD2'),
    ...parts.flatMap(([{ puts, deletes }, { bytes, nameBytes }]) => [u32(puts.length / bytes), u32(deletes.length / nameBytes)]),
    ...parts.flatMap(([{ puts, deletes }]) => [puts, deletes]),
  );
}

/** Whether these numbers of changes fit in one blob; where they do not, the step is a reset. */
export function fitsInDelta(puts: number, deletes: number, picturePuts = 0, pictureDeletes = 0): boolean {
  const header = picturePuts + pictureDeletes > 0 ? PICTURES_HEADER_BYTES : HEADER_BYTES;
  const bytes = header + sizeOf(puts, deletes, FLAG_LAYOUT) + sizeOf(picturePuts, pictureDeletes, PICTURE_LAYOUT);
  return Math.max(puts, deletes, picturePuts, pictureDeletes) <= MAX_DELTA_CHANGES && bytes <= MAX_BLOB_BYTES;
}

function sizeOf(puts: number, deletes: number, { bytes, nameBytes }: RecordLayout): number {
  return puts * bytes + deletes * nameBytes;
}

/** Whether these bytes, if they are a delta, change picture records. */
export function changesPictures(bytes: Uint8Array): boolean {
  return bytes[3] === '2'.charCodeAt(0);
}

/** Takes exactly the bytes that `encodeDelta` writes of some two states; whether it fits a state is for `applyDelta`. */
export function decodeDelta(bytes: Uint8Array): Delta {
  const reader = new ByteReader(bytes, 'an update');
  const isOfPictures = changesPictures(bytes);
  reader.magic(isOfPictures ? 'FLD2' : 'FLD1');
  const [puts, deletes] = [reader.u32(), reader.u32()];
  const [picturePuts, pictureDeletes] = isOfPictures ? [reader.u32(), reader.u32()] : [0, 0];
  if (!fitsInDelta(puts, deletes, picturePuts, pictureDeletes)) refuse('too-large', 'An update announces more changes than one may hold.');
  const flags = takeChanges(reader, puts, deletes, FLAG_LAYOUT);
  const pictures = takeChanges(reader, picturePuts, pictureDeletes, PICTURE_LAYOUT);
  reader.end();
  // When the flags were dated is judged where it is known when the list was signed.
  new RecordCheck(MAX_WEEK).push(flags.puts);
  checkDeletes(flags, FLAG_LAYOUT);
  if (!isOfPictures) return flags;
  if (pictures.puts.length + pictures.deletes.length === 0) refuse('not-canonical', 'An update without pictures is written as one with them.');
  checkPictures(pictures.puts, MAX_WEEK);
  checkDeletes(pictures, PICTURE_LAYOUT);
  return { ...flags, pictures };
}

const HEADER_BYTES = 12;
const PICTURES_HEADER_BYTES = 20;
const MAX_WEEK = 0xffff;

function takeChanges(reader: ByteReader, puts: number, deletes: number, { bytes, nameBytes }: RecordLayout): Changes {
  return { puts: reader.take(puts * bytes), deletes: reader.take(deletes * nameBytes) };
}

function checkDeletes({ puts, deletes }: Changes, { bytes, nameBytes }: RecordLayout): void {
  let put = 0;
  for (let at = 0; at < deletes.length; at += nameBytes) {
    if (deletes[at + nameBytes - 1] === 0) refuse('bad-record', 'An update deletes a flag of the reserved label code 0.');
    if (at > 0 && compareRecords(deletes, at - nameBytes, deletes, at, nameBytes) >= 0) {
      refuse('not-canonical', 'The deletions of an update are out of order or doubled.');
    }
    while (put < puts.length && compareRecords(puts, put, deletes, at, nameBytes) < 0) put += bytes;
    if (put < puts.length && compareRecords(puts, put, deletes, at, nameBytes) === 0) {
      refuse('not-canonical', 'An update puts and deletes the same flag.');
    }
  }
}
