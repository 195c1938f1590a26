import { MIN_TEXT_LETTERS } from './canonical-text.ts';

/** Letters in each n-gram, spaces between words counted: the length at which near and far texts lie furthest apart (docs/decisions/0076). */
const NGRAM_LENGTH = 4;
/** Of a longer text its head, in UTF-16 units: whoever floods repeats more than that. */
const MAX_COMPARED = 4_000;

/** Links and mentions as `canonicalText` masks them, and hashtags: what spreads a text, not what it says. */
const NOT_OWN_WORDS = /\[[/@]\]|#[\p{L}\p{M}\p{N}_]+/gu;
/** Vowel signs of some scripts, decoration of others: as few texts differ in them alone as in a comma. */
const MARKS = /\p{M}+/gu;
const WORDS = /\p{L}+/gu;

/**
 * Hashes of the n-grams in a text's own words, in rising order, each once: what two texts are compared by. Takes a
 * canonical text. Digits, punctuation, emoji, hashtags, links and mentions count for nothing: copies of one text differ
 * in them. Undefined where fewer than 40 letters are left: greetings and short jokes are written alike by chance.
 */
export function textNgrams(canonical: string): Uint32Array<ArrayBuffer> | undefined {
  const words = canonical.slice(0, MAX_COMPARED).replace(NOT_OWN_WORDS, ' ').replace(MARKS, '').match(WORDS) ?? [];
  const letters = Array.from(words.join(' '), (char) => char.codePointAt(0) ?? 0);
  if (letters.length - words.length + 1 < MIN_TEXT_LETTERS) return undefined;
  const hashes = new Uint32Array(letters.length - NGRAM_LENGTH + 1);
  for (let start = 0; start < hashes.length; start++) {
    let hash = 0x811c9dc5 | 0;
    for (let at = start; at < start + NGRAM_LENGTH; at++) hash = Math.imul(hash ^ (letters[at] ?? 0), 0x01000193);
    hashes[start] = mix(hash);
  }
  return new Uint32Array(new Set(hashes.sort()));
}

/** The finaliser of MurmurHash3: every bit of a hash depends on every bit of the n-gram. */
export function mix(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
