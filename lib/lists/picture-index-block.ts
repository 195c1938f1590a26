import { err, ok, type Result } from '../core/result.ts';
import { ones, PDQ_MAX_DISTANCE, PDQ_WORDS, type PdqHash } from '../subjects/pdq.ts';
import { PdqTables } from '../subjects/pdq-tables.ts';
import { readU32, writeU32 } from './big-endian.ts';
import { MAX_PICTURES } from './limits.ts';
import type { ListError } from './list-error.ts';
import { PICTURE_BYTES, PICTURE_META_AT, RADIUS_AT } from './picture-record.ts';
import { statedIn, type Stated } from './record.ts';

/** What a list says of the pictures that look most like one. */
export interface PictureHit extends Stated {
  /** Place of the record in its list. */
  readonly position: number;
  /** Bits that differ. */
  readonly distance: number;
}

/** Whether a flag counts: one that its list keeps silent by now should not stand before one that speaks. */
export type Speaks = (flag: Stated) => boolean;

/**
 * The picture records of one list in the form look-ups use, in one buffer that is stored as it is (this machine's
 * byte order):
 *
 *     u32 magic, u32 n, u32 0, u32 0 | u32 words[8n] | u32 meta[n] | u8 radius[n] | zeros up to a multiple of 4
 *
 * 37 bytes a record. Up to 50 000 are compared one by one; of more, tables (64 bytes a record) are made at the first
 * look-up. They are not stored: to check them would take as long as to make them.
 */
export class PictureIndexBlock {
  readonly n: number;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #words: Uint32Array;
  readonly #meta: Uint32Array;
  readonly #radii: Uint8Array;
  /** How far the record reaches that reaches farthest. */
  #reach = 0;
  #tables: PdqTables | undefined;
  /** Up to so many records are compared one by one. */
  readonly #few: number;

  private constructor(bytes: Uint8Array<ArrayBuffer>, n: number, few = COMPARED_ONE_BY_ONE) {
    const [metaAt, radiiAt] = layout(n);
    this.n = n;
    this.#few = few;
    this.#bytes = bytes;
    this.#words = new Uint32Array(bytes.buffer, bytes.byteOffset + HEADER_WORDS * 4, PDQ_WORDS * n);
    this.#meta = new Uint32Array(bytes.buffer, bytes.byteOffset + metaAt, n);
    this.#radii = bytes.subarray(radiiAt, radiiAt + n);
  }

  /** Builds from all picture records of a list, which were checked. Of more than `few` records tables are made. */
  static fromRun(run: Uint8Array, few?: number): PictureIndexBlock {
    const n = run.length / PICTURE_BYTES;
    const bytes = new Uint8Array(layout(n)[2]);
    new Uint32Array(bytes.buffer, 0, HEADER_WORDS).set([MAGIC, n, 0, 0]);
    const block = new PictureIndexBlock(bytes, n, few);
    for (let i = 0; i < n; i++) block.#put(i, run, i * PICTURE_BYTES);
    block.#reach = block.#farthest();
    return block;
  }

