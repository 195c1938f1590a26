import type { Detector, PictureInput } from '../core/detector.ts';
import type { AbstainReason, DetectorRef, Finding } from '../core/evidence.ts';
import { preparePicture, type Preparation } from '../media/prepare-picture.ts';
import { bandOf, chancesOf, isAnswer, topClass, type HubModelRef } from './class-chances.ts';
import { measureEach } from './measure-each.ts';
import type { ImageClassifier } from './runtime.ts';

/** A model of pictures that the reader chose; its meant classes are those of pictures made by a machine. */
export interface PictureModel extends HubModelRef {
  readonly preparation: Preparation;
}

/** A picture with a shorter side is not judged: what such models look for does not survive so small. */
export const MIN_SIDE_PX = 128;

/** Most pixels a picture may have after it was resized for a model: very long ones would fill the memory. */
const MAX_RESIZED_PX = 16_000_000;

/** Judges whole pictures by a model of the reader's choice, prepared as that model wants them. */
export function createHubPictureDetector(model: PictureModel, classifier: ImageClassifier, now: () => number): Detector<PictureInput> {
  const ref: DetectorRef = { id: 'picture-hub', version: model.revision.slice(0, 7) };
  const abstain = (why: AbstainReason): Finding => ({ kind: 'abstention', detector: ref, why });
  const { crop } = model.preparation;

  async function measureOne(picture: PictureInput): Promise<Finding> {
    if (!isSound(picture)) return abstain('undecodable');
    if (Math.min(picture.width, picture.height) < MIN_SIDE_PX) return abstain('too-small');
    if (resizedPixels(picture, model.preparation) > MAX_RESIZED_PX) return abstain('too-large');
    const chances = await classify(picture);
    if (chances === undefined) return abstain('detector-failed');
    const probability = Math.min(1, model.meant.reduce((sum, each) => sum + (chances[each] ?? 0), 0));
    return {
      kind: 'signal',
      detector: ref,
      label: 'ai-made',
      probability,
      band: bandOf(probability),
      reason: { code: 'picture-classes', model: model.id, label: topClass(model, chances) },
      at: now(),
    };
  }

  /** A chance for each class; undefined where the model answers something else. */
  async function classify(picture: PictureInput): Promise<readonly number[] | undefined> {
    try {
      const logits = await classifier.classify(preparePicture(picture, model.preparation), [1, 3, crop.height, crop.width]);
      return isAnswer(model, logits) ? chancesOf(logits) : undefined;
    } catch {
      // Whatever the runtime choked on, the picture is not judged, and the next one may be.
      return undefined;
    }
  }

  return {
    ...ref,
    digest: model.digest,
    measure: (pictures, abort) => measureEach(pictures, abort, measureOne),
  };
}

function resizedPixels({ width, height }: PictureInput, { resize }: Preparation): number {
  if (resize === null || 'width' in resize) return 0;
  return width * height * (resize.shortestEdge / Math.min(width, height)) ** 2;
}

function isSound({ rgba, width, height }: PictureInput): boolean {
  return Number.isInteger(width) && Number.isInteger(height) && width > 0 && rgba.length === width * height * 4;
}
