import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { InboxNote } from '../core/inbox-note.ts';
import { err, ok, type Result } from '../core/result.ts';
import { readU32 } from './big-endian.ts';
import { EVENT_KINDS, eventId, eventText, publicKey, signEvent, toNostrEvent, type EventBody, type NostrEvent, type Random } from './event.ts';
import { addWork, type WorkOptions } from './inbox-work.ts';
import { encodeInboxNote } from './inbox-note.ts';
import { DAY_S, MAX_WRAP_BYTES } from './limits.ts';
import { attemptAsync, type ListError } from './list-error.ts';
import { newKey } from './list-keys.ts';
import type { NoteCipher, NoteWriter } from './note-key.ts';

/** Whom a note is for, who seals it, and the work that its wrap is to carry. */
export interface Envelope {
  /** Public key, 64 hex digits. */
  readonly to: string;
  /** The sender: a key made for this one note, or the inbox key of a list that answers. */
  readonly from: NoteWriter;
  /** 0…28. */
  readonly bits: number;
}

export interface WrapOptions extends WorkOptions {
  /** For the wrap, whose key is made here whoever seals. */
  readonly cipher: NoteCipher;
  readonly random: Random;
  readonly nowMs: number;
}

export interface WrappedNote {
  /** Id of the note inside, 64 hex digits: what an answer to it names. */
  readonly id: string;
  /** As relays take it: what they see of it is a key of its own, whom it is for, a time of the last two days and a size. */
  readonly wrap: NostrEvent;
}

/** Seal and wrap bear a time of the last two days (NIP-59), so that relays do not tell when they were written. */
export const WRAP_BLUR_S = 2 * DAY_S;

/**
 * Encrypts a note for one reader: rumor (kind 9434, unsigned) in a seal (13) by the sender in a wrap (1059) by a key that
 * is used once, with proof of work. At 20 bits it takes half a minute; it rejects only when `signal` aborts. A sender's key
 * that lies elsewhere is asked twice before the work: to encrypt, and to sign the seal.
 */
export async function wrapNote(note: InboxNote, { to, from, bits }: Envelope, options: WrapOptions): Promise<Result<WrappedNote, ListError>> {
  const { cipher, random, nowMs } = options;
  const content = encodeInboxNote(note);
  if (!content.ok) return content;
  const blurred = () => Math.floor(nowMs / 1000) - (readU32(random(4), 0) % WRAP_BLUR_S);
  const rumor = { kind: EVENT_KINDS.note, tags: [], content: content.value };
  const written = { pubkey: from.pubkey, createdAt: Math.floor(nowMs / 1000) };
  const id = eventId(rumor, written);
  const inner = await from.encrypt(JSON.stringify({ id, pubkey: written.pubkey, created_at: written.createdAt, ...rumor }), to);
  if (!inner.ok) return err({ tag: 'not-encrypted', message: inner.error.message });
  const sealed = { kind: EVENT_KINDS.seal, tags: [], content: inner.value };
  const signed = await attemptAsync(() => from.sign(sealed, blurred()));
  if (!signed.ok) return signed;
  const seal = toNostrEvent(sealed, signed.value);
  const once = newKey(random);
  const by = { pubkey: publicKey(once), createdAt: blurred() };
  const body: EventBody = { kind: EVENT_KINDS.wrap, tags: [['p', to]], content: cipher.encrypt(JSON.stringify(seal), once, to, random(32)) };
  const worked = bits === 0 ? ok(body) : await addWork(body, by, bits, options);
  if (!worked.ok) return worked;
  if (utf8ToBytes(eventText(worked.value, by)).length > MAX_WRAP_BYTES) throw new Error('A note of the largest size fits its wrap.');
  return ok({ id, wrap: toNostrEvent(worked.value, signEvent(worked.value, once, by.createdAt, random)) });
}
