/** Changes of a list's terms that its reader is asked about. */
export const TERMS_CHANGES = ['label-added', 'severity-raised', 'successor', 'appeal-contact', 'mirror-added', 'relay-added', 'inbox-relay-added'] as const;

export interface TermsChange {
  readonly what: (typeof TERMS_CHANGES)[number];
  /** The label's name, the address, the contact, or the id of the list that is to follow; a stranger's text. */
  readonly text: string;
  /** Of a label: its code. */
  readonly code?: number;
}

/**
 * Terms that the curator changed and the reader has not agreed to. Until then new labels label and do no more, new
 * mirrors and relays are not asked, and the contact stays the old one.
 */
export interface NewTerms {
  /** Version of the root that the reader last agreed to. */
  readonly agreed: number;
  readonly changes: readonly TermsChange[];
  /** When they came, milliseconds since the epoch. */
  readonly since: number;
}
