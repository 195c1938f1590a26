import { concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import * as z from 'zod/mini';
import type { Look } from '../core/look.ts';
import { MAX_CANONICAL, SUBJECT_KINDS, type Subject } from '../core/subject.ts';
import { subjectKeyBytes } from '../subjects/subject-key.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { canonicalJson } from './canonical-json.ts';
import { MAX_LEAF_RECORDS, MAX_RECEIPT_BYTES } from './limits.ts';
import { refuse } from './list-error.ts';
import { PATH_LENGTH } from './merkle-path.ts';
import { PICTURE_LAYOUT } from './picture-record.ts';
import { RECEIPT_FORMAT } from './receipt-format.ts';
import { FLAG_LAYOUT, type RecordLayout } from './record.ts';

const HASH_BYTES = 32;

/** One flag of a list with everything that proves it (docs/protocol.md, section 10); nothing of it is checked yet. */
export interface Receipt {
  readonly about: Subject | Look;
  /** Code of the label. */
  readonly label: number;
  /** Place of the flag's record in its leaf. */
  readonly at: number;
  /** All records of that leaf, as a run. */
  readonly leaf: Uint8Array;
  /** Thirteen hashes, from the bottom up. */
  readonly path: readonly Uint8Array[];
  /** `FLT1`. */
  readonly tip: Uint8Array;
  /** Blob `FLR1`. */
  readonly roots: Uint8Array;
}

/** Of which sort the record is. */
export function layoutOf({ kind }: Receipt['about']): RecordLayout {
  return kind === 'look' ? PICTURE_LAYOUT : FLAG_LAYOUT;
}

/** What the record begins with. */
export function keyOf(about: Receipt['about']): Uint8Array {
  return about.kind === 'look' ? hexToBytes(about.pdq) : subjectKeyBytes(about);
}

const base64 = z.string().check(z.maxLength(MAX_RECEIPT_BYTES));

const schema = z.strictObject({
  at: z.int().check(z.minimum(0), z.maximum(MAX_LEAF_RECORDS - 1)),
  format: z.literal(RECEIPT_FORMAT),
  label: z.int().check(z.minimum(1), z.maximum(255)),
  leaf: base64,
  path: base64,
  pdq: z.exactOptional(z.string().check(z.regex(/^[0-9a-f]{64}$/))),
  roots: base64,
  subject: z.exactOptional(
    z.strictObject({
      canonical: z.string().check(z.minLength(1), z.maxLength(MAX_CANONICAL)),
      kind: z.enum(SUBJECT_KINDS),
    }),
  ),
  tip: base64,
});

/** Canonical JSON and a line feed. */
export function encodeReceipt({ about, label, at, leaf, path, tip, roots }: Receipt): Uint8Array {
  const text = canonicalJson({
    at,
    format: RECEIPT_FORMAT,
    label,
    leaf: toBase64(leaf),
    path: toBase64(concatBytes(...path)),
    roots: toBase64(roots),
    tip: toBase64(tip),
    ...(about.kind === 'look' ? { pdq: about.pdq } : { subject: { canonical: about.canonical, kind: about.kind } }),
  });
  if (text === undefined) refuse('malformed', 'The subject is not well-formed Unicode.');
  const bytes = utf8ToBytes(`${text}\n`);
  if (bytes.length > MAX_RECEIPT_BYTES) refuse('too-large', 'The receipt would be larger than 2 MiB.');
  return bytes;
}

/** Takes a receipt apart. The line feed at its end may be missing; every other byte has one writing. */
export function decodeReceipt(bytes: Uint8Array): Receipt {
  if (bytes.length > MAX_RECEIPT_BYTES) refuse('too-large', 'The receipt is larger than 2 MiB.');
  const text = decodeUtf8(bytes).replace(/\n$/, '');
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success) {
    refuse('malformed', `The receipt has a wrong field: ${parsed.error.issues[0]?.path.join('.') || 'unknown name'}.`);
  }
  const { pdq, subject, label, at, ...coded } = parsed.data;
  if (canonicalJson(parsed.data) !== text) refuse('not-canonical', 'The receipt is not written in canonical JSON.');
  if ((pdq === undefined) === (subject === undefined)) refuse('malformed', 'The receipt is not about one thing.');
  const about = subject ?? { kind: 'look' as const, pdq: pdq! };
  const layout = layoutOf(about);
  const leaf = fromBase64(coded.leaf, 'The leaf');
  const path = fromBase64(coded.path, 'The path');
  if (leaf.length % layout.bytes !== 0) refuse('malformed', 'The leaf does not consist of whole flags.');
  if (leaf.length > MAX_LEAF_RECORDS * layout.bytes) refuse('too-large', `The leaf holds more than ${MAX_LEAF_RECORDS} flags.`);
  if (at >= leaf.length / layout.bytes) refuse('malformed', 'The receipt points behind the end of its leaf.');
  if (path.length !== PATH_LENGTH * HASH_BYTES) refuse('malformed', 'A hash of the receipt is missing.');
  return {
    about,
    label,
    at,
    leaf,
    path: Array.from({ length: PATH_LENGTH }, (_, i) => path.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES)),
    tip: fromBase64(coded.tip, 'The tip'),
    roots: fromBase64(coded.roots, 'The text of the roots'),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    refuse('malformed', 'Not a receipt: it is not JSON.');
  }
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    refuse('malformed', 'Not a receipt: it is not UTF-8 text.');
  }
}
