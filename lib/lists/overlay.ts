import { readU32 } from './big-endian.ts';
import { NAME_BYTES, type Changes } from './delta.ts';
import { compareRecords, findRecord, FLAG_LAYOUT, KEY_BYTES, readRecord, RECORD_BYTES, type Stated } from './record.ts';

/** What changed in a list since its block was packed, in the form look-ups use: of each the last word counts. */
export class Overlay {
  readonly #changes: Changes;
  /** First words of all keys it names, ascending: nearly every look-up ends here. */
  readonly #highs: Uint32Array;

  constructor(changes: Changes) {
    const { puts, deletes } = changes;
    this.#changes = changes;
    this.#highs = new Uint32Array(puts.length / RECORD_BYTES + deletes.length / NAME_BYTES);
    let end = 0;
    for (let at = 0; at < puts.length; at += RECORD_BYTES) this.#highs[end++] = readU32(puts, at);
    for (let at = 0; at < deletes.length; at += NAME_BYTES) this.#highs[end++] = readU32(deletes, at);
    this.#highs.sort();
  }

  /** Whether it may say something of a key that begins with this word. */
  mayName(high: number): boolean {
    let low = 0;
    let end = this.#highs.length;
    while (low < end) {
      const middle = (low + end) >>> 1;
      if (this.#highs[middle]! < high) low = middle + 1;
      else end = middle;
    }
    return this.#highs[low] === high;
  }

  /** Whether what the block says of this key under this label counts no more. */
  names(key: Uint8Array, label: number): boolean {
    const name = new Uint8Array(NAME_BYTES);
    name.set(key);
    name[KEY_BYTES] = label;
    return holds(this.#changes.puts, name, RECORD_BYTES) || holds(this.#changes.deletes, name, NAME_BYTES);
  }

  /** What was put on this key of 12 bytes. */
  statedOf(key: Uint8Array): readonly Stated[] {
    const { puts } = this.#changes;
    const lowest = new Uint8Array(NAME_BYTES);
    lowest.set(key);
    const stated: Stated[] = [];
    for (let at = findRecord(puts, lowest, 0); at < puts.length && compareRecords(puts, at, key, 0, KEY_BYTES) === 0; at += RECORD_BYTES) {
      const { key: _, ...what } = readRecord(puts, at);
      stated.push(what);
    }
    return stated;
  }
}

function holds(entries: Uint8Array, name: Uint8Array, bytes: number): boolean {
  const at = findRecord(entries, name, 0, 0, { ...FLAG_LAYOUT, bytes });
  return at < entries.length && compareRecords(entries, at, name, 0) === 0;
}
