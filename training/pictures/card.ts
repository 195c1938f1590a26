import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PictureCard } from '../../lib/detect/picture-card.ts';
import { MODEL_DIR } from './build-model.ts';
import type { Figures } from './figures.ts';

const CARD_FILE = join(MODEL_DIR, 'card.json');
const VERSION = '2.2.0';

export type NamedFigures = { readonly name: string } & Figures;

/** What training and evaluation know; the words of the card are here. */
export interface CardNumbers extends Omit<PictureCard, 'version'> {
  readonly measured: readonly NamedFigures[];
}

/** Writes public/models/picture-ai/card.json. */
export function writeCard(numbers: CardNumbers): void {
  const { digest, cropPx, minSidePx, drawn, mostBlocks, clear, mostCrops, calibration, thresholds, measured } = numbers;
  const card = {
    id: 'picture-ai',
    version: VERSION,
    licence: 'MIT AND Apache-2.0',
    summary:
      'Blocks 1, 3, 6, 10 and 13 of the two MobileNetV2 in the npm package nsfwjs 4.4.0 (MIT), pooled to means, each under a small network of our own (Apache-2.0), averaged.',
    says: 'ai-made: the texture of the picture resembles that of generated ones. It says nothing about a person, an event or a caption.',
    limits:
      'A weak signal: most generated pictures are missed. Retouched portraits, posters and drawings are where clean pictures come closest. Probabilities assume that clean and generated pictures are equally frequent. Pictures below the smallest side, drawings, screenshots, very compressed pictures and what is unlike anything learnt from are not judged.',
    trainedOn:
      'About 2,100 clean and 2,150 generated pictures of 13 generators, as served and as sites hand them on (shrunk, JPEG and WebP 60–95, cut, packed twice), the same for both classes, with retouched clean pictures and our own drawings; see training/pictures/README.md.',
    digest,
    cropPx,
    minSidePx,
    drawn,
    mostBlocks,
    clear,
    mostCrops,
    calibration,
    thresholds,
    measured,
  };
  writeFileSync(CARD_FILE, `${JSON.stringify(card, null, 2)}\n`);
}

/** The numbers of the card that ships. */
export function readCardNumbers(): CardNumbers {
  if (!existsSync(CARD_FILE)) throw new Error('no card yet: run training/pictures/train.ts first');
  return JSON.parse(readFileSync(CARD_FILE, 'utf8')) as CardNumbers;
}
