import { concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { deflateSync } from 'fflate';
import { DISPUTE_STATES, MAX_EVIDENCE, REPORTER_BANDS, type FlagDetails, type ReasonEvidence, type ReasonText } from '../core/flag-reason.ts';
import { u16, u32, u8 } from './big-endian.ts';
import { ByteReader } from './byte-reader.ts';
import { isSilent, refuseWhy, whyNoDetails, whyNoRetraction } from './detail-rules.ts';
import { inflateExactly } from './inflate.ts';
import { MAX_BLOB_BYTES, MAX_DETAIL_BYTES } from './limits.ts';
import { refuse } from './list-error.ts';
import { compareRecords, FLAG_LAYOUT, KEY_BYTES } from './record.ts';

/** What a list tells of a flag, or of one that it took back, under the name of the flag: its key and label. */
export type Detail = DetailName & ({ readonly flag: FlagDetails } | { readonly retraction: Retraction });

export interface DetailName {
  readonly key: Uint8Array;
  /** Code of the label in its list. */
  readonly label: number;
}

export interface Retraction {
  /** When, in weeks since the epoch of the list. */
  readonly week: number;
  readonly reason?: ReasonText;
}

/** Key and label, as flags are named in records. */
export const DETAIL_NAME_BYTES = FLAG_LAYOUT.nameBytes;

const MAGIC = 'FLE1';
const KINDS = { flag: 1, retraction: 2 } as const;
const EVIDENCE = { link: 1, hash: 2 } as const;

/** The 13 bytes by which a detail is found. */
export function detailName({ key, label }: DetailName): Uint8Array {
  return concatBytes(key, u8(label));
}

/** Blob `FLE1`: what is told of flags whose keys lie in one range; ascending by name. Names stay plain, the rest is packed. Refuses more than a blob holds. */
export function encodeBucket(details: readonly Detail[]): Uint8Array {
  const text = concatBytes(...details.map(encodeDetail));
  const bytes = concatBytes(utf8ToBytes(MAGIC), u32(details.length), u32(text.length), ...details.map(detailName), deflateSync(text, { level: 9 }));
  checkSizes(bytes, text.length);
  return bytes;
}

/** Reads a bucket to its last byte. Whether it may say so under the root, and of these keys, is for `checkBucket`. */
export function decodeBucket(bytes: Uint8Array): readonly Detail[] {
  const { names, text } = unpack(bytes);
  const reader = new ByteReader(text, 'the reasons of a list');
  const details: Detail[] = [];
  for (let at = 0; at < names.length; at += DETAIL_NAME_BYTES) {
    if (at > 0 && compareRecords(names, at - DETAIL_NAME_BYTES, names, at, DETAIL_NAME_BYTES) >= 0) refuse('not-canonical', 'The reasons of a list are out of order or doubled.');
    const label = names[at + KEY_BYTES]!;
    if (label === 0) refuse('bad-details', 'A reason carries the reserved label code 0.');
    details.push({ key: names.slice(at, at + KEY_BYTES), label, ...decodeDetail(reader) });
  }
  reader.end();
  return details;
}

/** Whether a detail is of a flag on this subject. */
export function isOn(key: Uint8Array, detail: DetailName): boolean {
  return compareRecords(detail.key, 0, key, 0, KEY_BYTES) === 0;
}

function unpack(bytes: Uint8Array): { readonly names: Uint8Array; readonly text: Uint8Array } {
  const reader = new ByteReader(bytes, 'a part of the reasons');
  reader.magic(MAGIC);
  const count = reader.u32();
  const textBytes = reader.u32();
  if (count === 0) refuse('not-canonical', 'A part of the reasons has none.');
  checkSizes(bytes, textBytes);
  const names = reader.take(count * DETAIL_NAME_BYTES);
  return { names, text: inflateExactly(reader.take(reader.left), textBytes) };
}

function checkSizes({ length }: Uint8Array, textBytes: number): void {
  if (length > MAX_BLOB_BYTES) refuse('too-large', 'A part of the reasons is larger than a blob may be.');
  if (textBytes > MAX_DETAIL_BYTES) refuse('too-large', `A part of the reasons unpacks to more than ${MAX_DETAIL_BYTES} bytes.`);
}

function encodeDetail(detail: Detail): Uint8Array {
  if ('retraction' in detail) {
    const { week, reason } = detail.retraction;
    return concatBytes(u8(KINDS.retraction), u16(week), encodeReason(reason));
  }
  const { reason, evidence, reporters, dispute } = detail.flag;
  return concatBytes(
    u8(KINDS.flag),
    u8(reporters === undefined ? 0 : 1 + REPORTER_BANDS.indexOf(reporters)),
    u8(dispute === undefined ? 0 : 1 + DISPUTE_STATES.indexOf(dispute)),
    encodeReason(reason),
    u8(evidence.length),
    ...evidence.map(encodeEvidence),
  );
}

function decodeDetail(reader: ByteReader): { readonly flag: FlagDetails } | { readonly retraction: Retraction } {
  const kind = reader.u8();
  if (kind === KINDS.retraction) {
    const week = reader.u16();
    const reason = decodeReason(reader);
    refuseWhy(whyNoRetraction(reason, false));
    return { retraction: { week, ...(reason === undefined ? {} : { reason }) } };
  }
  if (kind !== KINDS.flag) refuse('malformed', 'A reason is neither of a flag nor of a retraction.');
  const reporters = oneOf(reader.u8(), REPORTER_BANDS);
  const dispute = oneOf(reader.u8(), DISPUTE_STATES);
  const reason = decodeReason(reader);
  const count = reader.u8();
  if (count > MAX_EVIDENCE) refuse('bad-details', `A flag has at most ${MAX_EVIDENCE} pieces of evidence.`);
  const evidence = Array.from({ length: count }, () => decodeEvidence(reader));
  const flag: FlagDetails = { evidence, ...(reason === undefined ? {} : { reason }), ...(reporters === undefined ? {} : { reporters }), ...(dispute === undefined ? {} : { dispute }) };
  refuseWhy(whyNoDetails(flag, false));
  if (isSilent(flag)) refuse('not-canonical', 'A reason says nothing.');
  return { flag };
}

/** Numbered from 1; 0 where it is not told. */
function oneOf<T extends string>(number: number, values: readonly T[]): T | undefined {
  if (number > values.length) refuse('malformed', 'A reason is marked by a number that means nothing.');
  return values[number - 1];
}

/** `u8 bytes of the language ‖ language ‖ u16 bytes of the text ‖ text`; all zero where there is none. */
function encodeReason(reason: ReasonText | undefined): Uint8Array {
  const [lang, text] = [utf8ToBytes(reason?.lang ?? ''), utf8ToBytes(reason?.text ?? '')];
  return concatBytes(u8(lang.length), lang, u16(text.length), text);
}

function decodeReason(reader: ByteReader): ReasonText | undefined {
  const lang = reader.utf8(reader.u8());
  const text = reader.utf8(reader.u16());
  if (text === '' && lang !== '') refuse('not-canonical', 'A language is told, and nothing is said in it.');
  return text === '' ? undefined : { text, ...(lang === '' ? {} : { lang }) };
}

function encodeEvidence(evidence: ReasonEvidence): Uint8Array {
  if ('sha256' in evidence) return concatBytes(u8(EVIDENCE.hash), hexToBytes(evidence.sha256));
  const link = utf8ToBytes(evidence.link);
  return concatBytes(u8(EVIDENCE.link), u16(link.length), link);
}

function decodeEvidence(reader: ByteReader): ReasonEvidence {
  const type = reader.u8();
  if (type === EVIDENCE.hash) return { sha256: reader.hex(32) };
  if (type !== EVIDENCE.link) refuse('malformed', 'A piece of evidence is neither an address nor a hash.');
  return { link: reader.utf8(reader.u16()) };
}
