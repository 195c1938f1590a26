import type { ForEachStatement } from '../core/agreement.ts';
import { CORE_LABELS, isCoreLabel } from '../core/label.ts';
import type { FlagIndexBlock } from './flag-index-block.ts';
import type { LabelMeaning } from './flag-of-hit.ts';

/** A list as its statements are sampled. */
export interface SampledList {
  readonly block: FlagIndexBlock;
  readonly labels: readonly Pick<LabelMeaning, 'code' | 'core'>[];
}

/** Two secret words of 32 bits: were it known which subjects are sampled, a list could be made that differs there alone. */
export type SampleSeed = readonly [number, number];

/** Flags sampled of each list, on average; of lists with no more all are taken. */
const SAMPLED_FLAGS = 4_096;

/**
 * Statements of up to some hundred lists, for comparing them (`clustersOf`). The same subjects are sampled in all
 * lists, those with the least keyed hash: coordinated samples, as of bottom-k sketches (Cohen and Kaplan 2007), by a threshold so
 * that nothing is sorted. What any list samples is looked for in all of them, and stands for so many as the largest share
 * with which one of its holders was sampled tells (Horvitz and Thompson 1952). Lists of up to SAMPLED_FLAGS flags
 * are therefore compared exactly, with large ones too.
 *
 * Two passes over the keys, in the second a look into a table of the sampled ones. Memory goes with the sample: up to
 * 60 bytes a subject while the table grows, and 20 for each flag on it. Labels that only their own list knows are left
 * out. Flags that have lapsed count: that they were made tells the same of who copies whom.
 */
export function sampleStatements(lists: readonly SampledList[], seed: SampleSeed, most = SAMPLED_FLAGS): ForEachStatement {
  const shares = lists.map(({ block }) => Math.min(1, most / Math.max(1, block.n)));
  const sampled = new SubjectTable();
  const numbers = lists.map(({ labels }) => numbersOf(labels));
  for (const [i, { block }] of lists.entries()) {
    const limit = shares[i]! * 2 ** 32;
    for (let at = 0; at < block.n; at++) {
      const high = block.highAt(at);
      const low = block.lowAt(at);
      const hash = keyedHash(high, low, seed);
      // What no list says in a label that others know is not looked for: its subjects would seem sampled more often than they are.
      if (hash < limit && numbers[i]!.has(block.flagAt(at).label)) sampled.add(high, low, hash);
    }
  }
  const held = new HeldStatements();
  for (const [i, { block }] of lists.entries()) {
    for (let at = 0; at < block.n; at++) {
      const high = block.highAt(at);
      const low = block.lowAt(at);
      const subject = sampled.find(high, low, keyedHash(high, low, seed));
      if (subject < 0) continue;
      const { label, polarity } = block.flagAt(at);
      const number = numbers[i]!.get(label);
      if (number !== undefined) held.add(subject, { list: i, statement: polarity === 'asserts' ? number : number + CORE_LABELS.length });
    }
  }
  return (visit) => {
    for (const ofSubject of held.bySubject(sampled.size)) {
      const share = ofSubject.reduce((largest, { list }) => Math.max(largest, shares[list]!), 0);
      for (const holders of holdersOf(ofSubject)) visit(holders, 1 / share);
    }
  };
}

/** Places of core labels by the list's codes. */
function numbersOf(labels: SampledList['labels']): ReadonlyMap<number, number> {
  return new Map(labels.flatMap(({ code, core }) => (isCoreLabel(core) ? [[code, CORE_LABELS.indexOf(core)] as const] : [])));
}

/** A list and what it says of a subject: a core label and a stand, as one number below 64. */
interface Held {
  readonly list: number;
  readonly statement: number;
}

