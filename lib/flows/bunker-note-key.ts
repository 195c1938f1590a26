import { err } from '../core/result.ts';
import type { DecryptError, NoteKey } from '../lists/note-key.ts';
import { remoteSigner } from '../lists/signer.ts';
import type { Bunker, BunkerError } from '../peers/bunker.ts';

/** What a signer did not decrypt, told by whether that says something of the text. */
const WHY: Readonly<Record<BunkerError['tag'], DecryptError['tag']>> = {
  refused: 'refused',
  garbled: 'refused',
  silent: 'silent',
  unreachable: 'unavailable',
  interrupted: 'unavailable',
  'too-large': 'unavailable',
};

/** Version 2 in base64, and no less than one block of text with what goes with it. */
const PAYLOAD = /^A[g-v].{130}/;

/** Reads and writes with a key that lies with a remote signer, which is asked each time. */
export function bunkerNoteKey(pubkey: string, bunker: () => Bunker): NoteKey {
  return {
    ...remoteSigner(pubkey, (template) => bunker().sign(template)),
    isRemote: true,
    async decrypt(payload, from) {
      // No key decrypts it: nobody is asked.
      if (!PAYLOAD.test(payload)) return err({ tag: 'undecipherable', message: 'it is of another form.' });
      const text = await bunker().decrypt(payload, from);
      return text.ok ? text : err({ tag: WHY[text.error.tag], message: text.error.message });
    },
    async encrypt(text, to) {
      const payload = await bunker().encrypt(text, to);
      return payload.ok ? payload : err({ message: `The signer of key ${pubkey} has not encrypted: ${payload.error.message}` });
    },
  };
}