  /** The stored form; a view on this block's own memory, not to be changed. */
  toBytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes;
  }

  /** Takes back what `toBytes` gave; refuses anything damaged. Keeps `bytes` where they are aligned. */
  static fromBytes(bytes: Uint8Array<ArrayBuffer>): Result<PictureIndexBlock, ListError> {
    const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
    if (aligned.length < HEADER_WORDS * 4) return damaged();
    const [magic, n, ...zeros] = new Uint32Array(aligned.buffer, aligned.byteOffset, HEADER_WORDS);
    if (magic !== MAGIC || zeros.some((zero) => zero !== 0) || n! > MAX_PICTURES || layout(n!)[2] !== aligned.length) return damaged();
    const block = new PictureIndexBlock(aligned, n!);
    block.#reach = block.#farthest();
    return block.#isSound() ? ok(block) : damaged();
  }

  /**
   * What the records say that are nearest to a hash, among those within whose own radius it lies: the picture is taken
   * for the one it looks most like. One hit a label, by label; of equally near records a dispute beats an assertion,
   * then the first counts. Exactly what comparing every record would find.
   */
  nearest(hash: PdqHash, speaks: Speaks = () => true): readonly PictureHit[] {
    const nearest = new Nearest(this.#reach);
    const look = (position: number): number => {
      const most = Math.min(nearest.distance, this.#radii[position]!);
      const distance = this.#distanceTo(position, hash, most);
      if (distance <= most) {
        const flag = this.flagAt(position);
        if (speaks(flag)) nearest.add({ position, distance, ...flag });
      }
      return nearest.distance;
    };
    if (!this.#lookByTables(hash, look)) for (let position = 0; position < this.n; position++) look(position);
    return nearest.hits();
  }

  hashAt(position: number): PdqHash {
    return this.#words.slice(position * PDQ_WORDS, (position + 1) * PDQ_WORDS);
  }

  flagAt(position: number): Stated {
    return statedIn(this.#meta[position]!);
  }

  /** All records, as the run this was built from. */
  run(): Uint8Array<ArrayBuffer> {
    const run = new Uint8Array(this.n * PICTURE_BYTES);
    for (let i = 0; i < this.n; i++) {
      const at = i * PICTURE_BYTES;
      for (let word = 0; word < PDQ_WORDS; word++) writeU32(run, at + 4 * (PDQ_WORDS - 1 - word), this.#words[i * PDQ_WORDS + word]!);
      writeU32(run, at + PICTURE_META_AT, this.#meta[i]!);
      run[at + RADIUS_AT] = this.#radii[i]!;
    }
    return run;
  }

  #put(position: number, run: Uint8Array, at: number): void {
    for (let word = 0; word < PDQ_WORDS; word++) this.#words[position * PDQ_WORDS + word] = readU32(run, at + 4 * (PDQ_WORDS - 1 - word));
    this.#meta[position] = readU32(run, at + PICTURE_META_AT);
    this.#radii[position] = run[at + RADIUS_AT]!;
  }

  /** Whether that was worth while, and done. */
  #lookByTables(hash: PdqHash, look: (position: number) => number): boolean {
    if (this.n <= this.#few) return false;
    this.#tables ??= new PdqTables(this.#words);
    return this.#tables.visit(hash, this.#reach, look);
  }

  /** Counts on only until it is over `most`. */
  #distanceTo(position: number, hash: PdqHash, most: number): number {
    let bits = 0;
    const at = position * PDQ_WORDS;
    for (let word = 0; word < PDQ_WORDS && bits <= most; word++) bits += ones(this.#words[at + word]! ^ hash[word]!);
    return bits;
  }

  #farthest(): number {
    return this.#radii.reduce((most, radius) => Math.max(most, radius), 0);
  }

  /** Whether the records are such as a list may hold, in their order. */
  #isSound(): boolean {
    if (this.#reach > PDQ_MAX_DISTANCE) return false;
    for (let i = 1; i < this.n; i++) if (!this.#isBefore(i - 1, i)) return false;
    return this.#bytes.subarray(layout(this.n)[1] + this.n).every((filling) => filling === 0);
  }

  #isBefore(a: number, b: number): boolean {
    for (let word = PDQ_WORDS - 1; word >= 0; word--) {
      const [left, right] = [this.#words[a * PDQ_WORDS + word]!, this.#words[b * PDQ_WORDS + word]!];
      if (left !== right) return left < right;
    }
    return this.#meta[a]! >>> 24 < this.#meta[b]! >>> 24;
  }
}

/** The nearest so far. */
class Nearest {
  /** Farther ones do not count. */
  distance: number;
  readonly #byLabel = new Map<number, PictureHit>();

  constructor(distance: number) {
    this.distance = distance;
  }

  /** A hit that is at most `distance` away; the same may come twice. */
  add(hit: PictureHit): void {
    if (hit.distance < this.distance) this.#byLabel.clear();
    this.distance = hit.distance;
    const known = this.#byLabel.get(hit.label);
    if (known === undefined || isBefore(hit, known)) this.#byLabel.set(hit.label, hit);
  }

  hits(): readonly PictureHit[] {
    return [...this.#byLabel.values()].toSorted((a, b) => a.label - b.label);
  }
}

function isBefore(a: PictureHit, b: PictureHit): boolean {
  return a.polarity === b.polarity ? a.position < b.position : a.polarity === 'disputes';
}

/** As many take about 1 ms to compare, and 7 MB as tables. */
const COMPARED_ONE_BY_ONE = 50_000;

/** "FLY1" read as a native number: also tells the byte order apart. */
const MAGIC = 0x464c_5931;
const HEADER_WORDS = 4;

/** Byte offsets of meta and radii, and the size of all. */
function layout(n: number): readonly [number, number, number] {
  const metaAt = HEADER_WORDS * 4 + n * PDQ_WORDS * 4;
  const radiiAt = metaAt + n * 4;
  return [metaAt, radiiAt, radiiAt + Math.ceil(n / 4) * 4];
}

function damaged(): Result<never, ListError> {
  return err({ tag: 'malformed', message: 'The stored pictures of a list are damaged; import the list again.' });
}
