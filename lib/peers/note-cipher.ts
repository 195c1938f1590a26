import { decrypt, encrypt, getConversationKey } from 'nostr-tools/nip44';

/** Encrypts between two keys (NIP-44, version 2); what `decrypt` is given may be anything of a bounded length. */
export const noteCipher = {
  encrypt: (text: string, secret: Uint8Array, to: string, nonce: Uint8Array): string => encrypt(text, getConversationKey(secret, to), nonce),
  decrypt(payload: string, secret: Uint8Array, from: string): string | undefined {
    try {
      return decrypt(payload, getConversationKey(secret, from));
    } catch {
      // For somebody else, altered, of another version, or by a key that is no point.
      return undefined;
    }
  },
} as const;
