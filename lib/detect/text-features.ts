import { DISGUISES, disguisedLetters, type Disguise, type DisguisedLetters } from './text-disguise.ts';
import { foldText } from './text-fold.ts';
import { SIGNS, signsOf, type Sign } from './text-signs.ts';

/** Goes up whenever one text may give other features (folding included): weights fit one version only. */
export const TEXT_FEATURES_VERSION = 3;

/** A text as detectors read it: what it says, and how many of its letters are disguised. */
export interface ReadText {
  readonly folded: string;
  readonly disguised: DisguisedLetters;
}

export function readText(text: string): ReadText {
  return { folded: foldText(text), disguised: disguisedLetters(text) };
}

/** Which n-grams are counted, and into how many buckets they are hashed. Training compares others with it. */
export interface FeatureShape {
  /** Shortest and longest character n-gram, in code points. */
  readonly chars: readonly [shortest: number, longest: number];
  /** Most words of a word n-gram; 0 counts none. */
  readonly words: number;
  /** Base-2 logarithm of the number of buckets. */
  readonly bucketBits: number;
  /** What a sign weighs beside all n-grams together, and what two of them weigh for standing in one text; 0 counts none. */
  readonly signs: readonly [one: number, pair: number];
}

export const FEATURE_SHAPE: FeatureShape = { chars: [2, 5], words: 2, bucketBits: 18, signs: [0.15, 0.1] };

/**
 * A text as a vector: its n-grams, of length 1 together (0 for the empty text), each bucket once in order of first
 * appearance; then one bucket for every way in which letters are disguised; then one for every sign it gives and one
 * for every two of them.
 */
export interface TextFeatures {
  readonly buckets: Uint32Array<ArrayBuffer>;
  /** How many of the text's n-grams fell into each bucket, how many letters are disguised, how many words give the sign or signs. */
  readonly hits: Uint32Array<ArrayBuffer>;
  readonly values: Float64Array<ArrayBuffer>;
  /** How many of the buckets, from the first, are of n-grams, and how many that follow are of disguises. */
  readonly ngrams: number;
  readonly disguises: number;
}

/** What a disguise weighs beside all n-grams together, which have length 1. */
const DISGUISE_VALUE = 0.25;

/**
 * The features of a text with a space put at either end: 1 + ln of the hits of each bucket, scaled to length 1.
 * Time and memory are linear in the text: at most six n-grams a code point. Training and judging both call this.
 */
export function textFeatures({ folded, disguised }: ReadText, shape: FeatureShape = FEATURE_SHAPE): TextFeatures {
  const hitsOf = new Map<number, number>();
  if (folded !== '') {
    forEachNgram(` ${folded} `, shape, (bucket) => {
      hitsOf.set(bucket, (hitsOf.get(bucket) ?? 0) + 1);
    });
  }
  const values = Float64Array.from(hitsOf.values(), (count) => 1 + Math.log(count));
  let squares = 0;
  for (const value of values) squares += value * value;
  const scale = 1 / Math.sqrt(squares);
  const worn = DISGUISES.filter((disguise) => disguised[disguise] > 0);
  const [signValue, pairValue] = shape.signs;
  const given = signValue === 0 ? [] : [...signsOf(folded)];
  const pairs = given.flatMap(([one, hits], i) => given.slice(i + 1).map(([other, more]) => [one, other, hits + more] as const));
  return {
    buckets: Uint32Array.from([
      ...hitsOf.keys(),
      ...worn.map((disguise) => bucketOfDisguise(disguise, disguised[disguise], shape)),
      ...given.map(([sign]) => bucketOfSigns(sign, sign, shape)),
      ...pairs.map(([one, other]) => bucketOfSigns(one, other, shape)),
    ]),
    hits: Uint32Array.from([
      ...hitsOf.values(),
      ...worn.map((disguise) => disguised[disguise]),
      ...given.map(([, hits]) => hits),
      ...pairs.map(([, , hits]) => hits),
    ]),
    values: Float64Array.from([
      ...values.map((value) => value * scale),
      ...worn.map(() => DISGUISE_VALUE),
      ...given.map(() => signValue),
      ...pairs.map(() => pairValue),
    ]),
    ngrams: hitsOf.size,
    disguises: worn.length,
  };
}

/** The bucket of two signs in one text, in whichever order; of a sign and itself, the bucket of that sign. */
export function bucketOfSigns(one: Sign, other: Sign, { bucketBits }: FeatureShape): number {
  const [first, second] = [SIGNS.indexOf(one), SIGNS.indexOf(other)].toSorted((a, b) => a - b) as [number, number];
  return avalanche(step(step(SIGN_SEED, first), second)) >>> (32 - bucketBits);
}

/** One, a few, or many letters of a disguise: a bucket for each. */
function bucketOfDisguise(disguise: Disguise, letters: number, { bucketBits }: FeatureShape): number {
  const howMany = letters < 3 ? 1 : letters < 8 ? 2 : 3;
  return avalanche(step(step(DISGUISE_SEED, DISGUISES.indexOf(disguise)), howMany)) >>> (32 - bucketBits);
}

/** Calls back with the bucket of every n-gram: those of characters, across words too, then those of words. */
export function forEachNgram(text: string, shape: FeatureShape, visit: (bucket: number) => void): void {
  const [shortest, longest] = shape.chars;
  const shift = 32 - shape.bucketBits;
  const codePoints = Array.from(text, (char) => char.codePointAt(0) ?? 0);
  for (let start = 0; start < codePoints.length; start++) {
    const end = Math.min(start + longest, codePoints.length);
    let hash = CHARS_SEED;
    for (let at = start; at < end; at++) {
      hash = step(hash, codePoints[at] ?? 0);
      if (at - start + 1 >= shortest) visit(avalanche(hash) >>> shift);
    }
  }
  if (shape.words === 0) return;
  const words = (text.match(WORD) ?? []).map(hashWord);
  for (let start = 0; start < words.length; start++) {
    const end = Math.min(start + shape.words, words.length);
    let hash = WORDS_SEED;
    for (let at = start; at < end; at++) {
      hash = step(hash, words[at] ?? 0);
      visit(avalanche(hash) >>> shift);
    }
  }
}

/** Letters with their marks, digits and underscores. */
const WORD = /[\p{L}\p{M}\p{N}_]+/gu;

/** Keep a word of five letters apart from the character n-gram of the same letters. */
const CHARS_SEED = 0x811c9dc5 | 0;
const WORDS_SEED = 0x9747b28c | 0;
const DISGUISE_SEED = 0x3c6ef372;
const SIGN_SEED = 0x510e527f;

function hashWord(word: string): number {
  let hash = CHARS_SEED;
  for (const char of word) hash = step(hash, char.codePointAt(0) ?? 0);
  return hash;
}

/** FNV-1a over whole code points, 32 bits. */
function step(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x01000193);
}

/** The finaliser of MurmurHash3: every bit of the input changes the high bits that choose the bucket. */
function avalanche(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
