import type { Agreement } from './agreement.ts';
import type { Word } from './correction.ts';
import type { Evidence, Finding } from './evidence.ts';
import type { Label } from './label.ts';
import type { Treatment } from './policy.ts';
import type { Subject } from './subject.ts';

/** Who stands behind a verdict: a detector, the media or its author, a list – or lists that disagree. */
export const STANDINGS = ['suggested', 'declared', 'flagged', 'disputed'] as const;
export type Standing = (typeof STANDINGS)[number];

/** What the evidence on one label amounts to for this reader. Never published. */
export interface Verdict {
  readonly label: Label;
  readonly standing: Standing;
  readonly treatment: Treatment;
  /** That the label holds, 0…1: everything cited weighed together (weigh.ts). Flags and claims are shown whatever it is. */
  readonly probability: number;
  /** What each piece of the evidence adds to it, in log-odds. */
  readonly weights: readonly number[];
  /** Of a label that several lists assert, where it is known how they go together: what they amount to. */
  readonly agreement?: Agreement;
  /** What the reader said of it. What is called wrong is treated as `ignore`. */
  readonly corrected?: Word;
  /** Never empty: a verdict without evidence cannot be explained, so it is not made. */
  readonly evidence: readonly [Evidence, ...Evidence[]];
}

/** Findings that draw nothing in the feed: unsure, no sign, declined. */
export type Quiet = Finding;

export interface Decision {
  readonly subject: Subject;
  readonly verdicts: readonly Verdict[];
  readonly quiet: readonly Quiet[];
}
