import { readFileSync } from 'node:fs';
import type { Detector, TextInput } from '../../lib/core/detector.ts';
import type { TextLabel } from '../../lib/detect/text-card.ts';
import { createTextDetectors } from '../../lib/detect/text-detectors.ts';

/** The committed model. */
export const TEXT_WEIGHTS: Uint8Array = readFileSync('public/models/text-spam/weights.bin');
export const TEXT_CARD: Readonly<Record<string, unknown>> = JSON.parse(
  readFileSync('public/models/text-spam/card.json', 'utf8'),
);

/** A detector of the committed model. */
export function aTextDetector(label: TextLabel, now: () => number = () => 0): Detector<TextInput> {
  const detectors = createTextDetectors({ weights: TEXT_WEIGHTS, card: TEXT_CARD }, { now });
  if (!detectors.ok) throw new Error(detectors.error.message);
  return detectors.value[label];
}
