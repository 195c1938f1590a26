import type { Detector, PictureInput } from '../core/detector.ts';
import type { AbstainReason, Band, DetectorRef, Finding } from '../core/evidence.ts';
import { preparePicture, type Preparation } from '../media/prepare-picture.ts';
import type { ImageClassifier } from './runtime.ts';

/** A model of the reader's choice, once it was checked and the reader agreed what its classes mean. */
export interface ChosenModel {
  /** `owner/name`. */
  readonly id: string;
  /** The commit it was taken from. */
  readonly revision: string;
  /** SHA-256, hex, over all that its answers depend on. */
  readonly digest: string;
  readonly preparation: Preparation;
  /** Names of its classes, in the order of its outputs; hostile text. */
  readonly labels: readonly string[];
  /** Which of them mean "made by a machine"; at least one. */
  readonly generated: readonly number[];
}

/** A picture with a shorter side is not judged: what such models look for does not survive so small. */
export const MIN_SIDE_PX = 128;

/** Most pixels a picture may have after it was resized for a model: very long ones would fill the memory. */
const MAX_RESIZED_PX = 16_000_000;

/**
 * Nobody calibrated such a model on what this reader sees, and its authors' figures are their own: it has to be surer
 * than a bundled one before it says anything.
 */
const LIKELY = 0.9;
const UNSURE = 0.5;

/** Judges whole pictures by a model of the reader's choice, prepared as that model wants them. */
export function createHubPictureDetector(model: ChosenModel, classifier: ImageClassifier, now: () => number): Detector<PictureInput> {
  const ref: DetectorRef = { id: 'picture-hub', version: model.revision.slice(0, 7) };
  const abstain = (why: AbstainReason): Finding => ({ kind: 'abstention', detector: ref, why });
  const { crop } = model.preparation;

  async function measureOne(picture: PictureInput): Promise<Finding> {
    if (!isSound(picture)) return abstain('undecodable');
    if (Math.min(picture.width, picture.height) < MIN_SIDE_PX) return abstain('too-small');
    if (resizedPixels(picture, model.preparation) > MAX_RESIZED_PX) return abstain('too-large');
    const chances = await classify(picture);
    if (chances === undefined) return abstain('detector-failed');
    const probability = Math.min(1, model.generated.reduce((sum, each) => sum + (chances[each] ?? 0), 0));
    const top = chances.indexOf(Math.max(...chances));
    return {
      kind: 'signal',
      detector: ref,
      label: 'ai-made',
      probability,
      band: bandOf(probability),
      reason: { code: 'picture-classes', model: model.id, label: model.labels[top] ?? '' },
      at: now(),
    };
  }

  /** A chance for each class; undefined where the model answers something else. */
  async function classify(picture: PictureInput): Promise<readonly number[] | undefined> {
    try {
      const logits = await classifier.classify(preparePicture(picture, model.preparation), [1, 3, crop.height, crop.width]);
      if (logits.length !== model.labels.length || !logits.every(Number.isFinite)) return undefined;
      return chancesOf([...logits]);
    } catch {
      // Whatever the runtime choked on, the picture is not judged, and the next one may be.
      return undefined;
    }
  }

  return {
    ...ref,
    digest: model.digest,
    async measure(pictures, abort) {
      const findings: Finding[] = [];
      for (const picture of pictures) {
        abort.throwIfAborted();
        findings.push(await measureOne(picture));
      }
      return findings;
    },
  };
}

/** A single output is the logit of its one class; several are those of classes that exclude each other. */
function chancesOf(logits: readonly number[]): readonly number[] {
  if (logits.length === 1) return [1 / (1 + Math.exp(-logits[0]!))];
  const most = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

function bandOf(probability: number): Band {
  return probability >= LIKELY ? 'likely' : probability >= UNSURE ? 'unsure' : 'no-sign';
}

function resizedPixels({ width, height }: PictureInput, { resize }: Preparation): number {
  if (resize === null || 'width' in resize) return 0;
  return width * height * (resize.shortestEdge / Math.min(width, height)) ** 2;
}

function isSound({ rgba, width, height }: PictureInput): boolean {
  return Number.isInteger(width) && Number.isInteger(height) && width > 0 && rgba.length === width * height * 4;
}
