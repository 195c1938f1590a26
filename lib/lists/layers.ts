import { applyDelta } from './apply-delta.ts';
import type { Changes } from './delta.ts';
import { FlagIndexBlock } from './flag-index-block.ts';
import { KeyTails } from './key-tails.ts';
import { RECORD_BYTES } from './record.ts';
import { recordsBetween, recordsOf } from './held-list.ts';

/**
 * The flags of a list as a reader stores them: in the form of look-ups, as they were last packed, and what changed
 * since. A large list is not packed anew for every small update.
 */
export interface Layers {
  readonly index: FlagIndexBlock;
  /** Pieces of key tails of what `index` holds. */
  readonly shards: readonly Uint8Array<ArrayBuffer>[];
  /** Nothing where it was packed as it is. */
  readonly overlay?: Changes | undefined;
}

/** All records, as one run; 16 bytes a flag. */
export function runOf({ index, shards, overlay }: Layers): Uint8Array {
  const run = recordsOf({ n: index.n, index, shards });
  return overlay === undefined ? run : (applyDelta([run], overlay)[0] ?? new Uint8Array(0));
}

/** The same flags, packed anew where something changed since. */
export function packed(layers: Layers): { readonly n: number; readonly index: FlagIndexBlock; readonly shards: readonly Uint8Array<ArrayBuffer>[] } {
  const { index, shards, overlay } = layers;
  if (overlay === undefined) return { n: index.n, index, shards };
  const run = runOf(layers);
  const n = run.length / RECORD_BYTES;
  const tails = new KeyTails(n);
  tails.push(run);
  return { n, index: FlagIndexBlock.fromRuns([run], n), shards: tails.shards };
}

/** Those records of a leaf of the state's tree that were packed, whatever changed since. */
export function packedLeaf({ index, shards }: Layers, leaf: number): Uint8Array {
  return recordsBetween({ index, shards }, startOf(index, leaf), startOf(index, leaf + 1));
}

/** Position of the first flag whose key begins with this leaf's twelve bits or later ones. */
function startOf(index: FlagIndexBlock, leaf: number): number {
  let low = 0;
  let high = index.n;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (index.highAt(middle) >>> LEAF_SHIFT < leaf) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Bits of the first word of a key below those that name its leaf. */
const LEAF_SHIFT = 20;
