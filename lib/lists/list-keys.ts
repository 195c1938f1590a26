import { schnorr } from '@noble/curves/secp256k1.js';
import { publicKey, type Random } from './event.ts';
import { refuse } from './list-error.ts';

/** The secret keys of a list, 32 bytes each. Root keys change the list's terms; writer and heads sign its states. */
export interface ListKeys extends KeyPart {
  readonly root: readonly [Uint8Array, ...Uint8Array[]];
  /** How many root keys must sign a change of the root. */
  readonly rootThreshold: number;
  readonly writer: Uint8Array;
  /** How many of writer and heads sign a state; the writer is always one of them. */
  readonly headThreshold: number;
  /** Reports and appeals are written to this key. */
  readonly inbox: Uint8Array;
}

/** What one person holds of the secret keys of a list: all of them, or some. */
export interface KeyPart {
  readonly root: readonly Uint8Array[];
  readonly rootThreshold?: number;
  readonly writer?: Uint8Array;
  readonly heads: readonly Uint8Array[];
  readonly headThreshold?: number;
  readonly inbox?: Uint8Array;
}

/** How many keys of each use are made. */
export interface KeyCounts {
  readonly root: number;
  readonly writer: 0 | 1;
  readonly heads: number;
  readonly inbox: 0 | 1;
}

/** New keys: a root of 2 of 3, one writer who signs alone, one inbox. */
export function newListKeys(random: Random): ListKeys {
  const make = () => newKey(random);
  return { root: [make(), make(), make()], rootThreshold: 2, writer: make(), heads: [], headThreshold: 1, inbox: make() };
}

/** New keys for a list there is: its next root says what they are for. */
export function newKeyPart({ root, writer, heads, inbox }: KeyCounts, random: Random): KeyPart {
  const make = () => newKey(random);
  return {
    root: Array.from({ length: root }, make),
    ...(writer === 1 && { writer: make() }),
    heads: Array.from({ length: heads }, make),
    ...(inbox === 1 && { inbox: make() }),
  };
}

/** A secret key, also for one note to an inbox. */
export function newKey(random: Random): Uint8Array {
  // 48 bytes reduced to a key leave no measurable bias.
  return schnorr.utils.randomSecretKey(random(48));
}

/** Whether these are all keys of a list, so that a new one can begin with them. */
export function areAllKeys(part: KeyPart): part is ListKeys {
  const { root, rootThreshold, writer, headThreshold, inbox } = part;
  return root.length > 0 && ![rootThreshold, writer, headThreshold, inbox].includes(undefined);
}

export function secretsOf({ root, writer, heads, inbox }: KeyPart): readonly Uint8Array[] {
  return [...root, ...(writer ? [writer] : []), ...heads, ...(inbox ? [inbox] : [])];
}

/** Public keys in the ascending order roots list them in. */
export function publicKeys(secrets: readonly Uint8Array[]): string[] {
  return secrets.map(publicKey).toSorted();
}

/** Secret keys by their public ones. What each may sign is for the root of the list to say. */
export type KeyRing = ReadonlyMap<string, Uint8Array>;

export function keyRing(secrets: readonly Uint8Array[]): KeyRing {
  try {
    return new Map(secrets.map((secret) => [publicKey(secret), secret]));
  } catch {
    // The library's words may quote the secret; ours do not.
    refuse('bad-keys', 'One of the secret keys is not a valid key.');
  }
}
