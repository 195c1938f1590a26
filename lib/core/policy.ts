import { CORE_LABELS, isCoreLabel, type CoreLabel, type Label } from './label.ts';
import { MAX_HANDLE } from './post.ts';

/** What is done to labelled content, mildest first. Always reversible, always the reader's choice. */
export const TREATMENTS = ['ignore', 'badge', 'warn', 'blur', 'hide'] as const;
export type Treatment = (typeof TREATMENTS)[number];

/** What stands before the content or in its place, rather than beside it. */
export type CoverTreatment = Extract<Treatment, 'warn' | 'blur' | 'hide'>;

export function isCover(treatment: Treatment): treatment is CoverTreatment {
  return treatment !== 'ignore' && treatment !== 'badge';
}

/** How sure a detector has to be before it may suggest a label, most easily satisfied first. Lists and marks are not held to it. */
export const CAUTIONS = ['likely', 'fairly-sure', 'very-sure', 'never'] as const;
export type Caution = (typeof CAUTIONS)[number];

/** Least probability of a label that a detector calls `likely` anyway; the words are those of the evidence card. */
const LEAST_PROBABILITY: Readonly<Record<Caution, number>> = { likely: 0, 'fairly-sure': 0.9, 'very-sure': 0.97, never: Infinity };

/** Most accounts a reader can always show, and the longest of them: a handle after the prefix of its site. */
export const MAX_ALWAYS_SHOWN = 5_000;
export const MAX_ACCOUNT = 8 + MAX_HANDLE;

/** The reader's choices. */
export interface Policy {
  readonly treatments: Readonly<Record<CoreLabel, Treatment>>;
  /** For labels only their own list knows (`x-…`). */
  readonly foreign: Treatment;
  readonly cautions: Readonly<Record<CoreLabel, Caution>>;
  /** Canonical accounts whose posts are never warned of, blurred or hidden: at most a badge. */
  readonly alwaysShow: readonly string[];
  /** What is done about what single lists say, by id and label; else what is done about the label. It applies by itself, whatever other lists say. */
  readonly lists?: Readonly<Record<string, Readonly<Partial<Record<Label, Treatment>>>>>;
  /** What is done at least where several lists agree on a label (agreement.ts); without an entry, nothing more than otherwise. */
  readonly agreed?: Readonly<Partial<Record<CoreLabel, Treatment>>>;
}

/** Choices changed at once; what is not named stays. Single accounts have a message of their own. */
export interface PolicyChange {
  readonly treatments?: Partial<Policy['treatments']>;
  readonly foreign?: Treatment;
  readonly cautions?: Partial<Policy['cautions']>;
  /** In place of what was chosen for these lists before. */
  readonly lists?: NonNullable<Policy['lists']>;
  /** In place of what was chosen before, for all labels. */
  readonly agreed?: NonNullable<Policy['agreed']>;
}

/**
 * Nothing is blurred or hidden until the reader says so. That a post advertises is no harm: a detector says it only to
 * readers who asked about the post, or who chose so; a list that flags it was chosen by the reader.
 */
export const DEFAULT_POLICY: Policy = {
  treatments: /* @__PURE__ */ forEveryLabel('badge'),
  foreign: 'badge',
  cautions: { .../* @__PURE__ */ forEveryLabel('likely'), promotion: 'never' },
  alwaysShow: [],
};

export function withPolicyChange(policy: Policy, change: PolicyChange): Policy {
  return {
    ...policy,
    ...change,
    treatments: { ...policy.treatments, ...change.treatments },
    cautions: { ...policy.cautions, ...change.cautions },
    ...(change.lists === undefined ? {} : { lists: { ...policy.lists, ...change.lists } }),
  };
}

export function treatmentOf(label: Label, policy: Policy): Treatment {
  return isCoreLabel(label) ? policy.treatments[label] : policy.foreign;
}

/** The treatment that the reader set for what one list says. */
export function treatmentByList(label: Label, listId: string, policy: Policy): Treatment {
  return policy.lists?.[listId]?.[label] ?? treatmentOf(label, policy);
}

/** What is done at least where several lists agree. */
export function treatmentOfAgreement(label: Label, { agreed }: Policy): Treatment {
  return (isCoreLabel(label) ? agreed?.[label] : undefined) ?? 'ignore';
}

/** Least probability, everything weighed, at which detectors may suggest this label to this reader; no probability reaches that of `never`. */
export function leastProbability(label: Label, { cautions }: Policy): number {
  return isCoreLabel(label) ? LEAST_PROBABILITY[cautions[label]] : 0;
}

/** The treatment of what an account posts that the reader always shows. */
export function atMostBadge(treatment: Treatment): Treatment {
  return treatment === 'ignore' ? 'ignore' : 'badge';
}

/** The strongest of several treatments; `ignore` of none. */
export function strongest(treatments: readonly Treatment[]): Treatment {
  return TREATMENTS[Math.max(0, ...treatments.map((each) => TREATMENTS.indexOf(each)))] ?? 'ignore';
}

function forEveryLabel<T>(value: T): Record<CoreLabel, T> {
  return Object.fromEntries(CORE_LABELS.map((label) => [label, value])) as Record<CoreLabel, T>;
}
