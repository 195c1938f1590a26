import { CORE_LABELS, isCoreLabel, type CoreLabel, type Label } from './label.ts';

/** What is done to labelled content, mildest first. Always reversible, always the reader's choice. */
export const TREATMENTS = ['ignore', 'badge', 'warn', 'blur', 'hide'] as const;
export type Treatment = (typeof TREATMENTS)[number];

/** The reader's choices. */
export interface Policy {
  readonly treatments: Readonly<Record<CoreLabel, Treatment>>;
  /** For labels only their own list knows (`x-…`). */
  readonly foreign: Treatment;
}

/** Nothing is blurred or hidden until the reader says so. */
export const DEFAULT_POLICY: Policy = {
  treatments: Object.fromEntries(CORE_LABELS.map((label) => [label, 'badge'])) as Record<CoreLabel, Treatment>,
  foreign: 'badge',
};

export function treatmentOf(label: Label, policy: Policy): Treatment {
  return isCoreLabel(label) ? policy.treatments[label] : policy.foreign;
}
