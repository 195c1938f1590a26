import type { PictureInput } from '../core/detector.ts';

/**
 * 256 bits that stay nearly the same when a picture is recompressed or resized: bit k is `hash[k >> 5] >> (k & 31) & 1`
 * and says whether the picture's frequency of row k >> 4 and column k & 15 is above their median.
 */
export type PdqHash = Uint32Array;

/** What a picture looks like, as a number. */
export interface Pdq {
  readonly hash: PdqHash;
  /** 0, nothing to go by, to 100: how much neighbouring parts of the picture differ. */
  readonly quality: number;
}

export const PDQ_WORDS = 8;

/** Below it a hash says little: pictures with hardly a feature share theirs. Recommended by the algorithm's authors. */
export const PDQ_MIN_QUALITY = 50;

/** Below it a hash is too poor to be put on a list: what is published is compared with everybody's pictures. */
export const PDQ_LISTED_QUALITY = 80;

/** The farthest apart that two hashes may be, in bits, to speak of one picture. By the same. */
export const PDQ_MAX_DISTANCE = 31;

/** Pictures are shrunk to so many cells a side, and of those so many frequencies an axis are kept. */
const CELLS = 64;
const FREQUENCIES = 16;
const MIN_SIDE_PX = 5;

/** Share of the colours in what is seen as light: ITU-R BT.601. */
const [RED, GREEN, BLUE] = [0.299, 0.587, 0.114];

/**
 * The perceptual fingerprint PDQ of a picture (Meta, 2019; docs/subjects.md), transparency aside. Its authors blur the
 * whole picture, twice along each axis, to keep one pixel in hundreds of it: here only those are computed, each as the
 * sum under its tent. That is the same number, for one multiplication a pixel and a row of memory.
 * With `sidePx`, that of the picture resized to so many pixels a side.
 */
export function pdqOf(picture: PictureInput, sidePx?: number): Pdq {
  const { width, height } = picture;
  if (Math.min(width, height) < MIN_SIDE_PX) return { hash: new Uint32Array(PDQ_WORDS), quality: 0 };
  const cells = shrink(picture, tentsOver(width, sidePx), tentsOver(height, sidePx));
  return { hash: aboveMedian(lowFrequencies(cells)), quality: qualityOf(cells) };
}

/** Bits in which two hashes differ. */
export function pdqDistance(a: PdqHash, b: PdqHash): number {
  let distance = 0;
  for (let i = 0; i < PDQ_WORDS; i++) distance += ones(a[i]! ^ b[i]!);
  return distance;
}

/** 64 lower-case hex digits, the highest bit first, as other programs write it. */
export function writePdq(hash: PdqHash): string {
  return Array.from(hash, (word) => word.toString(16).padStart(8, '0')).toReversed().join('');
}

/** What `writePdq` wrote; undefined for anything else. */
export function readPdq(hex: string): PdqHash | undefined {
  if (!/^[0-9a-f]{64}$/.test(hex)) return undefined;
  return Uint32Array.from({ length: PDQ_WORDS }, (_, i) => Number.parseInt(hex.slice(56 - 8 * i, 64 - 8 * i), 16));
}

/** Bits set in a word. */
export function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x5555_5555);
  const nibbles = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

/** What the pixels of a row or column, from `first` on, add to one cell. */
interface Tent {
  readonly first: number;
  readonly weights: Float64Array;
}

/** The light of 64 × 64 cells, 0…255. */
function shrink({ rgba, width }: PictureInput, across: readonly Tent[], down: readonly Tent[]): Float64Array {
  const cells = new Float64Array(CELLS * CELLS);
  const row = new Float64Array(width);
  for (const [i, { first, weights }] of down.entries()) {
    row.fill(0);
    for (let y = 0; y < weights.length; y++) {
      const [red, green, blue] = [RED * weights[y]!, GREEN * weights[y]!, BLUE * weights[y]!];
      let at = (first + y) * width * 4;
      for (let x = 0; x < width; x++, at += 4) row[x]! += red * rgba[at]! + green * rgba[at + 1]! + blue * rgba[at + 2]!;
    }
    for (let j = 0; j < CELLS; j++) cells[i * CELLS + j] = under(across[j]!, row);
  }
  return cells;
}

function under({ first, weights }: Tent, row: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i]! * row[first + i]!;
  return sum;
}

/** Of each cell, what the pixels of an axis add to it, were the axis resized first. */
function tentsOver(lengthPx: number, resizedPx = lengthPx): readonly Tent[] {
  const tents = Array.from({ length: CELLS }, (_, cell) => tentOf(cell, resizedPx));
  return resizedPx === lengthPx ? tents : tents.map((tent) => resized(tent, resizedPx, lengthPx));
}

