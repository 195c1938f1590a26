import type { Band } from '../core/evidence.ts';
import { probabilityAt } from '../core/log-odds.ts';

/** A model of the reader's choice, once it was checked and the reader agreed what its classes mean. */
export interface HubModelRef {
  /** `owner/name`. */
  readonly id: string;
  /** The commit it was taken from. */
  readonly revision: string;
  /** SHA-256, hex, over all that its answers depend on. */
  readonly digest: string;
  /** Names of its classes, in the order of its outputs; hostile text. */
  readonly labels: readonly string[];
  /** Which of them mean what is asked of it; at least one. */
  readonly meant: readonly number[];
}

/**
 * Nobody calibrated such a model on what this reader sees, and its authors' figures are their own: it has to be surer
 * than a bundled one before it says anything.
 */
const LIKELY = 0.9;
const UNSURE = 0.5;

export function bandOf(probability: number): Band {
  return probability >= LIKELY ? 'likely' : probability >= UNSURE ? 'unsure' : 'no-sign';
}

/** Whether these are logits of the classes that the model's configuration names. */
export function isAnswer({ labels }: Pick<HubModelRef, 'labels'>, logits: ArrayLike<number>): boolean {
  return logits.length === labels.length && Array.from(logits).every(Number.isFinite);
}

/** A single output is the logit of its one class; several are those of classes that exclude each other, unless each stands for itself. */
export function chancesOf(logits: ArrayLike<number>, independent = false): readonly number[] {
  const all = Array.from(logits);
  if (independent || all.length === 1) return all.map(probabilityAt);
  const most = Math.max(...all);
  const powers = all.map((logit) => Math.exp(logit - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** Name of the class that the model gives most to. */
export function topClass({ labels }: Pick<HubModelRef, 'labels'>, chances: readonly number[]): string {
  return labels[chances.indexOf(Math.max(...chances))] ?? '';
}
