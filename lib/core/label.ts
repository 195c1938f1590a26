/**
 * The labels that combine across lists. A list maps each of its own labels to one of these or to `x-…`.
 * Frozen once shipped: a change is a new version of docs/subjects.md.
 */
export const CORE_LABELS = [
  'ai-made',
  'ai-edited',
  'deepfake',
  'camera-capture',
  'human-edited',
  'spam',
  'scam',
  'promotion',
  'flood',
  'impersonation',
  'misleading-context',
  'unauthorised-reuse',
] as const;

export type CoreLabel = (typeof CORE_LABELS)[number];

/** The core labels by what they speak of, for people to find them. */
export const LABEL_GROUPS = {
  making: ['ai-made', 'ai-edited', 'deepfake', 'camera-capture', 'human-edited'],
  unwanted: ['spam', 'scam', 'promotion', 'flood'],
  misleading: ['impersonation', 'misleading-context', 'unauthorised-reuse'],
} as const satisfies Readonly<Record<string, readonly CoreLabel[]>>;

/** A label only one list knows the meaning of; it is shown under that list's name and never combined. */
export type ForeignLabel = `x-${string}`;

export type Label = CoreLabel | ForeignLabel;

const CORE: ReadonlySet<string> = /* @__PURE__ */ new Set(CORE_LABELS);

export function isCoreLabel(label: string): label is CoreLabel {
  return CORE.has(label);
}

/** Longest label of a list's own, with its `x-`. */
const MAX_FOREIGN_LABEL = 128;

export function isLabel(value: unknown): value is Label {
  return typeof value === 'string' && (isCoreLabel(value) || (value.startsWith('x-') && value.length <= MAX_FOREIGN_LABEL));
}

export function isForeignLabel(label: Label): label is ForeignLabel {
  return label.startsWith('x-');
}
