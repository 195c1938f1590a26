import type { CoreLabel } from '../core/label.ts';
import { SOURCE_TERMS, type SourceTerm } from '../core/mark.ts';

/**
 * Terms that amount to a label of ours. The others (screenCapture, composite, algorithmicMedia, …) say something, but
 * none of our labels.
 */
const LABELS: Readonly<Partial<Record<SourceTerm, CoreLabel>>> = {
  trainedAlgorithmicMedia: 'ai-made',
  compositeWithTrainedAlgorithmicMedia: 'ai-edited',
  compositeSynthetic: 'ai-edited',
  digitalCapture: 'camera-capture',
  computationalCapture: 'camera-capture',
  humanEdits: 'human-edited',
  minorHumanEdits: 'human-edited',
};

/** The label that a term of the vocabulary, written as an address or by itself, amounts to; undefined where to none. */
export function labelOfSourceType(value: string): CoreLabel | undefined {
  const term = sourceTermOf(value);
  return term && LABELS[term];
}

/** The term of the vocabulary, whether as http or https, or by the address of its twin; undefined for anything else. */
export function sourceTermOf(value: string): SourceTerm | undefined {
  const word = termOf(value);
  return SOURCE_TERMS.find((term) => term === word);
}

/** The last part of the address; schema.org's twins are written `TrainedAlgorithmicMediaDigitalSource`. */
export function termOf(value: string): string {
  const last = value.slice(value.lastIndexOf('/') + 1);
  const TWIN_ENDING = 'DigitalSource';
  if (!last.endsWith(TWIN_ENDING)) return last;
  return `${last.charAt(0).toLowerCase()}${last.slice(1, -TWIN_ENDING.length)}`;
}
