import { bytesToHex } from '@noble/hashes/utils.js';
import { readU32 } from './big-endian.ts';
import { refuse } from './list-error.ts';

/** Reads a layout front to back; refuses to read past the end, and to leave anything over. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #what: string;
  #at = 0;

  /** `what` names the thing in refusals: "the tip". */
  constructor(bytes: Uint8Array, what: string) {
    this.#bytes = bytes;
    this.#what = what;
  }

  magic(expected: string): void {
    const found = this.take(expected.length);
    for (let i = 0; i < expected.length; i++) {
      if (found[i] !== expected.charCodeAt(i)) refuse('malformed', `Not ${this.#what}: it does not begin with ${expected}.`);
    }
  }

  u8(): number {
    return this.take(1)[0]!;
  }

  u16(): number {
    const bytes = this.take(2);
    return (bytes[0]! << 8) | bytes[1]!;
  }

  u32(): number {
    return readU32(this.take(4), 0);
  }

  hex(length: number): string {
    return bytesToHex(this.take(length));
  }

  /** The text in these bytes. */
  utf8(length: number): string {
    const bytes = this.take(length);
    try {
      return UTF8.decode(bytes);
    } catch {
      refuse('malformed', `Not UTF-8: a text in ${this.#what} cannot be read.`);
    }
  }

  /** A view, not a copy. */
  take(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.length) refuse('malformed', `Cut short: ${this.#what} ends before all of it was read.`);
    const view = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return view;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  end(): void {
    if (this.left !== 0) refuse('malformed', `Bytes are left over after ${this.#what}.`);
  }
}

/** Whatever it is given it gives back when it is written again, or refuses. */
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
