import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';

/** Where the readers of one list meet. Who does not know the list finds neither. */
export interface RoomName {
  /** What relays are asked for, 64 hex digits: does not tell which list it is about to who does not know its id. */
  readonly topic: string;
  /** Part of the key under which members exchange their addresses. */
  readonly password: Uint8Array;
}

const DOMAIN = 'flagsync/room/v1';

/** HKDF-SHA-256 of the list id without salt: 32 bytes of topic, 32 of password. */
export function roomOf(list: string): RoomName {
  const bytes = hkdf(sha256, hexToBytes(list), undefined, utf8ToBytes(DOMAIN), 64);
  return { topic: bytesToHex(bytes.subarray(0, 32)), password: bytes.slice(32) };
}