/** Of each statement on one subject the lists that make it, ascending; two labels of a list may mean one. */
function holdersOf(ofSubject: readonly Held[]): Iterable<readonly number[]> {
  const [only] = ofSubject;
  if (ofSubject.length === 1 && only !== undefined) return [[only.list]];
  const byStatement = new Map<number, number[]>();
  for (const { list, statement } of ofSubject) {
    const holders = byStatement.get(statement);
    if (holders === undefined) byStatement.set(statement, [list]);
    else if (holders.at(-1) !== list) holders.push(list);
  }
  return byStatement.values();
}

/** What is held of each subject, 8 bytes each while it is gathered and 4 more in the order of the subjects. */
class HeldStatements {
  #subjects = new Uint32Array(1024);
  #held = new Uint32Array(1024);
  #size = 0;

  /** Lists come one after the other, ascending. */
  add(subject: number, { list, statement }: Held): void {
    if (this.#size === this.#subjects.length) {
      this.#subjects = grown(this.#subjects);
      this.#held = grown(this.#held);
    }
    this.#subjects[this.#size] = subject;
    this.#held[this.#size++] = list * 64 + statement;
  }

  *bySubject(subjects: number): Generator<readonly Held[]> {
    const starts = new Uint32Array(subjects + 1);
    for (let at = 0; at < this.#size; at++) starts[this.#subjects[at]! + 1]! += 1;
    for (let subject = 1; subject <= subjects; subject++) starts[subject]! += starts[subject - 1]!;
    const order = new Uint32Array(this.#size);
    const next = starts.slice();
    for (let at = 0; at < this.#size; at++) {
      const subject = this.#subjects[at]!;
      order[next[subject]!] = this.#held[at]!;
      next[subject]! += 1;
    }
    for (let subject = 0; subject < subjects; subject++) {
      const of = Array.from(order.subarray(starts[subject], starts[subject + 1]), (held): Held => ({ list: Math.floor(held / 64), statement: held % 64 }));
      if (of.length > 0) yield of;
    }
  }
}

/** Two rounds of the finaliser of MurmurHash3 (Appleby 2011), each with a word of the seed: 32 bits, even over random keys. */
function keyedHash(high: number, low: number, [first, second]: SampleSeed): number {
  return mix(mix(high ^ first) ^ low ^ second) >>> 0;
}

function mix(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x85eb_ca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2_ae35);
  return mixed ^ (mixed >>> 16);
}

/** Numbers subjects by the first 64 bits of their keys; open addressing, at most half full. */
class SubjectTable {
  size = 0;
  /** Number of the subject plus one; 0 where nothing is. */
  #slots = new Uint32Array(2048);
  #keys = new Uint32Array(2 * 1024);
  #hashes = new Uint32Array(1024);

  add(high: number, low: number, hash: number): void {
    if (this.size === this.#hashes.length) this.#grow();
    const slot = this.#slotOf(high, low, hash);
    if (this.#slots[slot] !== 0) return;
    this.#keys[2 * this.size] = high;
    this.#keys[2 * this.size + 1] = low;
    this.#hashes[this.size] = hash;
    this.#slots[slot] = ++this.size;
  }

  /** Its number, or −1. */
  find(high: number, low: number, hash: number): number {
    return this.#slots[this.#slotOf(high, low, hash)]! - 1;
  }

  /** Where it is, or would be put. What is sampled of large lists has small hashes: their last bits tell. */
  #slotOf(high: number, low: number, hash: number): number {
    const mask = this.#slots.length - 1;
    let slot = (hash ^ low) & mask;
    for (;;) {
      const subject = this.#slots[slot]! - 1;
      if (subject < 0 || (this.#keys[2 * subject] === high && this.#keys[2 * subject + 1] === low)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    this.#keys = grown(this.#keys);
    this.#hashes = grown(this.#hashes);
    this.#slots = new Uint32Array(2 * this.#slots.length);
    for (let subject = 0; subject < this.size; subject++) {
      this.#slots[this.#slotOf(this.#keys[2 * subject]!, this.#keys[2 * subject + 1]!, this.#hashes[subject]!)] = subject + 1;
    }
  }
}

function grown(words: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * words.length);
  larger.set(words);
  return larger;
}
