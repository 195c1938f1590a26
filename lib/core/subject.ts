/** What can be judged. The canonical form of each kind is frozen in docs/subjects.md. */
export const SUBJECT_KINDS = ['url', 'post', 'account', 'domain', 'media', 'text'] as const;

export type SubjectKind = (typeof SUBJECT_KINDS)[number];

/** First 8 bytes of the domain-separated hash of a subject, as 16 lower-case hex digits. */
export type SubjectKey = string & { readonly __brand: 'SubjectKey' };

export function isSubjectKey(value: unknown): value is SubjectKey {
  return typeof value === 'string' && /^[0-9a-f]{16}$/.test(value);
}

/** Longest canonical form, in UTF-16 units: that of a text (docs/subjects.md). */
export const MAX_CANONICAL = 20_000;

export interface Subject {
  readonly kind: SubjectKind;
  /** Canonical string of docs/subjects.md, without its kind. */
  readonly canonical: string;
}
