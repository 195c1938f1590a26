import type { Claim } from './evidence.ts';
import type { ForkReading } from './fork.ts';
import type { ReceiptReading } from './receipt.ts';
import type { Judged } from './report.ts';

/** Kinds of files that are told by their first bytes. */
export const FILE_KINDS = ['jpeg', 'png', 'webp', 'avif', 'gif', 'heic', 'tiff', 'svg', 'mp4', 'matroska', 'mp3', 'wav', 'pdf', 'receipt', 'fork-proof'] as const;
export type FileKind = (typeof FILE_KINDS)[number];

/** Largest file that is examined. */
export const MAX_FILE_BYTES = 200_000_000;

/** What of a file nothing here looks at, so that nobody takes silence for an answer. */
export const NOT_CHECKED = ['kind', 'pixels', 'frames', 'sound', 'face-motion'] as const;
export type NotChecked = (typeof NOT_CHECKED)[number];

/** Everything that can be said of one file by its bytes alone. */
export interface ExaminedFile {
  /** Absent where the bytes are of no kind that is known here. */
  readonly kind?: FileKind;
  readonly bytes: number;
  /** 64 hex digits. */
  readonly sha256: string;
  /** As its header states, where it is a picture that may be decoded. */
  readonly size?: { readonly width: number; readonly height: number };
  /** How it looks, where it is a picture with features enough to be compared: PDQ fingerprint, 64 hex digits. */
  readonly pdq?: string;
  /** What it says of its own making, its credentials among it. Each is also among the evidence of `judged`. */
  readonly claims: readonly Claim[];
  /** The file as media: what its marks, the lists and, of a picture, the detectors amount to; with its credentials, and its marks that amount to no label. */
  readonly judged: Judged;
  /** What it proves, where it is the receipt of a flag. */
  readonly receipt?: ReceiptReading;
  /** What it proves, where it is the proof that a list forked. */
  readonly fork?: ForkReading;
  readonly notChecked: readonly NotChecked[];
}

