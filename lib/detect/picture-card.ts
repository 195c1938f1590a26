import { err, ok, type Result } from '../core/result.ts';

/** What running the picture model takes of its card (public/models/picture-ai/card.json); the rest is for people. */
export interface PictureCard {
  readonly version: string;
  /** SHA-256 of `onnx/model.onnx`, 64 lower-case hex digits. */
  readonly digest: string;
  /** Longest side of a crop, in native pixels. */
  readonly cropPx: number;
  /** A picture with a shorter side is not judged. */
  readonly minSidePx: number;
  /** A picture with a larger share of flat pixels and fewer soft ones counts as drawn and is not judged; see picture-fitness.ts. */
  readonly drawn: { readonly flatFrom: number; readonly softUnder: number };
  /** A picture whose compression blocks stand out more than this is not judged. */
  readonly mostBlocks: number;
  /** A picture whose first crop says less than this needs no other; 0 where all are always looked at. */
  readonly clear: number;
  /** Most crops of a picture that are looked at. */
  readonly mostCrops: number;
  /** How much what the model says means, by size and compression. */
  readonly calibration: PictureCalibration;
  /** Probabilities from which a picture is `likely` or `unsure` to be generated. */
  readonly thresholds: { readonly likely: number; readonly unsure: number };
}

/**
 * How sure the model may be of a crop, and from what distance to all it learnt from it may not be at all. What holds
 * passes evenly from one size and compression to the next, so that pixels which differ a little never make an answer
 * jump; and which way an answer leans is the same for all of them.
 */
export interface PictureCalibration {
  /** Log-odds stated = slope · the model's: of a full crop without blocks; times `small` for the smallest and `blocky` for the most blocky. All > 0: a higher answer never means less. */
  readonly slope: { readonly full: number; readonly small: number; readonly blocky: number };
  /** Of a full crop and of the smallest; no unit. */
  readonly farthest: { readonly full: number; readonly small: number };
}

/** What decides how sure the model may be of a crop: its shorter side, and the blocks of compression of its picture; see picture-fitness.ts. */
export interface CropKind {
  readonly sidePx: number;
  readonly blocks: number;
}

type Calibrated = Pick<PictureCard, 'calibration' | 'cropPx' | 'minSidePx' | 'mostBlocks'>;

/** What one log-odds of the model means of such a crop, as a factor. */
export function slopeFor(card: Calibrated, { sidePx, blocks }: CropKind): number {
  const { full, small, blocky } = card.calibration.slope;
  return full * small ** smallness(card, sidePx) * blocky ** blockiness(card, blocks);
}

/** A crop further than this from what was learnt from is not judged. */
export function farthestFor(card: Calibrated, sidePx: number): number {
  const { full, small } = card.calibration.farthest;
  return full + (small - full) * smallness(card, sidePx);
}

/** 0 for a full crop … 1 for the smallest that is judged. */
export function smallness({ cropPx, minSidePx }: Pick<PictureCard, 'cropPx' | 'minSidePx'>, sidePx: number): number {
  return share(cropPx - sidePx, cropPx - minSidePx);
}

/** 0 for a picture without blocks of compression … 1 for the most that is judged. */
export function blockiness({ mostBlocks }: Pick<PictureCard, 'mostBlocks'>, blocks: number): number {
  return share(blocks - 1, mostBlocks - 1);
}

/** `part` of `whole`, held to 0 … 1. */
function share(part: number, whole: number): number {
  return Math.min(1, Math.max(0, part / Math.max(whole, Number.EPSILON)));
}

/** The card, or what is wrong with it. */
export function decodePictureCard(card: unknown): Result<PictureCard, string> {
  if (!isRecord(card)) return err('is not an object');
  const { id, version, digest, cropPx, minSidePx, drawn, mostBlocks, clear, mostCrops, calibration, thresholds } = card;
  if (id !== 'picture-ai') return err('is for another detector');
  if (typeof version !== 'string' || !/^\d{1,4}\.\d{1,4}\.\d{1,4}$/.test(version)) return err('states no version');
  if (typeof digest !== 'string' || !/^[0-9a-f]{64}$/.test(digest)) return err('states no digest');
  if (!isSide(cropPx) || !isSide(minSidePx)) return err('states no sides between 32 and 1024');
  if (!isRecord(drawn) || !isBetween(drawn['flatFrom'], 0, 1) || !isBetween(drawn['softUnder'], 0, 10) || !isBetween(mostBlocks, 1, 100)) {
    return err('states no bounds of what is judged');
  }
  if (!isRecord(thresholds)) return err('states no thresholds');
  const { likely, unsure } = thresholds;
  if (typeof likely !== 'number' || typeof unsure !== 'number' || !(0 < unsure && unsure <= likely && likely < 1)) {
    return err('states thresholds that are not in order');
  }
  if (!isBetween(clear, 0, unsure)) return err('states no probability under which one crop is enough');
  if (!isBetween(mostCrops, 1, 5) || !Number.isInteger(mostCrops)) return err('states no number of crops');
  const calibrated = readCalibration(calibration);
  if (calibrated === undefined) return err('states no calibration');
  return ok({
    version,
    digest,
    cropPx,
    minSidePx,
    drawn: { flatFrom: drawn['flatFrom'], softUnder: drawn['softUnder'] },
    mostBlocks,
    clear,
    mostCrops,
    calibration: calibrated,
    thresholds: { likely, unsure },
  });
}

function readCalibration(value: unknown): PictureCalibration | undefined {
  if (!isRecord(value) || !isRecord(value['slope']) || !isRecord(value['farthest'])) return undefined;
  const { slope, farthest } = value;
  const { full, small, blocky } = slope;
  if (![full, small, blocky].every((factor) => isBetween(factor, 0.01, 100))) return undefined;
  const { full: ofFull, small: ofSmall } = farthest;
  if (!isBetween(ofFull, 0, 1e6) || !isBetween(ofSmall, 0, 1e6)) return undefined;
  return { slope: { full: Number(full), small: Number(small), blocky: Number(blocky) }, farthest: { full: ofFull, small: ofSmall } };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isBetween(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && value >= least && value <= most;
}

function isSide(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 32 && value <= 1024;
}
