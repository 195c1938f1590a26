import type { InboxNote } from '../core/inbox-note.ts';
import type { Delivery } from '../core/list-inbox.ts';
import type { Result } from '../core/result.ts';
import { wrapNote, type Envelope, type WrapOptions, type WrappedNote } from '../lists/inbox-wrap.ts';
import type { ListError } from '../lists/list-error.ts';
import { noteCipher } from '../peers/note-cipher.ts';
import { offerToRelay } from '../peers/relay.ts';
import type { RelayAccess } from '../peers/relay-conversation.ts';

/** Encrypts a note and does the work for it; nothing is sent. Rejects only when the signal aborts. */
export function prepareNote(note: InboxNote, envelope: Envelope, options: Omit<WrapOptions, 'cipher'>): Promise<Result<WrappedNote, ListError>> {
  return wrapNote(note, envelope, { ...options, cipher: noteCipher });
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
