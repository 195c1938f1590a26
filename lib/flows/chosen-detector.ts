import type { Detector } from '../core/detector.ts';
import type { AbstainReason, DetectorRef } from '../core/evidence.ts';
import type { Result } from '../core/result.ts';

/** Why something is not to be judged, or its bytes or pixels not to be had. */
export interface NotJudged {
  readonly tag: AbstainReason;
}

/** A model that the reader put to use. */
export interface ChosenDetector<Input> {
  /** Whether it judges everything, or only what the reader asks about. */
  readonly isAutomatic: boolean;
  readonly detectorRef: DetectorRef;
  /** Starts it, where it does not run yet. */
  readonly detector: () => Promise<Result<Detector<Input>, NotJudged>>;
}

/** Somebody to ask: the bundled model, or that of the reader's choice. */
export interface AskedDetector<Input> {
  readonly detector: () => Promise<Result<Detector<Input>, NotJudged>>;
  /** Who abstains where it is not asked or cannot be loaded. */
  readonly detectorRef: () => Promise<DetectorRef>;
}

export function askChosen<Input>({ detector, detectorRef }: ChosenDetector<Input>): AskedDetector<Input> {
  return { detector, detectorRef: async () => detectorRef };
}
