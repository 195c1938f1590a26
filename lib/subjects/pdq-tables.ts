import { PDQ_WORDS, type PdqHash } from './pdq.ts';

/** Each hash is cut into so many pieces of 16 bits. */
const PIECES = 16;
const PIECE_BITS = 16;
const PIECE_VALUES = 2 ** PIECE_BITS;

/** Asked about more than this share of all hashes, a look from front to back costs less. */
const WORTHWHILE = 1 / 8;

/**
 * Finds among many hashes those that may be near a given one, without a look at most of them (multi-index hashing): two
 * hashes that differ in fewer bits than there are pieces have a piece in common. For each piece a table tells the
 * hashes by its value: 64 bytes a hash, which are made from the hashes in a fraction of a second and need not be stored.
 */
export class PdqTables {
  readonly #size: number;
  /** By piece: where the hashes of a value begin in `#members`, for each value and the end. */
  readonly #starts: readonly Uint32Array[];
  readonly #members: readonly Uint32Array[];

  /** `words`: the hashes one after another. */
  constructor(words: Uint32Array) {
    this.#size = words.length / PDQ_WORDS;
    const tables = Array.from({ length: PIECES }, (_, piece) => tableOf(words, piece));
    this.#starts = tables.map(({ starts }) => starts);
    this.#members = tables.map(({ members }) => members);
  }

  /**
   * Calls `look` with the place of every hash that is at most `distance` (≤ 31) bits away and of some that are farther,
   * now and then twice. `look` answers the distance up to which it still wants to see any. False where so many would have
   * to be looked at that it stopped: then each hash is to be looked at. Lists that share a piece by design come to that.
   */
  visit(hash: PdqHash, distance: number, look: (place: number) => number): boolean {
    let within = distance;
    let left = Math.ceil(this.#size * WORTHWHILE);
    const visitPiece = (piece: number, value: number): void => {
      const starts = this.#starts[piece]!;
      const members = this.#members[piece]!;
      const end = starts[value + 1]!;
      left -= end - starts[value]!;
      for (let at = starts[value]!; at < end && left >= 0; at++) within = look(members[at]!);
    };
    // After step i all within i bits were seen: to be missed takes a bit in each piece that was taken as it is, and two
    // in each of which also those a bit off were taken, from step 16 on. Step 31 has taken all pieces both ways.
    for (let step = 0; step <= within; step++) {
      const piece = step % PIECES;
      const value = pieceOf(hash, 0, piece);
      if (step < PIECES) visitPiece(piece, value);
      else for (let bit = 0; bit < PIECE_BITS; bit++) visitPiece(piece, value ^ (1 << bit));
      if (left < 0) return false;
    }
    return true;
  }
}

function tableOf(words: Uint32Array, piece: number): { readonly starts: Uint32Array; readonly members: Uint32Array } {
  const size = words.length / PDQ_WORDS;
  const starts = new Uint32Array(PIECE_VALUES + 1);
  for (let i = 0; i < size; i++) starts[pieceOf(words, i * PDQ_WORDS, piece) + 1]! += 1;
  for (let value = 1; value <= PIECE_VALUES; value++) starts[value]! += starts[value - 1]!;
  const next = starts.slice(0, PIECE_VALUES);
  const members = new Uint32Array(size);
  for (let i = 0; i < size; i++) {
    const value = pieceOf(words, i * PDQ_WORDS, piece);
    members[next[value]!] = i;
    next[value]! += 1;
  }
  return { starts, members };
}

function pieceOf(words: Uint32Array, at: number, piece: number): number {
  return (words[at + (piece >> 1)]! >>> (PIECE_BITS * (piece & 1))) & (PIECE_VALUES - 1);
}
