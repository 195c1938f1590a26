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
  /** What the model says means more or less by size and compression: the first class that a picture falls under holds. */
  readonly classes: readonly [PictureClass, ...PictureClass[]];
  /** Probabilities from which a picture is `likely` or `unsure` to be generated. */
  readonly thresholds: { readonly likely: number; readonly unsure: number };
}

/** Pictures of about one size and compression, for which the model was calibrated together. */
export interface PictureClass {
  /** Of the shorter side of what is judged, in pixels; and of the blocks that compression left, see picture-fitness.ts. */
  readonly under: { readonly sidePx: number; readonly blocks: number };
  /** Platt's: log-odds stated = slope · the model's + offset. */
  readonly slope: number;
  readonly offset: number;
  /** A picture further than this from what was learnt from is not judged; no unit. */
  readonly farthest: number;
}

/** The class of a picture; the last one takes what falls under none. */
export function classOf({ classes }: Pick<PictureCard, 'classes'>, sidePx: number, blocks: number): PictureClass {
  return classes.find(({ under }) => sidePx < under.sidePx && blocks < under.blocks) ?? classes[classes.length - 1]!;
}

/** The card, or what is wrong with it. */
export function decodePictureCard(card: unknown): Result<PictureCard, string> {
  if (!isRecord(card)) return err('is not an object');
  const { id, version, digest, cropPx, minSidePx, drawn, mostBlocks, clear, classes, thresholds } = card;
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
  const read = Array.isArray(classes) && classes.length <= MOST_CLASSES ? classes.map(readClass) : [];
  const [first, ...others] = read.filter((each) => each !== undefined);
  if (first === undefined || others.length + 1 < read.length) return err('states no classes of pictures');
  return ok({ version, digest, cropPx, minSidePx, drawn: { flatFrom: drawn['flatFrom'], softUnder: drawn['softUnder'] }, mostBlocks, clear, classes: [first, ...others], thresholds: { likely, unsure } });
}

const MOST_CLASSES = 12;

function readClass(value: unknown): PictureClass | undefined {
  if (!isRecord(value) || !isRecord(value['under'])) return undefined;
  const { under, slope, offset, farthest } = value;
  const { sidePx, blocks } = under;
  if (!isBetween(sidePx, 32, 1e5) || !isBetween(blocks, 0, 100)) return undefined;
  // Whatever was calibrated, a higher score never means less.
  if (!isBetween(slope, 0.01, 100) || !isBetween(offset, -100, 100) || !isBetween(farthest, 0, 1e6)) return undefined;
  return { under: { sidePx, blocks }, slope, offset, farthest };
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
