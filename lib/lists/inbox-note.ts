import { utf8ToBytes } from '@noble/hashes/utils.js';
import * as z from 'zod/mini';
import { MAX_NOTE_CANONICAL, MAX_NOTE_TEXT, OUTCOMES, type InboxNote } from '../core/inbox-note.ts';
import type { Result } from '../core/result.ts';
import { SUBJECT_KINDS } from '../core/subject.ts';
import { hex } from './event-schema.ts';
import { canonicalJson, type Json } from './canonical-json.ts';
import { MAX_NOTE_BYTES } from './limits.ts';
import { attempt, refuse, type ListError } from './list-error.ts';

/** Lines of text: no control character but the line feed. */
const lines = z.string().check(z.maxLength(MAX_NOTE_TEXT), z.regex(/^[^\p{Cc}]*(\n[^\p{Cc}]*)*$/u));
const someLines = lines.check(z.regex(/\S/));
const kind = z.enum(SUBJECT_KINDS);
const canonical = z.string().check(z.minLength(1), z.maxLength(MAX_NOTE_CANONICAL), z.regex(/^[^\p{Cc}]*$/u));
const subject = z.union([z.strictObject({ canonical, kind }), z.strictObject({ key: hex(12), kind })]);
const label = z.int().check(z.minimum(1), z.maximum(255));
const flag = z.strictObject({ label, polarity: z.enum(['asserts', 'disputes']), week: z.int().check(z.minimum(0), z.maximum(0xffff)) });
const head = { v: z.literal(1), list: hex(32) };

const schema = z.discriminatedUnion('type', [
  z.strictObject({ ...head, type: z.literal('report'), subject, label, text: lines }),
  z.strictObject({ ...head, type: z.literal('appeal'), subject, flag, text: someLines }),
  z.strictObject({ ...head, type: z.literal('answer'), to: hex(32), outcome: z.enum(OUTCOMES), reason: someLines }),
]);

/**
 * A note as the content of its event: canonical JSON. Refuses what no reader takes; a text of many quotes or of
 * characters that take three bytes may be too large below the limit of its length.
 */
export function encodeInboxNote(note: InboxNote): Result<string, ListError> {
  return attempt(() => {
    const content = canonicalJson({ v: 1, ...note } as unknown as Json);
    if (content === undefined) refuse('malformed', 'The note is not well-formed Unicode.');
    parse(content);
    return content;
  });
}

/** Reads what a stranger wrote: checked for its form alone. Whether there is such a list, label or flag is for the caller. */
export function decodeInboxNote(content: string): Result<InboxNote, ListError> {
  return attempt(() => parse(content));
}

function parse(content: string): InboxNote {
  if (content.length > MAX_NOTE_BYTES || noteBytes(content) > MAX_NOTE_BYTES) refuse('too-large', 'The note is too long; shorten its text.');
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    refuse('malformed', 'The note is not JSON.');
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) refuse('malformed', `The note has a wrong field: ${parsed.error.issues[0]?.path.join('.') || 'unknown name'}.`);
  if (canonicalJson(parsed.data) !== content) refuse('not-canonical', 'The note is not written in canonical JSON.');
  const { v: _, ...note } = parsed.data;
  return note;
}

/** Bytes it takes in its event, which is JSON itself. */
function noteBytes(content: string): number {
  return utf8ToBytes(JSON.stringify(content)).length;
}
