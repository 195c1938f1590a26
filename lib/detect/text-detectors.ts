import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Detector, TextInput } from '../core/detector.ts';
import type { Band, DetectorRef, Finding, Signal } from '../core/evidence.ts';
import { probabilityAt } from '../core/log-odds.ts';
import { err, ok, type Result } from '../core/result.ts';
import { decodeTextCard, type HeadCard, type TextLabel } from './text-card.ts';
import { readText, TEXT_FEATURES_VERSION, textFeatures, type ReadText, type TextFeatures } from './text-features.ts';
import { headsOf, logOdds, strongestPieces, tellingDisguise, weightsOf, type TextHead } from './text-model.ts';

/**
 * Texts of fewer letters are not judged; masked links and mentions have none. Measured on val and test: below twelve
 * letters the model orders spam and clean wrongly in 7 to 11 of 100 pairs, from twelve on in less than 2.
 */
export const MIN_JUDGED_LETTERS = 12;

/** The most n-grams a signal names as its reason. */
export const MAX_REASONS = 5;

/** After how many texts the thread is handed back once, so that an abort or a newer question gets through. */
const TEXTS_AT_A_STRETCH = 16;

export interface TextModelFiles {
  /** public/models/text-spam/weights.bin: the tables of the heads, one signed byte a weight. */
  readonly weights: ArrayBuffer | Uint8Array;
  /** public/models/text-spam/card.json, parsed. */
  readonly card: unknown;
}

export interface BadModel {
  readonly tag: 'bad-model';
  readonly message: string;
}

/** A detector for every label of the text model. */
export type TextDetectors = Readonly<Record<TextLabel, Detector<TextInput>>>;

/** A text taken apart: what every detector looks at. */
interface TakenApart extends ReadText {
  readonly features: TextFeatures;
}

/**
 * The detectors of the text model: logistic models over the same hashed n-grams, trained by training/text. An input
 * that several of them are handed is taken apart once. Refuses weights that are not the ones the card was written for.
 * Of a long text the head is judged (text-fold.ts).
 */
export function createTextDetectors(files: TextModelFiles, { now }: { readonly now: () => number }): Result<TextDetectors, BadModel> {
  const decoded = decodeTextCard(files.card);
  if (!decoded.ok) return bad(`The card of the text model ${decoded.error}.`);
  const card = decoded.value;
  if (card.featuresVersion !== TEXT_FEATURES_VERSION) {
    return bad(`The text model is for features ${card.featuresVersion}; this version makes ${TEXT_FEATURES_VERSION}.`);
  }
  if (files.weights.byteLength !== weightsOf(card)) {
    return bad(`The text model has ${files.weights.byteLength} weights instead of ${weightsOf(card)}.`);
  }
  // A copy, so that nobody can change the weights after they were checked.
  const bytes = new Uint8Array(files.weights).slice();
  if (bytesToHex(sha256(bytes)) !== card.digest) return bad('The weights of the text model are not those of its card.');
  const heads = headsOf(card, new Int8Array(bytes.buffer));

  const known = new WeakMap<TextInput, TakenApart | 'too-short'>();
  return ok({ spam: detectorOf('spam'), scam: detectorOf('scam'), promotion: detectorOf('promotion') });

  function detectorOf(label: TextLabel): Detector<TextInput> {
    const detector: DetectorRef = { id: `text-${label}`, version: card.version };
    return {
      ...detector,
      digest: card.digest,
      async measure(inputs, abort) {
        const findings: Finding[] = [];
        for (const [i, input] of inputs.entries()) {
          if (i % TEXTS_AT_A_STRETCH === TEXTS_AT_A_STRETCH - 1) await nextTask();
          abort.throwIfAborted();
          const parts = takeApart(input);
          findings.push(
            parts === 'too-short'
              ? { kind: 'abstention', detector, why: parts }
              : { kind: 'signal', detector, label, ...judge(parts, heads[label]), at: now() },
          );
        }
        return findings;
      },
    };
  }

  function takeApart(input: TextInput): TakenApart | 'too-short' {
    const parts = known.get(input) ?? takenApart(input.text);
    known.set(input, parts);
    return parts;
  }
}

function takenApart(text: string): TakenApart | 'too-short' {
  const read = readText(text);
  return isLongEnough(read.folded) ? { ...read, features: textFeatures(read) } : 'too-short';
}

/** Whether a folded text has enough of its author's own letters to be judged. */
export function isLongEnough(folded: string): boolean {
  const own = folded.replace(/<url>|@user|mailmail/g, '');
  return (own.match(/\p{L}/gu)?.length ?? 0) >= MIN_JUDGED_LETTERS;
}

function judge({ folded, features }: TakenApart, head: TextHead): Pick<Signal, 'probability' | 'band' | 'reason'> {
  const probability = probabilityAt(logOdds(features, head));
  const top = strongestPieces(folded, features, head, MAX_REASONS);
  const disguised = tellingDisguise(features, head);
  return {
    probability,
    band: bandOf(probability, head),
    reason: disguised === 0 ? { code: 'ngrams', top } : { code: 'ngrams', top, disguised },
  };
}

function bandOf(probability: number, { thresholds }: HeadCard): Band {
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
