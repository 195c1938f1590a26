/**
 * Who may sign Content Credentials, who may stamp the time of a signature, and who could sign before there was an
 * official list (closed since the beginning of 2026).
 */
export const TRUST_LIST_KINDS = ['signers', 'time-stampers', 'interim'] as const;
export type TrustListKind = (typeof TRUST_LIST_KINDS)[number];

/** A trust list that the reader installed, as the options page shows it. */
export interface TrustListSummary {
  readonly kind: TrustListKind;
  /** The address it came from, or the name of the file; hostile text in the latter case. */
  readonly source: string;
  /** SHA-256 of what came from there, hex. */
  readonly digest: string;
  readonly certificates: number;
  /** When it was installed, milliseconds since the epoch. */
  readonly at: number;
}

/** With the certificates themselves. */
export interface TrustList extends TrustListSummary {
  /** Certificates one after the other and nothing else. */
  readonly pem: string;
}

/** Where each list is published: the first two by the C2PA conformance programme, the last by the Content Authenticity Initiative. */
export const OFFICIAL_ADDRESS: Readonly<Record<TrustListKind, string>> = {
  signers: 'https://raw.githubusercontent.com/c2pa-org/conformance-public/main/trust-list/C2PA-TRUST-LIST.pem',
  'time-stampers': 'https://raw.githubusercontent.com/c2pa-org/conformance-public/main/trust-list/C2PA-TSA-TRUST-LIST.pem',
  interim: 'https://contentcredentials.org/trust/anchors.pem',
};

/** Longest file of a list, in bytes: the official ones have some 40,000. */
export const MAX_TRUST_LIST_BYTES = 2 * 1024 * 1024;
/** Longest name of its source that is kept, in UTF-16 units. */
export const MAX_TRUST_SOURCE = 256;
