import { readU32 } from './big-endian.ts';
import type { FlagIndexBlock } from './flag-index-block.ts';
import type { Stated } from './record.ts';

/** A flag whose key begins with the 64 bits asked for; `confirmHit` compares the rest. */
export interface IndexHit extends Stated {
  readonly listId: string;
  /** Place of the flag in its list. */
  readonly position: number;
}

const NO_HITS: readonly IndexHit[] = [];

/** The flags of all lists a reader follows, in memory. */
export class FlagIndex {
  readonly #blocks = new Map<string, FlagIndexBlock>();

  /** Replaces what the list held before. */
  add(listId: string, block: FlagIndexBlock): void {
    this.#blocks.set(listId, block);
  }

  remove(listId: string): void {
    this.#blocks.delete(listId);
  }

  has(listId: string): boolean {
    return this.#blocks.has(listId);
  }

  /** Flags on a subject key of 12 bytes, list by list in the order they were added; usually none. */
  lookup(key: Uint8Array): readonly IndexHit[] {
    const hi = readU32(key, 0);
    const lo = readU32(key, 4);
    let hits: IndexHit[] | undefined;
    for (const [listId, block] of this.#blocks) {
      let position = block.find(hi, lo);
      if (position < 0) continue;
      hits ??= [];
      for (; block.matches(position, hi, lo); position++) hits.push({ listId, position, ...block.flagAt(position) });
    }
    return hits ?? NO_HITS;
  }
}
