import { readU32 } from './big-endian.ts';
import { MAX_LABELS_PER_KEY } from './limits.ts';
import { refuse } from './list-error.ts';

/**
 * A record: `key 12 ‖ label u8 ‖ polarity (2 high bits) and confidence (6) ‖ u16 weeks since the epoch`.
 * Records travel between the parts of this folder as runs: records end to end, ascending by (key, label).
 */
export const RECORD_BYTES = 16;
export const KEY_BYTES = 12;
/** Highest value of the six bits; 63 means 1. */
export const MAX_CONFIDENCE = 63;

/** How the records of one sort lie in a run: bytes of each, of which the first `nameBytes` tell it from all others. */
export interface RecordLayout {
  readonly bytes: number;
  readonly nameBytes: number;
  /** Number of the first of the 4 096 leaves of the state's tree in which they lie. */
  readonly firstLeaf: number;
}

/** A flag is known by key and label. */
export const FLAG_LAYOUT: RecordLayout = { bytes: RECORD_BYTES, nameBytes: KEY_BYTES + 1, firstLeaf: 0 };

/** Key, label, polarity and confidence: a record without its date. */
export const STATEMENT_BYTES = 14;

const LABEL_AT = 12;
const POLARITY_AT = 13;
const WEEK_AT = 14;

export type Polarity = 'asserts' | 'disputes';

/** What a record says, of whatever it says it: its last four bytes, as one number with the label on top. */
export interface Stated {
  /** Code of the label in its list. */
  readonly label: number;
  readonly polarity: Polarity;
  /** 0…1; stored in 64 steps. */
  readonly confidence: number;
  /** Weeks since the list's epoch. */
  readonly week: number;
}

export function statedIn(word: number): Stated {
  return {
    label: word >>> 24,
    polarity: (word >>> 22) % 4 === 1 ? 'asserts' : 'disputes',
    confidence: ((word >>> 16) & MAX_CONFIDENCE) / MAX_CONFIDENCE,
    week: word & 0xffff,
  };
}

export function writeStated(run: Uint8Array, at: number, { label, polarity, confidence, week }: Stated): void {
  run[at] = label;
  run[at + 1] = ((polarity === 'asserts' ? 1 : 2) << 6) | Math.round(confidence * MAX_CONFIDENCE);
  run[at + 2] = week >>> 8;
  run[at + 3] = week;
}

export interface RecordFields extends Stated {
  readonly key: Uint8Array;
}

export function writeRecord(run: Uint8Array, offset: number, record: RecordFields): void {
  run.set(record.key, offset);
  writeStated(run, offset + LABEL_AT, record);
}

export function readRecord(run: Uint8Array, offset: number): RecordFields {
  return { key: run.subarray(offset, offset + KEY_BYTES), ...statedIn(readU32(run, offset + LABEL_AT)) };
}

/** Order of two records by key and label; `length` of KEY_BYTES compares keys alone. */
export function compareRecords(a: Uint8Array, aAt: number, b: Uint8Array, bAt: number, length = KEY_BYTES + 1): number {
  for (let i = 0; i < length; i++) {
    const difference = a[aAt + i]! - b[bAt + i]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Where in a run, from `from` on, the record of the name at `name[nameAt]` is, or would be put. */
export function findRecord(run: Uint8Array, name: Uint8Array, nameAt: number, from = 0, { bytes, nameBytes } = FLAG_LAYOUT): number {
  let low = from / bytes;
  let high = run.length / bytes;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareRecords(run, middle * bytes, name, nameAt, nameBytes) < 0) low = middle + 1;
    else high = middle;
  }
  return low * bytes;
}

/** Checks runs one after another: sorted, unique, at most eight labels a key, no reserved value, none from the future. */
export class RecordCheck {
  readonly #maxWeek: number;
  #last: Uint8Array | undefined;
  #sameKey = 0;

  /** `maxWeek`: the week the tip was signed in. */
  constructor(maxWeek: number) {
    this.#maxWeek = maxWeek;
  }

  push(run: Uint8Array): void {
    let last = this.#last;
    let lastAt = 0;
    for (let at = 0; at < run.length; at += RECORD_BYTES) {
      if (last !== undefined) this.#checkOrder(last, lastAt, run, at);
      this.#checkValues(run, at);
      last = run;
      lastAt = at;
    }
    this.#last = last?.slice(lastAt, lastAt + RECORD_BYTES);
  }

  #checkOrder(a: Uint8Array, aAt: number, b: Uint8Array, bAt: number): void {
    const order = compareRecords(a, aAt, b, bAt);
    if (order >= 0) refuse('not-canonical', order === 0 ? 'A flag is in the list twice.' : 'The flags are not in order.');
    this.#sameKey = compareRecords(a, aAt, b, bAt, KEY_BYTES) === 0 ? this.#sameKey + 1 : 0;
    if (this.#sameKey >= MAX_LABELS_PER_KEY) refuse('bad-record', `A subject carries more than ${MAX_LABELS_PER_KEY} labels.`);
  }

  #checkValues(run: Uint8Array, at: number): void {
    const polarity = run[at + POLARITY_AT]! >>> 6;
    if (polarity !== 1 && polarity !== 2) refuse('bad-record', 'A flag neither asserts nor disputes its label.');
    if (run[at + LABEL_AT] === 0) refuse('bad-record', 'A flag carries the reserved label code 0.');
    const week = (run[at + WEEK_AT]! << 8) | run[at + WEEK_AT + 1]!;
    if (week > this.#maxWeek) refuse('bad-record', 'A flag is dated after the list was signed.');
  }
}
