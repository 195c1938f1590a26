import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { MAX_NOTE_CANONICAL, type NoteSubject } from '../core/inbox-note.ts';
import type { Subject } from '../core/subject.ts';
import { subjectKeyBytes } from '../subjects/subject-key.ts';

/** A subject as a note names it: spelt out where it is one line that fits, else by its key. */
export function noteSubject({ kind, canonical }: Subject): NoteSubject {
  const isSpelt = canonical.length <= MAX_NOTE_CANONICAL && !/\p{Cc}/u.test(canonical);
  return isSpelt ? { kind, canonical } : { kind, key: bytesToHex(subjectKeyBytes({ kind, canonical })) };
}

/** The key that lists know it by, 12 bytes. */
export function noteSubjectKey(subject: NoteSubject): Uint8Array {
  return 'key' in subject ? hexToBytes(subject.key) : subjectKeyBytes(subject);
}
