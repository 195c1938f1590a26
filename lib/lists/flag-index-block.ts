import { err, ok, type Result } from '../core/result.ts';
import { readU32, writeU32 } from './big-endian.ts';
import type { ListError } from './list-error.ts';
import { KEY_BYTES, RECORD_BYTES, statedIn, type Stated } from './record.ts';

/**
 * The flags of one list in the form look-ups use, in one buffer that is stored as it is (this machine's byte order):
 *
 *     u32 magic, u32 n, u32 bucketBits, u32 0 | u32 bucketStart[2^bucketBits + 1] | u32 pairs[2n] | u32 meta[n]
 *
 * `pairs` are the first 64 bits of the keys, ascending; `bucketStart` says where keys with the same top bits begin,
 * at four to eight a bucket: 8.5 to 9 bytes a flag with the keys. `meta` is label, stand and week of each.
 * The remaining 32 bits of each key live in `tails`, read only on a hit (see `confirmHit`).
 */
export class FlagIndexBlock {
  readonly n: number;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #shift: number;
  readonly #bucketStart: Uint32Array;
  readonly #pairs: Uint32Array;
  readonly #meta: Uint32Array;

  private constructor(bytes: Uint8Array<ArrayBuffer>, n: number, bucketBits: number) {
    const [bucketsAt, pairsAt, metaAt] = layout(n, bucketBits);
    this.n = n;
    this.#bytes = bytes;
    this.#shift = 32 - bucketBits;
    this.#bucketStart = new Uint32Array(bytes.buffer, bytes.byteOffset + bucketsAt, 2 ** bucketBits + 1);
    this.#pairs = new Uint32Array(bytes.buffer, bytes.byteOffset + pairsAt, 2 * n);
    this.#meta = new Uint32Array(bytes.buffer, bytes.byteOffset + metaAt, n);
  }

  /** Builds from runs of checked records, in order, `n` in all. */
  static fromRuns(runs: Iterable<Uint8Array>, n: number): FlagIndexBlock {
    const bucketBits = bucketBitsFor(n);
    const bytes = new Uint8Array(layout(n, bucketBits)[3]);
    new Uint32Array(bytes.buffer, 0, HEADER_WORDS).set([MAGIC, n, bucketBits, 0]);
    const block = new FlagIndexBlock(bytes, n, bucketBits);
    let position = 0;
    for (const run of runs) {
      for (let at = 0; at < run.length; at += RECORD_BYTES) block.#put(position++, run, at);
    }
    block.#countBuckets();
    return block;
  }

