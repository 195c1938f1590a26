import { err, ok, type Result } from '../core/result.ts';
import { publicKey, type Random } from './event.ts';
import { localSigner, type Signer } from './signer.ts';

/** NIP-44, version 2. Keys are 32 bytes, or X-only public ones as 64 hex digits. */
export interface NoteCipher {
  /** `nonce`: 32 bytes that are used once. */
  encrypt(text: string, secret: Uint8Array, to: string, nonce: Uint8Array): string;
  /** Undefined where it was not made by `from` for this key, or altered. Takes any text. */
  decrypt(payload: string, secret: Uint8Array, from: string): string | undefined;
}

/** Why a text was not decrypted. `message` is a sentence; what a signer said in it is cut, and not yet made safe to be shown. */
export interface DecryptError {
  readonly tag:
    /** It is certain: `from` did not make it for this key, or it was altered. */
    | 'undecipherable'
    /** Whoever holds the key will not: for what the text is, or for want of leave. Nobody can tell which. */
    | 'refused'
    /** Whoever holds the key was asked and said nothing. */
    | 'silent'
    /** Whoever holds the key cannot be asked. */
    | 'unavailable';
  readonly message: string;
}

/** A key that notes are read with, whoever holds its secret. */
export interface NoteReader {
  /** X-only public key, 64 hex digits. */
  readonly pubkey: string;
  /** Its secret lies elsewhere: what it makes of a text is somebody's word, and each costs a question. */
  readonly isRemote: boolean;
  /** What `from` encrypted for this key. Takes any text. */
  decrypt(payload: string, from: string): Promise<Result<string, DecryptError>>;
}

/** A key that notes are sealed with, whoever holds its secret. */
export interface NoteWriter extends Signer {
  /** A text for `to` alone, which has to be a valid key. `message` is a sentence, not yet made safe to be shown. */
  encrypt(text: string, to: string): Promise<Result<string, { readonly message: string }>>;
}

/** A key that reads notes and writes them, such as the inbox key of a list. */
export interface NoteKey extends NoteReader, NoteWriter {}

const UNDECIPHERABLE = err({ tag: 'undecipherable', message: 'it was not made for this key.' } as const);

/** Reads with a secret key that is at hand. */
export function localNoteReader(secret: Uint8Array, cipher: Pick<NoteCipher, 'decrypt'>): NoteReader {
  return {
    pubkey: publicKey(secret),
    isRemote: false,
    async decrypt(payload, from) {
      const text = cipher.decrypt(payload, secret, from);
      return text === undefined ? UNDECIPHERABLE : ok(text);
    },
  };
}

/** Reads and writes with a secret key that is at hand. */
export function localNoteKey(secret: Uint8Array, cipher: NoteCipher, random: Random): NoteKey {
  return {
    ...localNoteReader(secret, cipher),
    sign: localSigner(secret, random).sign,
    encrypt: async (text, to) => ok(cipher.encrypt(text, secret, to, random(32))),
  };
}
