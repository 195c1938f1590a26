import type { TextCard } from './text-card.ts';
import { FEATURE_SHAPE, forEachNgram, type TextFeatures } from './text-features.ts';

/** A piece of a text and the log-odds it added. */
export interface WeighedPiece {
  readonly ngram: string;
  readonly weight: number;
}

/** Longest word that is shown whole, in code points; a longer one, or a line without spaces, is cut into such pieces. */
const LONGEST_PIECE = 16;

/** Punctuation around a word that does not make it another word. */
const AROUND_A_WORD = /^[.,;:!?…"'“”„‘’«»()[\]{}–—-]+|[.,;:!?…"'“”„‘’«»()[\]{}–—-]+$/g;

/** Calibrated log-odds that the text is spam. */
export function logOdds({ buckets, values }: TextFeatures, weights: Int8Array, card: TextCard): number {
  let steps = 0;
  for (let i = 0; i < buckets.length; i++) steps += (weights[buckets[i] ?? 0] ?? 0) * (values[i] ?? 0);
  return card.calibration.slope * (steps * card.scale + card.bias) + card.calibration.offset;
}

/** The probability of log-odds. */
export function logistic(odds: number): number {
  return 1 / (1 + Math.exp(-odds));
}

/**
 * The words that pushed hardest towards spam, strongest first. A word weighs what all n-grams within it added to
 * logOdds, every time it occurs; n-grams across words are nobody's, so that no log-odds is counted twice. Linear in
 * the text.
 */
export function strongestPieces(
  folded: string,
  { buckets, hits, values }: TextFeatures,
  weights: Int8Array,
  card: TextCard,
  most: number,
): readonly WeighedPiece[] {
  const weightOfHit = new Map<number, number>();
  const stepWeight = card.calibration.slope * card.scale;
  for (const [i, bucket] of buckets.entries()) {
    weightOfHit.set(bucket, (stepWeight * (weights[bucket] ?? 0) * (values[i] ?? 0)) / (hits[i] ?? 1));
  }
  const weightOfPiece = new Map<string, number>();
  for (const word of folded.split(' ')) {
    for (const piece of piecesOf(word)) {
      let weight = 0;
      forEachNgram(piece, FEATURE_SHAPE, (bucket) => {
        weight += weightOfHit.get(bucket) ?? 0;
      });
      const shown = piece.trim().replace(AROUND_A_WORD, '') || piece.trim();
      weightOfPiece.set(shown, (weightOfPiece.get(shown) ?? 0) + weight);
    }
  }
  return Array.from(weightOfPiece, ([ngram, weight]) => ({ ngram, weight }))
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, most);
}

/** The word with the spaces it stands between, or consecutive pieces of a long one. */
function piecesOf(word: string): readonly string[] {
  const codePoints = Array.from(word);
  if (codePoints.length <= LONGEST_PIECE) return [` ${word} `];
  const pieces: string[] = [];
  for (let at = 0; at < codePoints.length; at += LONGEST_PIECE) {
    pieces.push(codePoints.slice(at, at + LONGEST_PIECE).join(''));
  }
  return pieces;
}
