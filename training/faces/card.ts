import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FaceCard } from '../../lib/detect/face-card.ts';
import { FACE_MODEL_DIR } from './build-model.ts';
import { FACE_API_FILES } from './tiny-face.ts';

/** How often a face was found in one kind of pictures; shares are 0…1. */
export interface FaceFigures {
  readonly name: string;
  readonly pictures: number;
  readonly found: number;
  /** Upper end of the one-sided 95 % interval, for pictures that should have none. */
  readonly foundUpper95?: number;
}

/** Writes public/models/face-finder/card.json; the words of the card are here. */
export function writeFaceCard({ digest, copyPx, minScore, minFacePx, mostFaces, margin }: Omit<FaceCard, 'version'>, finds: readonly FaceFigures[]): void {
  const card = {
    id: 'face-finder',
    version: '1.0.0',
    licence: 'MIT',
    summary: 'The tiny face detector of the npm package @vladmandic/face-api 1.7.15 (MIT), a network of seven layers, as one ONNX graph.',
    source: { package: '@vladmandic/face-api', version: '1.7.15', sha256: FACE_API_FILES },
    trainedOn: 'By its authors, on some 14,000 pictures with marked faces that they do not publish; nothing was trained here.',
    says: 'Where a face is that is large enough to be judged by the picture model. Nothing about whose it is; no measure of a face is made or kept.',
    limits:
      'Faces that are turned away, covered, cut by the edge or as large as the picture are often missed, faces under a tenth of the longer side nearly always. What is found is not always a face. What the faces say is shown, and does not count.',
    digest,
    copyPx,
    minScore,
    minFacePx,
    mostFaces,
    margin,
    finds,
  };
  writeFileSync(join(FACE_MODEL_DIR, 'card.json'), `${JSON.stringify(card, null, 2)}\n`);
}
