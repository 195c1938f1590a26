/** Texts that share a band of minima are compared: of pairs that resemble each other by .6, nineteen in twenty. */
const BANDS = 12;
const MINIMA_A_BAND = 3;
const SHINGLE = 5;
/** The share of minima from which two texts are nearly the same. */
const MIN_RESEMBLANCE = 0.5;

/**
 * For each text the index of the first one that it is, over any chain, nearly the same as: MinHash over runs of five
 * letters (Broder 1997), without digits and spaces.
 */
export function nearDuplicates(folded: readonly string[]): readonly number[] {
  const parent = folded.map((_, i) => i);
  const rootOf = (i: number): number => {
    let root = i;
    while (parent[root] !== root) root = parent[root]!;
    parent[i] = root;
    return root;
  };
  const minima = folded.map(minimaOf);
  const firstOf = new Map<string, number>();
  for (const [i, own] of minima.entries()) {
    for (let band = 0; band < BANDS; band++) {
      const key = `${band} ${own.subarray(band * MINIMA_A_BAND, (band + 1) * MINIMA_A_BAND).join(' ')}`;
      const first = firstOf.get(key);
      if (first === undefined) firstOf.set(key, i);
      else if (resemblance(own, minima[first]!) >= MIN_RESEMBLANCE) {
        const [one, other] = [rootOf(first), rootOf(i)];
        parent[Math.max(one, other)] = Math.min(one, other);
      }
    }
  }
  return folded.map((_, i) => rootOf(i));
}

function minimaOf(text: string): Uint32Array {
  const letters = text.replace(/[^\p{L}\p{M}]/gu, '');
  const minima = new Uint32Array(BANDS * MINIMA_A_BAND).fill(0xffffffff);
  for (let at = 0; at === 0 || at + SHINGLE <= letters.length; at++) {
    const hash = hashOf(letters.slice(at, at + SHINGLE));
    for (let k = 0; k < minima.length; k++) {
      const mixed = mix(hash ^ Math.imul(k + 1, 0x9e3779b1));
      if (mixed < minima[k]!) minima[k] = mixed;
    }
  }
  return minima;
}

function resemblance(one: Uint32Array, other: Uint32Array): number {
  return one.filter((minimum, k) => minimum === other[k]).length / one.length;
}

function hashOf(shingle: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < shingle.length; at++) hash = Math.imul(hash ^ shingle.charCodeAt(at), 0x01000193);
  return hash;
}

function mix(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
