import { ones, PDQ_WORDS, type PdqHash } from './pdq.ts';

export interface Near<Value> {
  readonly value: Value;
  /** Bits that differ. */
  readonly distance: number;
}

/**
 * Finds what was kept under hashes near a given one. Exact: every hash is compared, most by two or three of their
 * eight words. 20 000 take a fraction of a millisecond (docs/decisions/0077); tables that find a million sooner take
 * more memory than the hashes, for nothing that a person could notice here.
 */
export class PdqIndex<Value> {
  readonly #capacity: number;
  readonly #values: Value[] = [];
  #words = new Uint32Array(0);
  #next = 0;

  /** Of more than `capacity` hashes the oldest go first. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#values.length;
  }

  add(hash: PdqHash, value: Value): void {
    const end = (this.#next + 1) * PDQ_WORDS;
    if (end > this.#words.length) this.#grow(end);
    this.#words.set(hash, this.#next * PDQ_WORDS);
    this.#values[this.#next] = value;
    this.#next = (this.#next + 1) % this.#capacity;
  }

  /** All that is at most `distance` bits away, the nearest first. */
  within(distance: number, hash: PdqHash): readonly Near<Value>[] {
    const near: Near<Value>[] = [];
    for (let i = 0; i < this.#values.length; i++) {
      const bits = this.#distanceTo(i, hash, distance);
      if (bits <= distance) near.push({ value: this.#values[i]!, distance: bits });
    }
    return near.toSorted((a, b) => a.distance - b.distance);
  }

  /** Counts on only until it is over `most`. */
  #distanceTo(i: number, hash: PdqHash, most: number): number {
    let bits = 0;
    for (let word = 0; word < PDQ_WORDS && bits <= most; word++) bits += ones(this.#words[i * PDQ_WORDS + word]! ^ hash[word]!);
    return bits;
  }

  #grow(least: number): void {
    const words = new Uint32Array(Math.min(this.#capacity * PDQ_WORDS, Math.max(least, 2 * this.#words.length)));
    words.set(this.#words);
    this.#words = words;
  }
}
