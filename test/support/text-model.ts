import { readFileSync } from 'node:fs';
import type { Detector, TextInput } from '../../lib/core/detector.ts';
import { createTextSpamDetector } from '../../lib/detect/text-spam.ts';

/** The committed model. */
export const TEXT_WEIGHTS: Uint8Array = readFileSync('public/models/text-spam/weights.bin');
export const TEXT_CARD: Readonly<Record<string, unknown>> = JSON.parse(
  readFileSync('public/models/text-spam/card.json', 'utf8'),
);

/** The detector of the committed model. */
export function aTextSpamDetector(now: () => number = () => 0): Detector<TextInput> {
  const detector = createTextSpamDetector({ weights: TEXT_WEIGHTS, card: TEXT_CARD }, { now });
  if (!detector.ok) throw new Error(detector.error.message);
  return detector.value;
}
