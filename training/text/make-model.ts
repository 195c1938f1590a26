import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { TEXT_LABELS, type HeadCard, type TextCard, type TextLabel } from '../../lib/detect/text-card.ts';
import { FEATURE_SHAPE, TEXT_FEATURES_VERSION } from '../../lib/detect/text-features.ts';
import { probabilityAt } from '../../lib/core/log-odds.ts';
import { groupOf, type Row } from './corpus.ts';
import { disguisedCopies } from './disguise-texts.ts';
import { LABEL_OF } from './labels.ts';
import { fitLogistic, fitPlatt, type LinearModel } from './logistic.ts';
import { margins, toMatrix, type Matrix } from './matrix.ts';
import { loadProbes, rowOfProbe } from './probes.ts';

export const SETTINGS = { seed: 1, epochs: 20, learningRate: 0.1 } as const;

/**
 * How many times a text written for this project counts: there are few of them, and each was written to the point. Clean
 * ones count more, as what they stand for is far more common than what the others stand for.
 */
const PROBE_IMPORTANCE: Readonly<Record<0 | 1, number>> = { 0: 10, 1: 5 };

/** In every language with spam, clean texts count as if there were at least so many for each spam text: a language is no sign. */
export const CLEAN_FOR_SPAM = 10;

/** The two further labels have few examples: half and a quarter of the weights are enough for them. */
const WEIGHT_BITS: Readonly<Record<TextLabel, number>> = {
  spam: FEATURE_SHAPE.bucketBits,
  scam: FEATURE_SHAPE.bucketBits - 1,
  promotion: FEATURE_SHAPE.bucketBits - 2,
};

interface FalsePositiveLimits {
  readonly pooled: number;
  readonly anyGroupOfPosts: number;
}

/** What the thresholds are chosen for, on clean texts of val: `likely` draws a badge, `unsure` draws nothing. */
const MOST_FALSE: Readonly<Record<'likely' | 'unsure', FalsePositiveLimits>> = {
  likely: { pooled: 0.0015, anyGroupOfPosts: 0.004 },
  unsure: { pooled: 0.02, anyGroupOfPosts: 0.05 },
};

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
  /** The heads before their weights were rounded to 8 bits. */
  readonly float: Readonly<Record<TextLabel, LinearModel>>;
}

/** Rows to learn from: those of split train that have a licence, the probes that are not held out, and some of both in disguise. */
export function trainingRows(rows: readonly Row[]): readonly Row[] {
  const probes = loadProbes().filter(({ half }) => half === 'learn').map(rowOfProbe);
  const plain = [...rows.filter(({ split, use }) => split === 'train' && use === undefined), ...probes];
  return [...plain, ...disguisedCopies(plain, SETTINGS.seed)];
}

/** Learns from train, calibrates on one half of val, chooses the thresholds on all of it. The same rows give the same bytes. */
export function makeTextModel(rows: readonly Row[], version: string): TextModel {
  const train = trainingRows(rows);
  const val = rows.filter(({ split, use }) => split === 'val' && use === undefined);
  const [trainMatrix, valMatrix] = [train, val].map((some) => toMatrix(some.map(({ text }) => text))) as [Matrix, Matrix];
  const made = TEXT_LABELS.map((label) => {
    const { judged, card, ...head } = learnHead(label, train, trainMatrix, val, valMatrix);
    const thresholds = { likely: lowestThreshold(judged, MOST_FALSE.likely), unsure: lowestThreshold(judged, MOST_FALSE.unsure) };
    return [label, { ...head, card: { ...card, thresholds } }] as const;
  });
  const weights = Int8Array.from(made.flatMap(([, head]) => [...head.weights]));
  return {
    weights,
    float: Object.fromEntries(made.map(([label, { float }]) => [label, float])) as TextModel['float'],
    card: {
      version,
      digest: bytesToHex(sha256(new Uint8Array(weights.buffer))),
      featuresVersion: TEXT_FEATURES_VERSION,
      heads: Object.fromEntries(made.map(([label, { card }]) => [label, card])) as TextCard['heads'],
    },
  };
}

