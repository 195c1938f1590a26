import type { CoreLabel } from './label.ts';

/**
 * Terms of https://cv.iptc.org/newscodes/digitalsourcetype/ , the last three retired and alive. Every one is shown by
 * name; those that amount to a label make a claim (docs/decisions/0091).
 */
export const SOURCE_TERMS = [
  'digitalCapture',
  'computationalCapture',
  'negativeFilm',
  'positiveFilm',
  'print',
  'humanEdits',
  'algorithmicallyEnhanced',
  'digitalCreation',
  'dataDrivenMedia',
  'trainedAlgorithmicMedia',
  'compositeWithTrainedAlgorithmicMedia',
  'algorithmicMedia',
  'screenCapture',
  'virtualRecording',
  'composite',
  'compositeCapture',
  'compositeSynthetic',
  'minorHumanEdits',
  'softwareImage',
  'digitalArt',
] as const;
export type SourceTerm = (typeof SOURCE_TERMS)[number];

/** What sort of mark it is: the term of a vocabulary, a generator's own, a label that a law asks for, bits in the pixels, a creator's wish. */
export const MARK_KINDS = ['digital-source-type', 'generator', 'tc260', 'stealth-bits', 'watermark', 'opt-out'] as const;
export type MarkKind = (typeof MARK_KINDS)[number];

/** The part of a file that a mark was read from. */
export const MARK_PLACES = [
  'xmp',
  'exif',
  'iptc',
  'png-text',
  'jpeg-comment',
  'jpeg-segment',
  'gif-comment',
  'mp4-tags',
  'matroska-tags',
  'id3',
  'wav-tags',
  'pdf-info',
  'pixels',
] as const;
export type MarkPlace = (typeof MARK_PLACES)[number];

/**
 * How firmly a mark says it. `declared`: it is written there. `possible`, `suspected`: so does the mark itself (TC260,
 * labels 2 and 3). `measured`: bits in the pixels agree with a known watermark.
 */
export const MARK_STRENGTHS = ['declared', 'possible', 'suspected', 'measured'] as const;
export type MarkStrength = (typeof MARK_STRENGTHS)[number];

/** Uses of a work that its creator may allow or refuse; the words are those of CAWG's training and data mining assertion. */
export const WORK_USES = ['data-mining', 'ai-inference', 'ai-training', 'ai-generative-training'] as const;
export type WorkUse = (typeof WORK_USES)[number];
export type WorkWish = 'allowed' | 'refused' | 'constrained';
/** What the creator says of each use; without an entry, nothing. */
export type WorkWishes = Readonly<Partial<Record<WorkUse, WorkWish>>>;

/** Longest value of a mark, in UTF-16 units: a generator's name and 200 of what it was told. */
export const MAX_MARK_VALUE = 240;

/** Something that a file says of itself and nobody signed. */
export interface Mark {
  readonly kind: MarkKind;
  readonly where: MarkPlace;
  /** Name of the field there, as its standard writes it, such as `Iptc4xmpExt:DigitalSourceType`. */
  readonly field: string;
  /** What it says, at most MAX_MARK_VALUE; hostile text. */
  readonly value: string;
  readonly strength: MarkStrength;
  /** What it amounts to, where it says that of the whole. */
  readonly label?: CoreLabel;
  readonly term?: SourceTerm;
  readonly wishes?: WorkWishes;
}
