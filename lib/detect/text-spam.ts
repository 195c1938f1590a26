import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Detector, TextInput } from '../core/detector.ts';
import type { Abstention, Band, DetectorRef, Signal } from '../core/evidence.ts';
import { err, ok, type Result } from '../core/result.ts';
import { decodeTextCard, type TextCard } from './text-card.ts';
import { FEATURE_SHAPE, TEXT_FEATURES_VERSION, textFeatures } from './text-features.ts';
import { foldText } from './text-fold.ts';
import { logistic, logOdds, strongestPieces } from './text-model.ts';

/**
 * Texts of fewer letters are not judged; masked links and mentions have none. Measured on val and test: below twelve
 * letters the model orders spam and clean wrongly in 7 to 11 of 100 pairs, from twelve on in less than 2.
 */
export const MIN_JUDGED_LETTERS = 12;

/** The most n-grams a signal names as its reason. */
export const MAX_REASONS = 5;

/** After how many texts the thread is handed back once, so that an abort or a newer question gets through. */
const TEXTS_AT_A_STRETCH = 16;

export interface TextSpamFiles {
  /** public/models/text-spam/weights.bin: one signed byte a bucket. */
  readonly weights: ArrayBuffer | Uint8Array;
  /** public/models/text-spam/card.json, parsed. */
  readonly card: unknown;
}

export interface BadModel {
  readonly tag: 'bad-model';
  readonly message: string;
}

/**
 * The detector of spam in texts: a logistic model over hashed n-grams, trained by training/text. Refuses weights
 * that are not the ones the card was written for. Of a long text the head is judged (text-fold.ts).
 */
export function createTextSpamDetector(
  files: TextSpamFiles,
  { now }: { readonly now: () => number },
): Result<Detector<TextInput>, BadModel> {
  const decoded = decodeTextCard(files.card);
  if (!decoded.ok) return bad(`The card of the text model ${decoded.error}.`);
  const card = decoded.value;
  if (card.featuresVersion !== TEXT_FEATURES_VERSION) {
    return bad(`The text model is for features ${card.featuresVersion}; this version makes ${TEXT_FEATURES_VERSION}.`);
  }
  if (files.weights.byteLength !== 2 ** FEATURE_SHAPE.bucketBits) {
    return bad(`The text model has ${files.weights.byteLength} weights instead of ${2 ** FEATURE_SHAPE.bucketBits}.`);
  }
  // A copy, so that nobody can change the weights after they were checked.
  const bytes = new Uint8Array(files.weights).slice();
  if (bytesToHex(sha256(bytes)) !== card.digest) return bad('The weights of the text model are not those of its card.');
  const weights = new Int8Array(bytes.buffer);
  const detector: DetectorRef = { id: 'text-spam', version: card.version };
  return ok({
    ...detector,
    digest: card.digest,
    async measure(inputs, abort) {
      const findings: (Signal | Abstention)[] = [];
      for (const [i, { text }] of inputs.entries()) {
        if (i % TEXTS_AT_A_STRETCH === TEXTS_AT_A_STRETCH - 1) await nextTask();
        abort.throwIfAborted();
        findings.push(judge(text, weights, card, detector, now()));
      }
      return findings;
    },
  });
}

function judge(
  text: string,
  weights: Int8Array,
  card: TextCard,
  detector: DetectorRef,
  at: number,
): Signal | Abstention {
  const folded = foldText(text);
  if (!isLongEnough(folded)) return { kind: 'abstention', detector, why: 'too-short' };
  const features = textFeatures(folded);
  const probability = logistic(logOdds(features, weights, card));
  return {
    kind: 'signal',
    detector,
    label: 'spam',
    probability,
    band: bandOf(probability, card),
    reason: { code: 'ngrams', top: strongestPieces(folded, features, weights, card, MAX_REASONS) },
    at,
  };
}

/** Whether a folded text has enough of its author's own letters to be judged. */
export function isLongEnough(folded: string): boolean {
  const own = folded.replace(/<url>|@user|mailmail/g, '');
  return (own.match(/\p{L}/gu)?.length ?? 0) >= MIN_JUDGED_LETTERS;
}

function bandOf(probability: number, { thresholds }: TextCard): Band {
  if (probability >= thresholds.likely) return 'likely';
  return probability >= thresholds.unsure ? 'unsure' : 'no-sign';
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}

function bad(message: string): Result<never, BadModel> {
  return err({ tag: 'bad-model', message });
}
