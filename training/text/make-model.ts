import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { TextCard } from '../../lib/detect/text-card.ts';
import { FEATURE_SHAPE, TEXT_FEATURES_VERSION } from '../../lib/detect/text-features.ts';
import { logistic } from '../../lib/detect/text-model.ts';
import { binaryRows, groupOf, isSpam, type Row } from './corpus.ts';
import { fitLogistic, fitPlatt, type LinearModel } from './logistic.ts';
import { margins, toMatrix } from './matrix.ts';

export const SETTINGS = { seed: 1, epochs: 20, learningRate: 0.1 } as const;

/** What the thresholds are chosen for, on clean texts of val: `likely` draws a badge, `unsure` draws nothing. */
const MOST_FALSE: Readonly<Record<'likely' | 'unsure', FalsePositiveLimits>> = {
  likely: { pooled: 0.0025, anyGroupOfPosts: 0.01 },
  unsure: { pooled: 0.02, anyGroupOfPosts: 0.05 },
};

interface FalsePositiveLimits {
  readonly pooled: number;
  readonly anyGroupOfPosts: number;
}

/**
 * Not posts: what an operator offers its own customers is labelled clean, the same offer of another spam. They are
 * measured like the others, but no single one of them chooses the thresholds.
 */
const TEXT_MESSAGES: ReadonlySet<string> = new Set(['sms_uci', 'sms_mt_de', 'sms_mt_fr', 'sms_mt_hi', 'sms_thai']);

export interface ShippedModel {
  readonly card: TextCard;
  readonly weights: Int8Array<ArrayBuffer>;
}

export interface TextModel extends ShippedModel {
  /** The model before its weights were rounded to 8 bits. */
  readonly float: LinearModel;
}

/** Learns from train, calibrates on one half of val, chooses the thresholds on all of it. The same rows give the same bytes. */
export function makeTextModel(rows: readonly Row[], version: string): TextModel {
  const train = binaryRows(rows, 'train');
  const float = fitLogistic(toMatrix(train.map(({ text }) => text)), isSpam(train), Float64Array.from(train, () => 1), {
    ...SETTINGS,
    buckets: 2 ** FEATURE_SHAPE.bucketBits,
  });
  const scale = float.weights.reduce((max, weight) => Math.max(max, Math.abs(weight)), 0) / 127;
  const weights = Int8Array.from(float.weights, (weight) => Math.round(weight / scale));

  const val = binaryRows(rows, 'val');
  const valMargins = margins(toMatrix(val.map(({ text }) => text)), weights, float.bias, scale);
  const even = val.map((_, i) => i).filter((i) => i % 2 === 0);
  const calibration = fitPlatt(even.map((i) => valMargins[i]!), even.map((i) => val[i]!.label));
  const probabilities = valMargins.map((margin) => logistic(calibration.slope * margin + calibration.offset));
  return {
    weights,
    float,
    card: {
      version,
      digest: bytesToHex(sha256(new Uint8Array(weights.buffer))),
      featuresVersion: TEXT_FEATURES_VERSION,
      scale,
      bias: float.bias,
      calibration,
      thresholds: {
        likely: lowestThreshold(val, probabilities, MOST_FALSE.likely),
        unsure: lowestThreshold(val, probabilities, MOST_FALSE.unsure),
      },
    },
  };
}

/** The lowest hundredth of probability that flags no more clean texts, of all and of any group of posts, than allowed. */
function lowestThreshold(rows: readonly Row[], probabilities: Float64Array, most: FalsePositiveLimits): number {
  const clean = rows
    .map((row, i) => ({ row, group: groupOf(row), probability: probabilities[i]! }))
    .filter(({ row }) => row.label === 0);
  const groups = new Set(clean.filter(({ row }) => !TEXT_MESSAGES.has(row.source)).map(({ group }) => group));
  const flagged = (texts: typeof clean, from: number): number =>
    texts.filter(({ probability }) => probability >= from).length / texts.length;
  for (let percent = 1; percent < 100; percent++) {
    const from = percent / 100;
    const byGroup = [...groups].map((name) => flagged(clean.filter(({ group }) => group === name), from));
    if (flagged(clean, from) <= most.pooled && Math.max(...byGroup) <= most.anyGroupOfPosts) return from;
  }
  throw new Error('no threshold keeps the clean texts of val clean');
}
