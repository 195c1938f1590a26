import { err, ok, type Result } from '../core/result.ts';
import { FEATURE_SHAPE } from './text-features.ts';

/** What the text model tells apart, each by a head of its own over the same features. */
export const TEXT_LABELS = ['spam', 'scam', 'promotion'] as const;
export type TextLabel = (typeof TEXT_LABELS)[number];

/** What running the text model takes of its card (public/models/text-spam/card.json); the rest is for people. */
export interface TextCard {
  readonly version: string;
  /** SHA-256 of the weights, 64 lower-case hex digits. */
  readonly digest: string;
  readonly featuresVersion: number;
  readonly heads: Readonly<Record<TextLabel, HeadCard>>;
}

export interface HeadCard {
  /** Base-2 logarithm of how many weights it has: at most one a bucket, else one for as many neighbouring buckets. */
  readonly weightBits: number;
  /** Log-odds of one step of an 8-bit weight. */
  readonly scale: number;
  readonly bias: number;
  /** Probability = logistic(slope × margin + offset). */
  readonly calibration: { readonly slope: number; readonly offset: number };
  /** Probabilities from which a text is `likely` or `unsure` to deserve the label. */
  readonly thresholds: { readonly likely: number; readonly unsure: number };
}

/** The card, or what is wrong with it. */
export function decodeTextCard(card: unknown): Result<TextCard, string> {
  if (!isRecord(card)) return err('is not an object');
  const { id, version, digest, featuresVersion, heads } = card;
  if (id !== 'text-spam') return err('is for another detector');
  if (typeof version !== 'string' || !/^\d{1,4}\.\d{1,4}\.\d{1,4}$/.test(version)) return err('states no version');
  if (typeof digest !== 'string' || !/^[0-9a-f]{64}$/.test(digest)) return err('states no digest');
  if (!isFinite(featuresVersion)) return err('states no features version');
  if (!isRecord(heads)) return err('states no heads');
  const decoded: Partial<Record<TextLabel, HeadCard>> = {};
  for (const label of TEXT_LABELS) {
    const head = decodeHead(heads[label]);
    if (!head.ok) return err(`${head.error} for ${label}`);
    decoded[label] = head.value;
  }
  return ok({ version, digest, featuresVersion, heads: decoded as Record<TextLabel, HeadCard> });
}

function decodeHead(head: unknown): Result<HeadCard, string> {
  if (!isRecord(head)) return err('states no head');
  const { weightBits, scale, bias, calibration, thresholds } = head;
  if (!isFinite(weightBits) || !Number.isInteger(weightBits) || weightBits < 1 || weightBits > FEATURE_SHAPE.bucketBits) {
    return err('states no size');
  }
  if (!isFinite(scale) || scale <= 0) return err('states no scale');
  if (!isFinite(bias)) return err('states no bias');
  if (!isRecord(calibration) || !isFinite(calibration['slope']) || !isFinite(calibration['offset'])) {
    return err('states no calibration');
  }
  const { slope, offset } = calibration;
  if (slope <= 0) return err('turns a label into its opposite');
  if (!isRecord(thresholds) || !isFinite(thresholds['likely']) || !isFinite(thresholds['unsure'])) {
    return err('states no thresholds');
  }
  const { likely, unsure } = thresholds;
  if (!(0 < unsure && unsure <= likely && likely < 1)) return err('states thresholds that are not in order');
  return ok({ weightBits, scale, bias, calibration: { slope, offset }, thresholds: { likely, unsure } });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isFinite(value: unknown): value is number {
  return Number.isFinite(value);
}
