/** Numbers in [0, 1) that depend only on `seed` (mulberry32): a run can be repeated to the byte. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A seed of a picture's SHA-256 and the number of the variant. */
export function seedOf(sha256: string, variant: number): number {
  return (Number.parseInt(sha256.slice(0, 8), 16) ^ Math.imul(variant + 1, 0x9e3779b1)) >>> 0;
}

/** A number from the normal distribution (Box and Muller 1958). */
export function gauss(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
