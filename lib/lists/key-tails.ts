import { KEY_BYTES, RECORD_BYTES } from './record.ts';

/** Flags whose key tails lie in one stored piece: 256 KiB, read for each hit in it. */
export const TAIL_SHARD_FLAGS = 65_536;
const HEAD_BYTES = 8;
const TAIL_BYTES = KEY_BYTES - HEAD_BYTES;

/** The last 4 bytes of every key, in the order of the flags, in pieces of TAIL_SHARD_FLAGS. */
export class KeyTails {
  readonly shards: readonly Uint8Array<ArrayBuffer>[];
  #position = 0;

  constructor(n: number) {
    this.shards = Array.from(
      { length: Math.ceil(n / TAIL_SHARD_FLAGS) },
      (_, i) => new Uint8Array(Math.min(TAIL_SHARD_FLAGS, n - i * TAIL_SHARD_FLAGS) * TAIL_BYTES),
    );
  }

  push(run: Uint8Array): void {
    for (let at = 0; at < run.length; at += RECORD_BYTES) {
      const shard = this.shards[tailShardOf(this.#position)]!;
      const to = tailOffset(this.#position);
      // Byte by byte: a view a flag would take a twentieth of the whole verification.
      for (let b = 0; b < TAIL_BYTES; b++) shard[to + b] = run[at + HEAD_BYTES + b]!;
      this.#position += 1;
    }
  }
}

/** Which piece holds the tail of the flag at this position. */
export function tailShardOf(position: number): number {
  return Math.floor(position / TAIL_SHARD_FLAGS);
}

/**
 * Whether a hit is on this very key, not on another that begins alike: 64 bits can be ground to collide with a
 * chosen victim's, 96 cannot. `shard` is piece `tailShardOf(hit.position)` of the list.
 */
export function confirmHit(shard: Uint8Array, hit: { readonly position: number }, key: Uint8Array): boolean {
  const at = tailOffset(hit.position);
  if (at + TAIL_BYTES > shard.length) return false;
  for (let b = 0; b < TAIL_BYTES; b++) {
    if (shard[at + b] !== key[HEAD_BYTES + b]) return false;
  }
  return true;
}

/** The same of a list whose pieces are all at hand; true also where all of the key was compared before. */
export function isConfirmed(shards: readonly Uint8Array[], { position }: { readonly position?: number }, key: Uint8Array): boolean {
  return position === undefined || confirmHit(shards[tailShardOf(position)]!, { position }, key);
}

function tailOffset(position: number): number {
  return (position % TAIL_SHARD_FLAGS) * TAIL_BYTES;
}
