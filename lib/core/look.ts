/** All pictures that look like one. */
export interface Look {
  readonly kind: 'look';
  /** PDQ fingerprint of that one, 64 hex digits. */
  readonly pdq: string;
}

/** Of a list: all pictures whose fingerprint differs from that one in at most so many bits. */
export interface ListedLook extends Look {
  /** 0…31. */
  readonly radius: number;
}

/** Bits in which two fingerprints differ, 0…256; each 64 hex digits. */
export function bitsApart(a: string, b: string): number {
  let bits = 0;
  for (let i = 0; i < a.length; i++) {
    for (let differs = Number.parseInt(a[i]!, 16) ^ Number.parseInt(b[i]!, 16); differs > 0; differs >>= 1) bits += differs & 1;
  }
  return bits;
}
