/** What a list tells of a flag besides that it is there. Fetched when the reader asks, and never before. */
export interface FlagDetails {
  readonly reason?: ReasonText;
  /** What the curator points to; at most MAX_EVIDENCE. */
  readonly evidence: readonly ReasonEvidence[];
  readonly reporters?: ReporterBand;
  readonly dispute?: DisputeState;
}

/** A curator's own words: hostile. */
export interface ReasonText {
  /** One line of at most MAX_REASON UTF-16 units. */
  readonly text: string;
  /** Language tag (BCP 47), where the curator told it. */
  readonly lang?: string;
}

/** An https address as WHATWG serialises it, or the SHA-256 of a file: hostile. */
export type ReasonEvidence = { readonly link: string } | { readonly sha256: string };

/** UTF-16 units. */
export const MAX_REASON = 280;
export const MAX_EVIDENCE = 4;
export const MAX_EVIDENCE_LINK = 500;

/** How many people reported what is flagged: in bands, so that nobody learns whether their report was the one that counted. */
export const REPORTER_BANDS = ['1', '2-4', '5-9', '10+'] as const;
export type ReporterBand = (typeof REPORTER_BANDS)[number];

/** The band of a number of reporters, from 1. */
export function bandOf(reporters: number): ReporterBand {
  if (reporters >= 10) return '10+';
  if (reporters >= 5) return '5-9';
  return reporters >= 2 ? '2-4' : '1';
}

/** What became of an appeal against a flag: it is not answered yet, or the curator stands by the flag. */
export const DISPUTE_STATES = ['open', 'upheld'] as const;
export type DisputeState = (typeof DISPUTE_STATES)[number];

/** What a reader who asked is told: the details, if the list gives any, and from where they came. */
export interface FlagReason {
  readonly details?: FlagDetails;
  /** Who was asked for them, and among how many flags of the list the one in question was hidden; absent where nobody was. */
  readonly asked?: { readonly host: string; readonly among: number };
}

/** Why a reader who asked is told nothing. */
export type NoReason =
  /** The list is no longer followed, or does not say this any more. */
  | 'gone'
  /** It came as a file that does not carry its reasons, and names no server. */
  | 'no-source'
  | 'unreachable'
  /** No server has this part any more: they have moved on to a newer state of the list. */
  | 'absent'
  /** What the server sent is not what the curator signed. */
  | 'altered'
  | 'too-large'
  /** What the curator signed may not be told so. */
  | 'breaks-rules';
