import { bytesToHex } from '@noble/hashes/utils.js';
import type { Answer, Appeal, Report } from '../../lib/core/inbox-note.ts';
import { publicKey } from '../../lib/lists/event.ts';
import { readInbox, type GateOptions, type InboxDoor, type InboxReading } from '../../lib/lists/inbox-gate.ts';
import { wrapNote, type Envelope, type WrapOptions, type WrappedNote } from '../../lib/lists/inbox-wrap.ts';
import { newKey } from '../../lib/lists/list-keys.ts';
import { localNoteKey, localNoteReader, type NoteReader } from '../../lib/lists/note-key.ts';
import type { InboxNote } from '../../lib/core/inbox-note.ts';
import { noteCipher } from '../../lib/peers/note-cipher.ts';
import { DAY_MS, NOW_MS, seededRandom, TEST_KEYS } from './lists-draft.ts';

export const LIST = 'ab'.repeat(32);

export function aReport(changes: Partial<Report> = {}): Report {
  return { type: 'report', list: LIST, subject: { kind: 'domain', canonical: 'bad.example' }, label: 1, text: 'They took my money.', ...changes };
}

export function anAppeal(changes: Partial<Appeal> = {}): Appeal {
  return { type: 'appeal', list: LIST, subject: { kind: 'domain', canonical: 'good.example' }, flag: { label: 1, polarity: 'asserts', week: 320 }, text: 'We deliver, and here is proof.\nSee the ledger.', ...changes };
}

export function anAnswer(changes: Partial<Answer> = {}): Answer {
  return { type: 'answer', list: LIST, to: 'cd'.repeat(32), outcome: 'retract', reason: 'We were wrong.', ...changes };
}

/** Who writes: the same for the same name. */
export const senderOf = (name: string): Uint8Array => newKey(seededRandom(`sender ${name}`));

export const WORK = { now: () => performance.now(), pause: () => Promise.resolve() };

/** An envelope by whoever has this secret. */
export interface TestEnvelope extends Omit<Envelope, 'from'> {
  readonly secret: Uint8Array;
}

/** A note in its wrap, for the inbox of the test keys. */
export async function wrapped(note: InboxNote, { secret, ...envelope }: Partial<TestEnvelope> = {}, options: Partial<WrapOptions> = {}): Promise<WrappedNote> {
  const seed = JSON.stringify([note, envelope.bits, envelope.to, secret && bytesToHex(secret)]);
  const random = options.random ?? seededRandom(seed);
  const made = await wrapNote(
    note,
    { to: publicKey(TEST_KEYS.inbox), from: localNoteKey(secret ?? senderOf('anybody'), noteCipher, random), bits: 0, ...envelope },
    { ...WORK, cipher: noteCipher, random, nowMs: NOW_MS, ...options },
  );
  if (!made.ok) throw new Error(`${made.error.tag}: ${made.error.message}`);
  return made.value;
}

/** What reads with this secret. */
export const readerOf = (secret: Uint8Array): NoteReader => localNoteReader(secret, noteCipher);

export const DOOR: InboxDoor = { key: readerOf(TEST_KEYS.inbox), list: LIST, bits: 0, accepts: ['report', 'appeal'] };

export function read(events: Iterable<unknown>, door: Partial<InboxDoor> = {}, options: Partial<GateOptions> = {}): Promise<InboxReading> {
  const budget = { events: 100_000, signatures: 1000, decryptions: 1000 };
  return readInbox(events, { ...DOOR, ...door }, { nowMs: NOW_MS, sinceMs: NOW_MS - 30 * DAY_MS, budget, ...options });
}

/** Reasons that occurred, with how often. */
export function reasons({ refused }: { readonly refused: Readonly<Record<string, number>> }): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(refused).filter(([, count]) => count > 0));
}
