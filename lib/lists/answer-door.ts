import { hexToBytes } from '@noble/hashes/utils.js';
import type { KeptAppeal } from '../core/list-inbox.ts';
import { publicKey } from './event.ts';
import type { InboxDoor } from './inbox-gate.ts';

/** An appeal that waits for its answer. */
export type OpenAppeal = Pick<KeptAppeal, 'id' | 'list' | 'inbox' | 'sentAt'> & { readonly secret: string };

/** Where the answer to an appeal comes in: to its own key, sealed by the inbox key it was written to, and nothing else. */
export function answerDoor({ list, secret, inbox }: OpenAppeal): InboxDoor {
  const bytes = hexToBytes(secret);
  return { key: publicKey(bytes), secret: bytes, list, bits: inbox.pow, accepts: ['answer'], from: inbox.key };
}
