import { readU32 } from './big-endian.ts';
import type { FlagIndexBlock } from './flag-index-block.ts';
import type { Overlay } from './overlay.ts';
import type { Stated } from './record.ts';

/** A flag on the key asked for. */
export interface IndexHit extends Stated {
  readonly listId: string;
  /**
   * Place of the flag in its list's block, which compares the first 64 bits: `confirmHit` compares the rest. Absent
   * where all of the key was compared.
   */
  readonly position?: number;
}

interface Indexed {
  readonly block: FlagIndexBlock;
  readonly overlay: Overlay | undefined;
}

const NO_HITS: readonly IndexHit[] = [];

/** The flags of all lists a reader follows, in memory. */
export class FlagIndex {
  readonly #lists = new Map<string, Indexed>();

  /** Replaces what the list held before; `overlay` is what changed since its block was packed. */
  add(listId: string, block: FlagIndexBlock, overlay?: Overlay): void {
    this.#lists.set(listId, { block, overlay });
  }

  remove(listId: string): void {
    this.#lists.delete(listId);
  }

  has(listId: string): boolean {
    return this.#lists.has(listId);
  }

  /** Flags on a subject key of 12 bytes, list by list in the order they were added; usually none. */
  lookup(key: Uint8Array): readonly IndexHit[] {
    const hi = readU32(key, 0);
    const lo = readU32(key, 4);
    let hits: IndexHit[] | undefined;
    for (const [listId, { block, overlay }] of this.#lists) {
      const newer = overlay?.mayName(hi) === true ? overlay : undefined;
      let position = block.find(hi, lo);
      if (position < 0 && newer === undefined) continue;
      hits ??= [];
      for (; position >= 0 && block.matches(position, hi, lo); position++) {
        const stated = block.flagAt(position);
        if (newer?.names(key, stated.label) !== true) hits.push({ listId, position, ...stated });
      }
      for (const stated of newer?.statedOf(key) ?? []) hits.push({ listId, ...stated });
    }
    return hits ?? NO_HITS;
  }
}
