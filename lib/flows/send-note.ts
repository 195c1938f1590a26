import type { InboxNote } from '../core/inbox-note.ts';
import type { Delivery } from '../core/list-inbox.ts';
import type { Result } from '../core/result.ts';
import { wrapNote, type Envelope, type WrapOptions, type WrappedNote } from '../lists/inbox-wrap.ts';
import type { ListError } from '../lists/list-error.ts';
import { localNoteKey, type NoteWriter } from '../lists/note-key.ts';
import { noteCipher } from '../peers/note-cipher.ts';
import { offerToRelay } from '../peers/relay.ts';
import type { RelayAccess } from '../peers/relay-conversation.ts';

/** An envelope whose sender may be a secret key that is at hand. */
export interface Sending extends Omit<Envelope, 'from'> {
  readonly from: NoteWriter | Uint8Array;
}

/** Encrypts a note and does the work for it; nothing is sent. Rejects only when the signal aborts. */
export function prepareNote(note: InboxNote, { from, ...envelope }: Sending, options: Omit<WrapOptions, 'cipher'>): Promise<Result<WrappedNote, ListError>> {
  const writer = from instanceof Uint8Array ? localNoteKey(from, noteCipher, options.random) : from;
  return wrapNote(note, { ...envelope, from: writer }, { ...options, cipher: noteCipher });
}

/** Hands it to all of these relays at once, and tells what each says. */
export function sendNote({ wrap }: Pick<WrappedNote, 'wrap'>, relays: readonly string[], access: RelayAccess): Promise<readonly Delivery[]> {
  return Promise.all(
    relays.map(async (relay) => {
      const why = await offerToRelay(relay, wrap, access);
      if (why === undefined) return { relay };
      return { relay, trouble: why.tag === 'not-asked' ? why.message : `It did not take it: ${why.message}` };
    }),
  );
}
