import { refuse } from './list-error.ts';

/**
 * Inflates a raw deflate stream (RFC 1951) that must give exactly `size` bytes and use every byte of `input`.
 *
 * Libraries at hand grow their output, drop what does not fit, or cannot say where the stream ended; a signed blob
 * needs all three refused. So this decoder stops at the first byte too many – whatever a bomb announces – and
 * refuses incomplete codes, wrong complements of stored lengths and filling bits that are not zero.
 */
export function inflateExactly(input: Uint8Array, size: number): Uint8Array {
  const bits = new DeflateBits(input);
  const output = new Uint8Array(size);
  let at = 0;
  for (let isLast = false; !isLast; ) {
    isLast = bits.read(1) === 1;
    const type = bits.read(2);
    if (type === 0) at = copyStored(bits, output, at);
    else if (type === 1) at = inflateBlock(bits, output, at, FIXED_LITERALS, FIXED_DISTANCES);
    else if (type === 2) at = inflateBlock(bits, output, at, ...readCodes(bits));
    else refuse('malformed', BROKEN);
  }
  bits.end();
  if (at !== size) refuse('malformed', 'Compressed data is shorter than announced.');
  return output;
}

const BROKEN = 'Compressed data is broken.';

const LENGTH_BASE = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BASE = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193,
  12289, 16385, 24577,
];
const DISTANCE_EXTRA = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
/** The order in which a block states the lengths of its length codes. */
const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const MAX_CODE_BITS = 15;
const END_OF_BLOCK = 256;

/** A canonical Huffman code: how many codes there are of each length, and their symbols in order. */
interface Code {
  readonly counts: Uint16Array;
  readonly symbols: Uint16Array;
}

const FIXED_LITERALS = makeCode([...Array(144).fill(8), ...Array(112).fill(9), ...Array(24).fill(7), ...Array(8).fill(8)]);
/** All 32 codes exist; the last two are never valid and have no distance. */
const FIXED_DISTANCES = makeCode(Array(32).fill(5));

function copyStored(bits: DeflateBits, output: Uint8Array, at: number): number {
  const { length, bytes } = bits.stored();
  if (at + length > output.length) refuseLonger();
  output.set(bytes, at);
  return at + length;
}

function inflateBlock(bits: DeflateBits, output: Uint8Array, start: number, literals: Code, distances: Code): number {
  let at = start;
  for (;;) {
    const symbol = decodeSymbol(bits, literals);
    if (symbol === END_OF_BLOCK) return at;
    if (symbol < END_OF_BLOCK) {
      if (at === output.length) refuseLonger();
      output[at++] = symbol;
      continue;
    }
    const length = withExtra(bits, symbol - END_OF_BLOCK - 1, LENGTH_BASE, LENGTH_EXTRA);
    const distance = withExtra(bits, decodeSymbol(bits, distances), DISTANCE_BASE, DISTANCE_EXTRA);
    if (distance > at) refuse('malformed', BROKEN);
    if (at + length > output.length) refuseLonger();
    for (const end = at + length; at < end; at++) output[at] = output[at - distance]!;
  }
}

function withExtra(bits: DeflateBits, symbol: number, base: readonly number[], extra: readonly number[]): number {
  const least = base[symbol];
  if (least === undefined) refuse('malformed', BROKEN);
  return least + bits.read(extra[symbol]!);
}

function readCodes(bits: DeflateBits): [Code, Code] {
  const literalCount = bits.read(5) + 257;
  const distanceCount = bits.read(5) + 1;
  const lengthCount = bits.read(4) + 4;
  const codeLengths = new Array<number>(CODE_LENGTH_ORDER.length).fill(0);
  for (let i = 0; i < lengthCount; i++) codeLengths[CODE_LENGTH_ORDER[i]!] = bits.read(3);
  const lengthCode = makeCode(codeLengths);

  const total = literalCount + distanceCount;
  const lengths: number[] = [];
  while (lengths.length < total) {
    const symbol = decodeSymbol(bits, lengthCode);
    if (symbol < 16) {
      lengths.push(symbol);
      continue;
    }
    const repeated = symbol === 16 ? lengths.at(-1) : 0;
    const times = symbol === 16 ? 3 + bits.read(2) : symbol === 17 ? 3 + bits.read(3) : 11 + bits.read(7);
    if (repeated === undefined || lengths.length + times > total) refuse('malformed', BROKEN);
    for (let i = 0; i < times; i++) lengths.push(repeated);
  }
  if (lengths[END_OF_BLOCK] === 0) refuse('malformed', BROKEN);
  return [makeCode(lengths.slice(0, literalCount)), makeCode(lengths.slice(literalCount), 'partial')];
}

/** A literal code must be complete; a distance code may have no symbol, or a single one of one bit. */
function makeCode(lengths: readonly number[], completeness: 'complete' | 'partial' = 'complete'): Code {
  const counts = new Uint16Array(MAX_CODE_BITS + 1);
  for (const length of lengths) counts[length]! += 1;
  counts[0] = 0;
  let open = 1;
  const next = [0];
  for (let length = 1; length <= MAX_CODE_BITS; length++) {
    open = open * 2 - counts[length]!;
    if (open < 0) refuse('malformed', BROKEN);
    next.push(next[length - 1]! + counts[length - 1]!);
  }
  const used = lengths.filter((length) => length > 0).length;
  const isSparse = completeness === 'partial' && (used === 0 || (used === 1 && counts[1] === 1));
  if (open > 0 && !isSparse) refuse('malformed', BROKEN);
  const symbols = new Uint16Array(used);
  for (const [symbol, length] of lengths.entries()) {
    if (length > 0) symbols[next[length]!++] = symbol;
  }
  return { counts, symbols };
}

function decodeSymbol(bits: DeflateBits, { counts, symbols }: Code): number {
  let code = 0;
  let first = 0;
  let index = 0;
  for (let length = 1; length <= MAX_CODE_BITS; length++) {
    code |= bits.read(1);
    const count = counts[length]!;
    if (code - first < count) return symbols[index + code - first]!;
    index += count;
    first = (first + count) << 1;
    code <<= 1;
  }
  refuse('malformed', BROKEN);
}

function refuseLonger(): never {
  refuse('malformed', 'Compressed data is longer than announced.');
}

/** Bits from the low end of each byte. */
class DeflateBits {
  readonly #input: Uint8Array;
  #at = 0;
  #held = 0;
  #count = 0;

  constructor(input: Uint8Array) {
    this.#input = input;
  }

  read(width: number): number {
    while (this.#count < width) {
      if (this.#at === this.#input.length) refuse('malformed', 'Cut short: compressed data ends too early.');
      this.#held |= this.#input[this.#at++]! << this.#count;
      this.#count += 8;
    }
    const value = this.#held & ((1 << width) - 1);
    this.#held >>>= width;
    this.#count -= width;
    return value;
  }

  stored(): { readonly length: number; readonly bytes: Uint8Array } {
    this.#endByte();
    const length = this.read(16);
    if (this.read(16) !== (length ^ 0xffff)) refuse('malformed', BROKEN);
    const bytes = this.#input.subarray(this.#at, this.#at + length);
    if (bytes.length !== length) refuse('malformed', 'Cut short: compressed data ends too early.');
    this.#at += length;
    return { length, bytes };
  }

  end(): void {
    this.#endByte();
    if (this.#at !== this.#input.length) refuse('malformed', 'Bytes are left over after compressed data.');
  }

  #endByte(): void {
    if (this.#held !== 0) refuse('malformed', BROKEN);
    this.#count = 0;
  }
}
