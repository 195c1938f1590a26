import { hexToBytes } from '@noble/hashes/utils.js';
import type { KeptAppeal } from '../core/list-inbox.ts';
import type { InboxDoor } from './inbox-gate.ts';
import { localNoteReader, type NoteCipher } from './note-key.ts';

/** An appeal that waits for its answer. */
export type OpenAppeal = Pick<KeptAppeal, 'id' | 'list' | 'inbox' | 'sentAt'> & { readonly secret: string };

/** Where the answer to an appeal comes in: to its own key, sealed by the inbox key it was written to, and nothing else. */
export function answerDoor({ list, secret, inbox }: OpenAppeal, cipher: Pick<NoteCipher, 'decrypt'>): InboxDoor {
  return { key: localNoteReader(hexToBytes(secret), cipher), list, bits: inbox.pow, accepts: ['answer'], from: inbox.key };
}
