import { readU32, writeU32 } from './big-endian.ts';
import { refuse } from './list-error.ts';

/**
 * Rice code of ascending 64-bit numbers: each gap to the number before (the first: to 0) as its quotient by 2^k in
 * unary – ones, then a zero – and its k low bits, high bits first. The last byte is filled with zeros.
 * Random keys cost about 1.5 bits above the entropy of the set.
 * Numbers are handled as two 32-bit halves: BigInt takes a hundred times as long.
 */
export const MAX_RICE_PARAMETER = 63;

/** No honest encoder needs a longer run of ones; keeps the arithmetic below 2^53. */
const MAX_QUOTIENT = 2 ** 20;

const TWO_32 = 2 ** 32;

/** Codes the first 8 bytes of every `stride` bytes. They must ascend (equal is allowed). */
export function encodeRice(items: Uint8Array, stride: number): { readonly k: number; readonly bits: Uint8Array } {
  const count = items.length / stride;
  const last = (count - 1) * stride;
  const k = parameterFor(readU32(items, last) * TWO_32 + readU32(items, last + 4), count);
  const writer = new BitWriter();
  let hi = 0;
  let lo = 0;
  for (let at = 0; at < items.length; at += stride) {
    const nextHi = readU32(items, at);
    const nextLo = readU32(items, at + 4);
    const borrow = nextLo < lo ? 1 : 0;
    const gapHi = nextHi - hi - borrow;
    const gapLo = nextLo - lo + borrow * TWO_32;
    writer.ones(k >= 32 ? Math.floor(gapHi / 2 ** (k - 32)) : gapHi * 2 ** (32 - k) + Math.floor(gapLo / 2 ** k));
    writer.bits(0, 1);
    if (k > 32) writer.bits(gapHi, k - 32);
    writer.bits(gapLo, Math.min(k, 32));
    hi = nextHi;
    lo = nextLo;
  }
  return { k, bits: writer.finish() };
}

/** Writes `count` numbers into the first 8 bytes of every `stride` bytes of `items`. All of `bits` must be used. */
export function decodeRice(bits: Uint8Array, k: number, count: number, items: Uint8Array, stride: number): void {
  if (k > MAX_RICE_PARAMETER) refuse('malformed', 'A shard codes its keys with an unknown parameter.');
  const reader = new BitReader(bits);
  let hi = 0;
  let lo = 0;
  for (let i = 0; i < count; i++) {
    const quotient = reader.ones();
    if (k >= 32) {
      hi += quotient * 2 ** (k - 32) + reader.bits(k - 32);
      lo += reader.bits(32);
    } else {
      const gap = quotient * 2 ** k + reader.bits(k);
      hi += Math.floor(gap / TWO_32);
      lo += gap % TWO_32;
    }
    if (lo >= TWO_32) {
      lo -= TWO_32;
      hi += 1;
    }
    if (hi >= TWO_32) refuse('malformed', 'The keys of a shard run past the highest key.');
    writeU32(items, i * stride, hi);
    writeU32(items, i * stride + 4, lo);
  }
  reader.end();
}

/** The parameter whose power of two is nearest below `ln 2 × mean gap`: near the best for random keys. */
function parameterFor(span: number, count: number): number {
  const bits = Math.floor(Math.log2((span / count) * Math.LN2));
  return Math.min(Math.max(bits, 0), MAX_RICE_PARAMETER);
}

class BitWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;
  #free = 0;

  ones(count: number): void {
    for (let left = count; left > 0; left -= 32) this.bits(0xffff_ffff, Math.min(left, 32));
  }

  /** The low `width` (≤ 32) bits of `value`, high bits first. */
  bits(value: number, width: number): void {
    for (let left = width; left > 0; ) {
      if (this.#free === 0) this.#grow();
      const taken = Math.min(left, this.#free);
      left -= taken;
      this.#free -= taken;
      const chunk = (value >>> left) & ((1 << taken) - 1);
      this.#bytes[this.#length - 1]! |= chunk << this.#free;
    }
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #grow(): void {
    if (this.#length === this.#bytes.length) {
      const bytes = new Uint8Array(this.#bytes.length * 2);
      bytes.set(this.#bytes);
      this.#bytes = bytes;
    }
    this.#length += 1;
    this.#free = 8;
  }
}

class BitReader {
  readonly #bytes: Uint8Array;
  /** In bits. */
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Length of the run of ones that begins here; takes it and the zero that ends it. */
  ones(): number {
    let count = 0;
    for (;;) {
      const { window, width } = this.#window();
      const run = Math.clz32(~window);
      count += run;
      if (count > MAX_QUOTIENT) refuse('malformed', 'A gap between two keys of a shard is coded too long.');
      this.#advance(run < width ? run + 1 : width);
      if (run < width) return count;
    }
  }

  /** The next `width` (≤ 63) bits; exact up to 53. */
  bits(width: number): number {
    let value = 0;
    for (let left = width; left > 0; ) {
      const taken = Math.min(left, 24);
      value = value * 2 ** taken + (this.#window().window >>> (32 - taken));
      this.#advance(taken);
      left -= taken;
    }
    return value;
  }

  end(): void {
    const left = this.#bytes.length * 8 - this.#at;
    if (left >= 8 || this.bits(left) !== 0) refuse('malformed', 'Bytes are left over after the keys of a shard.');
  }

  /** The bits from here on at the high end of 32, of which at least 25 are valid; zeros after the end. */
  #window(): { readonly window: number; readonly width: number } {
    const shift = this.#at & 7;
    return { window: readU32(this.#bytes, this.#at >>> 3) << shift, width: 32 - shift };
  }

  #advance(bits: number): void {
    this.#at += bits;
    if (this.#at > this.#bytes.length * 8) refuse('malformed', 'Cut short: the keys of a shard end too early.');
  }
}
