import type { Word } from './correction.ts';
import type { AbstainReason, Band, DetectorId, Evidence } from './evidence.ts';
import type { Label } from './label.ts';
import type { Treatment } from './policy.ts';
import type { PageHealth } from './report.ts';
import type { SubjectKey, SubjectKind } from './subject.ts';
import type { Standing } from './verdict.ts';

/** Most things a record tells of. */
export const MAX_RECORDED_SUBJECTS = 20_000;

/**
 * One page, what was said about it and why: the record `observation@1` (lib/export/observation-schema.ts) that
 * the popup saves.
 */
export interface Observation {
  readonly url: string;
  /** Name and version as the browser states them. */
  readonly browser: string;
  /** From the first look at the page to the last answer. */
  readonly tookMs: number;
  readonly health: PageHealth;
  /** At most MAX_RECORDED_SUBJECTS; of a page with more, those that carry a label come first. */
  readonly subjects: readonly ObservedSubject[];
  /** How many more there were. */
  readonly subjectsLeftOut?: number;
}

export interface ObservedSubject {
  readonly kind: SubjectKind;
  readonly key: SubjectKey;
  readonly where: string;
  readonly verdicts: readonly ObservedVerdict[];
  readonly quiet: readonly ObservedQuiet[];
}

export interface ObservedVerdict {
  readonly label: Label;
  readonly standing: Standing;
  readonly treatment: Treatment;
  /** That the label holds, everything weighed, 0…1. */
  readonly probability?: number;
  /** What the reader said of it. */
  readonly corrected?: Word;
  readonly evidence: readonly [ObservedEvidence, ...ObservedEvidence[]];
}

export interface ObservedEvidence {
  readonly kind: Evidence['kind'];
  /** Who says so: detector and version, list name, or the kind of mark. */
  readonly source: string;
  /** 0…1: a detector's calibrated probability or a curator's confidence. */
  readonly probability?: number;
  readonly reason: string;
}

/** A finding that draws nothing: what was measured and the band it fell in, or why the detector declined. */
export type ObservedQuiet =
  | { readonly detector: DetectorId; readonly band: Band; readonly probability?: number; readonly reason: string }
  | { readonly detector: DetectorId; readonly abstain: AbstainReason; readonly reason: string };