/** A head without its thresholds, and what it says of the rows of val that have its label or certainly lack it. */
export interface LearntHead {
  readonly float: LinearModel;
  readonly weights: Int8Array;
  readonly card: Omit<HeadCard, 'thresholds'>;
  readonly judged: readonly JudgedRow[];
}

/** Learns one head from the rows of train that it may see. */
export function learnHead(
  label: TextLabel,
  train: readonly Row[],
  trainMatrix: Matrix,
  val: readonly Row[],
  valMatrix: Matrix,
  mayLearn: (i: number) => boolean = () => true,
): LearntHead {
  const weightBits = WEIGHT_BITS[label];
  const shift = FEATURE_SHAPE.bucketBits - weightBits;
  const labels = train.map((row, i) => (mayLearn(i) ? LABEL_OF[label](row) : undefined));
  const float = fitLogistic(trainMatrix, labels, importanceOf(train, labels), { ...SETTINGS, weightBits, shift });
  const scale = float.weights.reduce((max, weight) => Math.max(max, Math.abs(weight)), 0) / 127;
  const weights = Int8Array.from(float.weights, (weight) => Math.round(weight / scale));

  const valMargins = margins(valMatrix, weights, float.bias, { scale, shift });
  const known = val.flatMap((row, i) => {
    const truth = LABEL_OF[label](row);
    return truth === undefined ? [] : [{ row, truth, margin: valMargins[i]! }];
  });
  const even = known.filter((_, i) => i % 2 === 0);
  const calibration = fitPlatt(even.map(({ margin }) => margin), even.map(({ truth }) => truth));
  const judged = known.map((one) => ({ ...one, probability: probabilityAt(calibration.slope * one.margin + calibration.offset) }));
  return { float, weights, card: { weightBits, scale, bias: float.bias, calibration }, judged };
}

/** How much each row counts, by the rules above; 0 where it has no such label. */
export function importanceOf(rows: readonly Row[], labels: readonly (0 | 1 | undefined)[], cleanForSpam = CLEAN_FOR_SPAM): Float64Array {
  const counts = new Map<string, [clean: number, positive: number]>();
  for (const [i, { lang }] of rows.entries()) {
    const label = labels[i];
    if (label === undefined) continue;
    const count = counts.get(lang) ?? [0, 0];
    count[label] += 1;
    counts.set(lang, count);
  }
  return Float64Array.from(rows, ({ lang, source }, i) => {
    const label = labels[i];
    if (label === undefined) return 0;
    const [clean, positive] = counts.get(lang)!;
    const balance = label === 0 ? Math.max(1, (cleanForSpam * positive) / clean) : 1;
    return balance * (source === 'probes' ? PROBE_IMPORTANCE[label] : 1);
  });
}

interface JudgedRow {
  readonly row: Row;
  readonly truth: 0 | 1;
  readonly probability: number;
}

/** The lowest hundredth of probability that flags no more clean texts, of all and of any group of posts, than allowed. */
function lowestThreshold(judged: readonly JudgedRow[], most: FalsePositiveLimits): number {
  const clean = judged.filter(({ truth }) => truth === 0);
  const groups = new Map<string, JudgedRow[]>();
  for (const one of clean.filter(({ row }) => !TEXT_MESSAGES.has(row.source))) {
    const group = groups.get(groupOf(one.row)) ?? [];
    group.push(one);
    groups.set(groupOf(one.row), group);
  }
  const flagged = (texts: readonly JudgedRow[], from: number): number =>
    texts.filter(({ probability }) => probability >= from).length / texts.length;
  for (let percent = 1; percent < 100; percent++) {
    const from = percent / 100;
    if (flagged(clean, from) > most.pooled) continue;
    if ([...groups.values()].every((texts) => flagged(texts, from) <= most.anyGroupOfPosts)) return from;
  }
  throw new Error('no threshold keeps the clean texts of val clean');
}
