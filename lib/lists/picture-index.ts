import type { PdqHash } from '../subjects/pdq.ts';
import type { Stated } from './record.ts';
import type { PictureHit, PictureIndexBlock } from './picture-index-block.ts';

export interface ListedPictureHit extends PictureHit {
  readonly listId: string;
  /** Of the picture that the list names. */
  readonly hash: PdqHash;
}

/** The picture records of all lists a reader follows, in memory. */
export class PictureIndex {
  readonly #blocks = new Map<string, PictureIndexBlock>();

  /** Replaces what the list held before; a list without pictures takes no room. */
  add(listId: string, block: PictureIndexBlock): void {
    if (block.n > 0) this.#blocks.set(listId, block);
    else this.remove(listId);
  }

  remove(listId: string): void {
    this.#blocks.delete(listId);
  }

  has(listId: string): boolean {
    return this.#blocks.has(listId);
  }

  /** Whether there is nothing to be found: then no picture needs a fingerprint. */
  get isEmpty(): boolean {
    return this.#blocks.size === 0;
  }

  /**
   * What each list says of the pictures in it that look most like one, list by list. Lists do not outdo each other:
   * each speaks for itself, as on a subject key.
   */
  lookup(hash: PdqHash, speaks: (listId: string, flag: Stated) => boolean): readonly ListedPictureHit[] {
    return [...this.#blocks].flatMap(([listId, block]) =>
      block.nearest(hash, (flag) => speaks(listId, flag)).map((hit) => ({ listId, hash: block.hashAt(hit.position), ...hit })),
    );
  }
}