/** What two averages over a window make of an axis, seen from the pixel in the middle of a cell. */
function tentOf(cell: number, length: number): Tent {
  const window = Math.ceil(length / (2 * CELLS));
  // A window of even width reaches one pixel further ahead than back, and ends with the picture.
  const from = (i: number) => Math.max(0, i - Math.ceil(window / 2) + 1);
  const end = (i: number) => Math.min(length, i + Math.floor(window / 2) + 1);
  const share = (i: number) => 1 / (end(i) - from(i));
  const middle = Math.floor(((cell + 0.5) * length) / CELLS);
  const first = from(from(middle));
  const weights = new Float64Array(end(end(middle) - 1) - first + 1);
  // Where the weight rises and falls, then summed up: long axes would take the square of the window otherwise.
  for (let i = from(middle); i < end(middle); i++) {
    weights[from(i) - first]! += share(middle) * share(i);
    weights[end(i) - first]! -= share(middle) * share(i);
  }
  for (let i = 1; i < weights.length; i++) weights[i]! += weights[i - 1]!;
  return { first, weights: weights.subarray(0, -1) };
}

/** A tent over an axis `from` pixels long, laid over `to` pixels: each of its own was the mean of those it covers, in part or whole. */
function resized(tent: Tent, from: number, to: number): Tent {
  const edge = (pixel: number) => (pixel * to) / from;
  const first = Math.floor(edge(tent.first));
  const weights = new Float64Array(Math.ceil(edge(tent.first + tent.weights.length)) - first);
  for (const [i, weight] of tent.weights.entries()) {
    const [left, right] = [edge(tent.first + i), edge(tent.first + i + 1)];
    for (let at = Math.floor(left); at < right; at++) {
      weights[at - first]! += (weight * (Math.min(right, at + 1) - Math.max(left, at))) / (right - left);
    }
  }
  return { first, weights };
}

/** Cosine of frequency i + 1 at cell j. The usual factor √(2 ∕ 64) is left out: it changes no order. */
const COSINES = Float64Array.from({ length: FREQUENCIES * CELLS }, (_, at) => {
  const [frequency, cell] = [Math.floor(at / CELLS) + 1, at % CELLS];
  return Math.cos((Math.PI / (2 * CELLS)) * frequency * (2 * cell + 1));
});

/** The cosine transform of both axes, without the constant and the fine frequencies. */
function lowFrequencies(cells: Float64Array): Float64Array {
  const halfway = new Float64Array(FREQUENCIES * CELLS);
  for (let i = 0; i < FREQUENCIES; i++) {
    for (let k = 0; k < CELLS; k++) {
      const cosine = COSINES[i * CELLS + k]!;
      for (let j = 0; j < CELLS; j++) halfway[i * CELLS + j]! += cosine * cells[k * CELLS + j]!;
    }
  }
  const frequencies = new Float64Array(FREQUENCIES * FREQUENCIES);
  for (let i = 0; i < FREQUENCIES; i++) {
    for (let j = 0; j < FREQUENCIES; j++) {
      let sum = 0;
      for (let k = 0; k < CELLS; k++) sum += halfway[i * CELLS + k]! * COSINES[j * CELLS + k]!;
      frequencies[i * FREQUENCIES + j] = sum;
    }
  }
  return frequencies;
}

/** Of an even number of values the median is the lower of the two in the middle. */
function aboveMedian(values: Float64Array): PdqHash {
  const median = values.toSorted()[values.length / 2 - 1]!;
  const hash = new Uint32Array(PDQ_WORDS);
  for (const [i, value] of values.entries()) if (value > median) hash[i >> 5]! |= 1 << (i & 31);
  return hash;
}

/** Steps between neighbouring cells in whole hundredths of the range, so that many tiny ones count nothing; 90 to a point. */
function qualityOf(cells: Float64Array): number {
  let steps = 0;
  const step = (a: number, b: number) => Math.floor((Math.abs(a - b) * 100) / 255);
  for (let i = 0; i < CELLS; i++) {
    for (let j = 0; j < CELLS; j++) {
      const at = i * CELLS + j;
      if (i + 1 < CELLS) steps += step(cells[at]!, cells[at + CELLS]!);
      if (j + 1 < CELLS) steps += step(cells[at]!, cells[at + 1]!);
    }
  }
  return Math.min(100, Math.floor(steps / 90));
}
