import { concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import { u32, u8 } from './big-endian.ts';
import type { ByteReader } from './byte-reader.ts';
import type { EventSignature } from './event.ts';
import { refuse } from './list-error.ts';

/** `pubkey 32 ‖ u32 created_at ‖ signature 64`. */
export function encodeSignature(by: EventSignature): Uint8Array {
  return concatBytes(hexToBytes(by.pubkey), u32(by.createdAt), hexToBytes(by.sig));
}

export function decodeSignature(reader: ByteReader): EventSignature {
  return { pubkey: reader.hex(32), createdAt: reader.u32(), sig: reader.hex(64) };
}

/** `u8 count ‖ signatures`, ascending by public key. */
export function encodeCosignatures(cosignatures: readonly EventSignature[]): Uint8Array {
  return concatBytes(u8(cosignatures.length), ...cosignatures.map(encodeSignature));
}

export function decodeCosignatures(reader: ByteReader, author: string): readonly EventSignature[] {
  const cosignatures = Array.from({ length: reader.u8() }, () => decodeSignature(reader));
  for (const [i, { pubkey }] of cosignatures.entries()) {
    if (pubkey === author || (i > 0 && pubkey <= cosignatures[i - 1]!.pubkey)) {
      refuse('not-canonical', 'Co-signatures are out of order, or one key signed twice.');
    }
  }
  return cosignatures;
}
