import { ones, PDQ_MAX_DISTANCE, PDQ_WORDS, type PdqHash } from '../subjects/pdq.ts';
import { readU32, writeU32 } from './big-endian.ts';
import { MAX_LABELS_PER_KEY, MAX_PICTURES } from './limits.ts';
import { refuse } from './list-error.ts';
import { compareRecords, statedIn, writeStated, type RecordLayout, type Stated } from './record.ts';
import type { ListLabel } from './root-content.ts';

/**
 * A picture record: `PDQ hash 32 ‖ label u8 ‖ polarity and confidence u8 ‖ u16 weeks since the epoch ‖ radius u8`.
 * It speaks of every picture that looks like one, up to `radius` bits away. The hash begins with bit 255, as it is
 * written. All picture records of a list are one run, ascending by (hash, label).
 */
export const PICTURE_LAYOUT: RecordLayout = { bytes: 37, nameBytes: 33, firstLeaf: 4096 };

export const PICTURE_BYTES = PICTURE_LAYOUT.bytes;

/** How far pictures of a record are looked for where its curator says nothing: finds 99 % of copies (docs/decisions/0077). */
export const DEFAULT_RADIUS = 16;

/** Hash, label, polarity and confidence: with the radius, a record without its date. */
export const PICTURE_STATEMENT_BYTES = 34;

/** A list without picture records. */
export const NO_PICTURES: Uint8Array = new Uint8Array(0);

export const PICTURE_META_AT = 32;
const POLARITY_AT = 33;
const WEEK_AT = 34;
export const RADIUS_AT = 36;

/** A hash has half of its bits set, but for frequencies that tie. So far from it, it is of no picture with features. */
const LEAST_ONES = 64;
const MOST_ONES = 256 - LEAST_ONES;

export interface PictureFields extends Stated {
  readonly hash: PdqHash;
  /** 0…31 bits. */
  readonly radius: number;
}

export function writePictureRecord(run: Uint8Array, offset: number, record: PictureFields): void {
  for (let word = 0; word < PDQ_WORDS; word++) writeU32(run, offset + 4 * (PDQ_WORDS - 1 - word), record.hash[word]!);
  writeStated(run, offset + PICTURE_META_AT, record);
  run[offset + RADIUS_AT] = record.radius;
}

export function readPictureRecord(run: Uint8Array, offset: number): PictureFields {
  return {
    hash: readHash(run, offset),
    ...statedIn(readU32(run, offset + PICTURE_META_AT)),
    radius: run[offset + RADIUS_AT]!,
  };
}

/** The hash that 32 bytes write. */
export function readHash(bytes: Uint8Array, offset: number): PdqHash {
  return Uint32Array.from({ length: PDQ_WORDS }, (_, word) => readU32(bytes, offset + 4 * (PDQ_WORDS - 1 - word)));
}

/**
 * Whether a hash is none that a picture with features has, such as all zeros. Hashes of flat pictures need not be: their
 * bits may be rounding. Those are kept out by quality, which nobody but who has the picture can tell.
 */
export function isFlat(hash: PdqHash): boolean {
  return isOutside(hash.reduce((sum, word) => sum + ones(word), 0));
}

function isOutside(set: number): boolean {
  return set < LEAST_ONES || set > MOST_ONES;
}

/** Bits set in the hash of a record. */
function onesIn(run: Uint8Array, at: number): number {
  let set = 0;
  for (let word = 0; word < PDQ_WORDS; word++) set += ones(readU32(run, at + 4 * word));
  return set;
}

/**
 * Checks the picture records of a list: sorted, unique, at most eight labels a hash, no reserved value, none from the
 * future, no flat hash, no radius beyond what still is one picture, and none under a label that its root calls
 * sensitive: how a picture looks gives away too much of it. `maxWeek`: the week the tip was signed in.
 */
export function checkPictures(run: Uint8Array, maxWeek: number, labels: readonly Pick<ListLabel, 'code' | 'sensitive'>[] = []): void {
  if (run.length > MAX_PICTURES * PICTURE_BYTES) refuse('too-large', `A list holds at most ${MAX_PICTURES} pictures.`);
  const sensitive = new Set(labels.filter((label) => label.sensitive).map(({ code }) => code));
  let sameHash = 0;
  for (let at = 0; at < run.length; at += PICTURE_BYTES) {
    if (at > 0) {
      checkOrder(run, at);
      sameHash = compareRecords(run, at - PICTURE_BYTES, run, at, PICTURE_META_AT) === 0 ? sameHash + 1 : 0;
      if (sameHash >= MAX_LABELS_PER_KEY) refuse('bad-record', `A picture carries more than ${MAX_LABELS_PER_KEY} labels.`);
    }
    checkValues(run, at, maxWeek);
    if (sensitive.has(run[at + PICTURE_META_AT]!)) refuse('bad-record', 'A sensitive label is put on how a picture looks.');
  }
}

function checkOrder(run: Uint8Array, at: number): void {
  const order = compareRecords(run, at - PICTURE_BYTES, run, at, PICTURE_LAYOUT.nameBytes);
  if (order >= 0) refuse('not-canonical', order === 0 ? 'A picture is in the list twice.' : 'The pictures are not in order.');
}

function checkValues(run: Uint8Array, at: number, maxWeek: number): void {
  const polarity = run[at + POLARITY_AT]! >>> 6;
  if (polarity !== 1 && polarity !== 2) refuse('bad-record', 'A flag on a picture neither asserts nor disputes its label.');
  if (run[at + PICTURE_META_AT] === 0) refuse('bad-record', 'A flag on a picture carries the reserved label code 0.');
  if (run[at + RADIUS_AT]! > PDQ_MAX_DISTANCE) refuse('bad-record', `A flag speaks of pictures that are more than ${PDQ_MAX_DISTANCE} bits away.`);
  if (isOutside(onesIn(run, at))) refuse('bad-record', 'A flag is on a fingerprint that no picture with features has.');
  const week = (run[at + WEEK_AT]! << 8) | run[at + WEEK_AT + 1]!;
  if (week > maxWeek) refuse('bad-record', 'A flag on a picture is dated after the list was signed.');
}
