import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Subject, SubjectKey } from '../core/subject.ts';

/** Bytes of a subject's hash that lists carry on the wire and on disk. */
export const SUBJECT_KEY_BYTES = 12;
/** Bytes of it that look-ups in memory use; a hit is confirmed by the whole 12. */
const LOOKUP_KEY_BYTES = 8;

const DOMAIN = 'flagsync/subject/v1\0';

/**
 * The key of a subject in a list: the first 12 bytes of
 * `SHA256("flagsync/subject/v1\0" ‖ kind ‖ 0x00 ‖ canonical)`, text as UTF-8 (docs/subjects.md).
 * `subject.canonical` must be a canonical form: only the `canonical…` functions of this folder make one.
 */
export function subjectKeyBytes(subject: Subject): Uint8Array {
  return sha256(utf8ToBytes(`${DOMAIN}${subject.kind}\0${subject.canonical}`)).slice(0, SUBJECT_KEY_BYTES);
}

/** The key subjects are looked up and cached by: the first 8 bytes of the same hash as 16 hex digits. */
export function subjectKey(subject: Subject): SubjectKey {
  return bytesToHex(subjectKeyBytes(subject).subarray(0, LOOKUP_KEY_BYTES)) as SubjectKey;
}
