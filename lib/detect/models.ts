import type { DetectorId } from '../core/evidence.ts';

/** A model that ships with the program, under `public/models/<id>/`. */
export interface BundledModel {
  readonly id: DetectorId | 'face-finder';
  /** SPDX expression over everything in its folder. */
  readonly licence: string;
  /** Its card, relative to the program's own files: version, digest, thresholds, figures. */
  readonly card: string;
}

export const PICTURE_AI = {
  id: 'picture-ai',
  // The trunk is read from the npm package nsfwjs (MIT); the head is ours.
  licence: 'MIT AND Apache-2.0',
  card: 'models/picture-ai/card.json',
} as const satisfies BundledModel;

/** Judges nothing: it shows the picture model where faces are. */
export const FACE_FINDER = {
  id: 'face-finder',
  // The weights are those in the npm package @vladmandic/face-api.
  licence: 'MIT',
  card: 'models/face-finder/card.json',
} as const satisfies BundledModel;

export const TEXT_SPAM = {
  id: 'text-spam',
  licence: 'Apache-2.0',
  card: 'models/text-spam/card.json',
} as const satisfies BundledModel;

/** All that ship, in the order in which people are told of them. */
export const BUNDLED_MODELS: readonly BundledModel[] = [TEXT_SPAM, PICTURE_AI, FACE_FINDER];