  /** The stored form; a view on this block's own memory, not to be changed. */
  toBytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes;
  }

  /** Takes back what `toBytes` gave; refuses anything damaged. Keeps `bytes` where they are aligned. */
  static fromBytes(bytes: Uint8Array<ArrayBuffer>): Result<FlagIndexBlock, ListError> {
    const block = FlagIndexBlock.unchecked(bytes);
    return block.ok && !block.value.#isSound() ? damaged() : block;
  }

  /**
   * The same without a look at what is in it: for who compares that with a signed state. Of damaged bytes nothing outside
   * them is read, and what is found may be wrong.
   */
  static unchecked(bytes: Uint8Array<ArrayBuffer>): Result<FlagIndexBlock, ListError> {
    const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
    if (aligned.length < HEADER_WORDS * 4) return damaged();
    const [magic, n, bucketBits, zero] = new Uint32Array(aligned.buffer, aligned.byteOffset, HEADER_WORDS);
    if (magic !== MAGIC || zero !== 0 || bucketBits !== bucketBitsFor(n!) || layout(n!, bucketBits)[3] !== aligned.length) {
      return damaged();
    }
    return ok(new FlagIndexBlock(aligned, n!, bucketBits));
  }

  /** Position of the first flag whose key begins with these 64 bits, or −1; those after it may match as well. */
  find(hi: number, lo: number): number {
    const bucket = this.#bucketOf(hi);
    let from = this.#bucketStart[bucket]!;
    let to = this.#bucketStart[bucket + 1]!;
    while (from < to) {
      const middle = (from + to) >>> 1;
      const middleHi = this.#pairs[2 * middle]!;
      if (middleHi < hi || (middleHi === hi && this.#pairs[2 * middle + 1]! < lo)) from = middle + 1;
      else to = middle;
    }
    return this.matches(from, hi, lo) ? from : -1;
  }

  matches(position: number, hi: number, lo: number): boolean {
    return position < this.n && this.#pairs[2 * position] === hi && this.#pairs[2 * position + 1] === lo;
  }

  /** Whether there is a flag of this label whose key begins with the same 64 bits. */
  hasFlag({ key, label }: { readonly key: Uint8Array; readonly label: number }): boolean {
    const [hi, lo] = [readU32(key, 0), readU32(key, 4)];
    for (let position = this.find(hi, lo); position >= 0 && this.matches(position, hi, lo); position++) {
      if (this.#meta[position]! >>> 24 === label) return true;
    }
    return false;
  }

  /** How many flags there are on keys of which the first `bits`, at most 31, are those of `range`. */
  countIn(range: number, bits: number): number {
    const from = range * 2 ** (32 - bits);
    return this.#firstFrom(from + 2 ** (32 - bits)) - this.#firstFrom(from);
  }

  /** Position of the first flag whose key begins with these 32 bits or more. */
  #firstFrom(hi: number): number {
    let from = 0;
    let to = this.n;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (this.#pairs[2 * middle]! < hi) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  /** First 64 bits of the key at this position, 16 hex digits. */
  headAt(position: number): string {
    return [0, 1].map((half) => this.#pairs[2 * position + half]!.toString(16).padStart(8, '0')).join('');
  }

  /** The same as two numbers: for passes over all keys. */
  highAt(position: number): number {
    return this.#pairs[2 * position]!;
  }

  lowAt(position: number): number {
    return this.#pairs[2 * position + 1]!;
  }

  flagAt(position: number): Stated {
    return statedIn(this.#meta[position]!);
  }

  /** Writes the record at this position, but for the last 4 bytes of its key, which are not kept here. */
  copyRecord(position: number, run: Uint8Array, at: number): void {
    writeU32(run, at, this.#pairs[2 * position]!);
    writeU32(run, at + 4, this.#pairs[2 * position + 1]!);
    writeU32(run, at + KEY_BYTES, this.#meta[position]!);
  }

  #put(position: number, run: Uint8Array, at: number): void {
    this.#pairs[2 * position] = readU32(run, at);
    this.#pairs[2 * position + 1] = readU32(run, at + 4);
    this.#meta[position] = readU32(run, at + KEY_BYTES);
  }

  #countBuckets(): void {
    for (let position = 0; position < this.n; position++) this.#bucketStart[this.#bucketOf(this.#pairs[2 * position]!) + 1]! += 1;
    for (let bucket = 1; bucket < this.#bucketStart.length; bucket++) this.#bucketStart[bucket]! += this.#bucketStart[bucket - 1]!;
  }

  #bucketOf(hi: number): number {
    return this.#shift === 32 ? 0 : hi >>> this.#shift;
  }

  /** Whether look-ups on this memory stay inside it and find what is there. */
  #isSound(): boolean {
    const pairs = this.#pairs;
    for (let at = 2; at < pairs.length; at += 2) {
      if (pairs[at - 2]! > pairs[at]! || (pairs[at - 2] === pairs[at] && pairs[at - 1]! > pairs[at + 1]!)) return false;
    }
    let position = 0;
    for (let bucket = 0; bucket < this.#bucketStart.length; bucket++) {
      while (position < this.n && this.#bucketOf(pairs[2 * position]!) < bucket) position++;
      if (this.#bucketStart[bucket] !== position) return false;
    }
    return true;
  }
}

/** "FLX1" read as a native number: also tells the byte order apart. */
const MAGIC = 0x464c_5831;
const HEADER_WORDS = 4;
const FLAGS_PER_BUCKET = 4;

/** Buckets of four to eight flags; 2^30 at most, and none are needed below eight. */
function bucketBitsFor(n: number): number {
  return n < 2 * FLAGS_PER_BUCKET ? 0 : Math.floor(Math.log2(n / FLAGS_PER_BUCKET));
}

/** Byte offsets of buckets, pairs and meta, and the size of all. */
function layout(n: number, bucketBits: number): readonly [number, number, number, number] {
  const bucketsAt = HEADER_WORDS * 4;
  const pairsAt = bucketsAt + (2 ** bucketBits + 1) * 4;
  const metaAt = pairsAt + n * 8;
  return [bucketsAt, pairsAt, metaAt, metaAt + n * 4];
}

function damaged(): Result<never, ListError> {
  return err({ tag: 'malformed', message: 'The stored index of a list is damaged; import the list again.' });
}
