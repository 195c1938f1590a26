import { schnorr } from '@noble/curves/secp256k1.js';
import { publicKey, type Random } from './event.ts';

/** The secret keys of a list, 32 bytes each. Root keys change the list's terms; writer and heads sign its states. */
export interface ListKeys {
  readonly root: readonly [Uint8Array, ...Uint8Array[]];
  /** How many root keys must sign a change of the root. */
  readonly rootThreshold: number;
  readonly writer: Uint8Array;
  readonly heads: readonly Uint8Array[];
  /** How many of writer and heads sign a state; the writer is always one of them. */
  readonly headThreshold: number;
  /** Reports and appeals are written to this key. */
  readonly inbox: Uint8Array;
}

/** New keys: a root of 2 of 3, one writer who signs alone, one inbox. */
export function newListKeys(random: Random): ListKeys {
  // 48 bytes reduced to a key leave no measurable bias.
  const make = () => schnorr.utils.randomSecretKey(random(48));
  return { root: [make(), make(), make()], rootThreshold: 2, writer: make(), heads: [], headThreshold: 1, inbox: make() };
}

/** Public keys in the ascending order roots list them in. */
export function publicKeys(secrets: readonly Uint8Array[]): string[] {
  return secrets.map(publicKey).toSorted();
}
