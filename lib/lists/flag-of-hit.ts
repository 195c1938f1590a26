import type { Flag } from '../core/evidence.ts';
import type { Label } from '../core/label.ts';
import type { SubjectKind } from '../core/subject.ts';
import { WEEK_S } from './limits.ts';
import type { Stated } from './record.ts';
import type { RootContent } from './root-content.ts';

/** What is needed of a list to understand its flags. */
export interface ListMeaning {
  readonly id: string;
  readonly name: string;
  readonly epochMs: number;
  readonly labels: readonly LabelMeaning[];
}

/** Of a root's label, what look-ups need. */
export interface LabelMeaning {
  readonly code: number;
  readonly name: string;
  readonly core: Label;
  readonly subjects: readonly SubjectKind[];
  readonly ttlWeeks?: number | undefined;
}

/** The same of a list by its current root. */
export function meaningOf(id: string, { name, epoch, labels }: Pick<RootContent, 'name' | 'epoch' | 'labels'>): ListMeaning {
  return { id, name, epochMs: epoch * 1000, labels };
}

/** Names pass from hand to hand: without a term of the list's own, flags on them lapse after a year. */
const DEFAULT_TTL_WEEKS: Readonly<Partial<Record<SubjectKind, number>>> = { account: 52, domain: 52 };

/**
 * The flag a confirmed hit stands for, as evidence about a subject of this kind. Nothing when its term has passed,
 * when the root does not know its code, or when the root does not let that label be put on such subjects.
 */
export function flagOfHit(hit: Stated, list: ListMeaning, on: SubjectKind, nowMs: number): Flag | undefined {
  const label = list.labels.find(({ code }) => code === hit.label);
  if (label === undefined || !label.subjects.includes(on)) return undefined;
  const at = list.epochMs + hit.week * WEEK_S * 1000;
  const ttlWeeks = label.ttlWeeks ?? DEFAULT_TTL_WEEKS[on];
  if (ttlWeeks !== undefined && nowMs >= at + ttlWeeks * WEEK_S * 1000) return undefined;
  return {
    kind: 'flag',
    list: { id: list.id, name: list.name },
    on,
    label: label.core,
    labelName: label.name,
    polarity: hit.polarity,
    confidence: hit.confidence,
    at,
  };
}

/** Whether what a record of a picture says counts when the nearest is looked for. */
export function saysSomething(flag: Stated, list: ListMeaning, nowMs: number): boolean {
  return flagOfHit(flag, list, 'media', nowMs) !== undefined;
}
