import { TEXT_LABELS, type HeadCard, type TextCard, type TextLabel } from './text-card.ts';
import { bucketOfSigns, FEATURE_SHAPE, forEachNgram, type TextFeatures } from './text-features.ts';
import { signsOf } from './text-signs.ts';

/** What tells one label from its absence: a table of weights, and how to read a probability off their sum. */
export interface TextHead extends HeadCard {
  readonly weights: Int8Array;
}

/** How many weights the heads of a card have together: their tables lie one after another, in the order of TEXT_LABELS. */
export function weightsOf({ heads }: Pick<TextCard, 'heads'>): number {
  return TEXT_LABELS.reduce((sum, label) => sum + 2 ** heads[label].weightBits, 0);
}

/** The heads over their tables; `weights` has weightsOf(card) of them. */
export function headsOf({ heads }: Pick<TextCard, 'heads'>, weights: Int8Array): Readonly<Record<TextLabel, TextHead>> {
  let at = 0;
  const tables = TEXT_LABELS.map((label) => {
    const from = at;
    at += 2 ** heads[label].weightBits;
    return [label, { ...heads[label], weights: weights.subarray(from, at) }] as const;
  });
  return Object.fromEntries(tables) as Record<TextLabel, TextHead>;
}

/** A piece of a text and the log-odds it added. */
export interface WeighedPiece {
  readonly ngram: string;
  readonly weight: number;
}

/** Longest word that is shown whole, in code points; a longer one, or a line without spaces, is cut into such pieces. */
const LONGEST_PIECE = 16;

/** Punctuation around a word that does not make it another word. */
const AROUND_A_WORD = /^[.,;:!?…"'“”„‘’«»()[\]{}–—،؛؟।-]+|[.,;:!?…"'“”„‘’«»()[\]{}–—،؛؟।-]+$/g;

/** Calibrated log-odds that the text deserves the head's label. */
export function logOdds({ buckets, values }: TextFeatures, { weights, weightBits, scale, bias, calibration }: TextHead): number {
  const shift = FEATURE_SHAPE.bucketBits - weightBits;
  let steps = 0;
  for (let i = 0; i < buckets.length; i++) steps += (weights[(buckets[i] ?? 0) >>> shift] ?? 0) * (values[i] ?? 0);
  return calibration.slope * (steps * scale + bias) + calibration.offset;
}

/**
 * The words that pushed hardest towards the label, strongest first. A word weighs what all n-grams within it and the
 * sign it gives added to logOdds, every time it occurs; n-grams across words, and two signs together, are nobody's, so
 * that no log-odds is counted twice. Linear in the text.
 */
export function strongestPieces(folded: string, features: TextFeatures, head: TextHead, most: number): readonly WeighedPiece[] {
  const [weightOfHit, weightOfSign] = [new Map<number, number>(), new Map<number, number>()];
  const afterDisguises = features.ngrams + features.disguises;
  for (let i = 0; i < features.buckets.length; i++) {
    const map = i < features.ngrams ? weightOfHit : weightOfSign;
    if (i < features.ngrams || i >= afterDisguises) map.set(features.buckets[i] ?? 0, addedBy(i, features, head) / (features.hits[i] ?? 1));
  }
  const weightOfPiece = new Map<string, number>();
  for (const word of folded.split(' ')) {
    for (const piece of piecesOf(word)) {
      let weight = 0;
      forEachNgram(piece, FEATURE_SHAPE, (bucket) => {
        weight += weightOfHit.get(bucket) ?? 0;
      });
      for (const [sign, hits] of signsOf(piece)) weight += hits * (weightOfSign.get(bucketOfSigns(sign, sign, FEATURE_SHAPE)) ?? 0);
      const shown = piece.trim().replace(AROUND_A_WORD, '') || piece.trim();
      weightOfPiece.set(shown, (weightOfPiece.get(shown) ?? 0) + weight);
    }
  }
  return Array.from(weightOfPiece, ([ngram, weight]) => ({ ngram, weight }))
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, most);
}

/** How many letters are disguised; 0 where that pushed nowhere, or away from the label. */
export function tellingDisguise(features: TextFeatures, head: TextHead): number {
  let [letters, weight] = [0, 0];
  for (let i = features.ngrams; i < features.ngrams + features.disguises; i++) {
    letters += features.hits[i] ?? 0;
    weight += addedBy(i, features, head);
  }
  return weight > 0 ? letters : 0;
}

/** What the i-th bucket of a text added to logOdds. */
function addedBy(i: number, { buckets, values }: TextFeatures, { weights, weightBits, scale, calibration }: TextHead): number {
  const weight = weights[(buckets[i] ?? 0) >>> (FEATURE_SHAPE.bucketBits - weightBits)] ?? 0;
  return calibration.slope * scale * weight * (values[i] ?? 0);
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
