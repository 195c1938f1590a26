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
  /** Probabilities from which a picture is `likely` or `unsure` to be generated. */
  readonly thresholds: { readonly likely: number; readonly unsure: number };
}

/** The card, or what is wrong with it. */
export function decodePictureCard(card: unknown): Result<PictureCard, string> {
  if (!isRecord(card)) return err('is not an object');
  const { id, version, digest, cropPx, minSidePx, drawn, mostBlocks, clear, thresholds } = card;
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
  return ok({ version, digest, cropPx, minSidePx, drawn: { flatFrom: drawn['flatFrom'], softUnder: drawn['softUnder'] }, mostBlocks, clear, thresholds: { likely, unsure } });
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
