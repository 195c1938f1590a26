import type { ImageClassifier, TextClassifier } from './runtime.ts';

/** A model that can be asked for its logits of an input that never changes: two runtimes of it must agree on them. */
export interface Probed {
  probe(): Promise<readonly number[]>;
}

/**
 * How far the logits of two runtimes may lie apart: a wrong kernel is off by whole units, and half precision, with
 * which some graphics chips reckon, by a hundredth of what it reckons with.
 */
const TOLERANCE = 0.05;
const RELATIVE_TOLERANCE = 0.01;

/** Whether a runtime answers what the one that is known to be right answered. */
export function agree(known: readonly number[], other: readonly number[]): boolean {
  return known.length > 0 && known.length === other.length && known.every((logit, i) => Math.abs(logit - other[i]!) <= TOLERANCE + RELATIVE_TOLERANCE * Math.abs(logit));
}

/** The logits of noise: every channel and every position counts. */
export async function probePixels(classifier: ImageClassifier, width: number, height: number): Promise<readonly number[]> {
  const pixels = new Float32Array(3 * width * height);
  // Numerical Recipes' generator: the same noise everywhere.
  let state = 1;
  for (let i = 0; i < pixels.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    pixels[i] = state / 2 ** 32;
  }
  return Array.from(await classifier.classify(pixels, [1, 3, height, width]));
}

/** The logits of a sentence that any vocabulary has pieces of. */
export async function probeText(classifier: TextClassifier): Promise<readonly number[]> {
  return Array.from(await classifier.classify('Win a free prize: click here to claim it now!'));
}
