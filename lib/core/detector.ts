import type { DetectorRef, Finding } from './evidence.ts';

/**
 * A model or rule. Implementations are tested by test/contracts/detector.ts: one answer an input, in order;
 * never rejects for bad input (it abstains); stops soon after `abort`.
 */
export interface Detector<Input> extends DetectorRef {
  /** SHA-256 of the weights or rules, hex: two answers with one digest are comparable. */
  readonly digest: string;
  measure(inputs: readonly Input[], abort: AbortSignal): Promise<readonly Finding[]>;
}

export interface TextInput {
  readonly text: string;
}

/** A decoded picture: row-major RGBA, 8 bits a channel, not premultiplied. */
export interface PictureInput {
  readonly rgba: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}
