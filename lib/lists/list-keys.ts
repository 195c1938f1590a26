import { schnorr } from '@noble/curves/secp256k1.js';
import { err, ok, type Result } from '../core/result.ts';
import { publicKey, type Random } from './event.ts';
import type { ListError } from './list-error.ts';
import type { Signer } from './signer.ts';

/** All keys of a list: their secrets of 32 bytes, or whatever stands for a key. Root keys change the list's terms; writer and heads sign its states. */
export interface ListKeys<K = Uint8Array> extends KeyPart<K> {
  readonly root: readonly [K, ...K[]];
  /** How many root keys must sign a change of the root. */
  readonly rootThreshold: number;
  readonly writer: K;
  /** How many of writer and heads sign a state; the writer is always one of them. */
  readonly headThreshold: number;
  /** Reports and appeals are written to this key. */
  readonly inbox: K;
}

/** What one person holds of the keys of a list: all of them, or some. */
export interface KeyPart<K = Uint8Array> {
  readonly root: readonly K[];
  readonly rootThreshold?: number;
  readonly writer?: K;
  readonly heads: readonly K[];
  readonly headThreshold?: number;
  readonly inbox?: K;
}

/** A key whose secret lies with a remote signer (NIP-46), and how that is asked for signatures. */
export interface RemoteKey {
  /** That of the list, 64 hex digits. */
  readonly pubkey: string;
  /** The key under which the signer itself speaks, 64 hex digits. */
  readonly signer: string;
  /** Where it listens. */
  readonly relays: readonly string[];
  /** Our secret key towards it: by this it knows who asks. It signs nothing of a list. */
  readonly client: Uint8Array;
}

/** What a key file may hold of a key: its secret, or who has that. */
export type HeldKey = Uint8Array | RemoteKey;

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

/** A secret key, for whatever it is to sign: one note to an inbox, one proof of a fork. */
export function newKey(random: Random): Uint8Array {
  // 48 bytes reduced to a key leave no measurable bias.
  return schnorr.utils.randomSecretKey(random(48));
}

/** The keys of several parts as all keys of a new list, where they are that. */
export function joinKeys<K>(parts: readonly KeyPart<K>[], thresholds: Pick<KeyPart, 'rootThreshold' | 'headThreshold'> = {}): Result<ListKeys<K>, ListError> {
  const [author, ...others] = parts.flatMap(({ root }) => root);
  const [writer, ...writers] = parts.flatMap((part) => part.writer ?? []);
  const [inbox, ...inboxes] = parts.flatMap((part) => part.inbox ?? []);
  if (author === undefined || writer === undefined || inbox === undefined) return err({ tag: 'bad-keys', message: 'A new list begins with all of its keys: root keys, a writer and an inbox.' });
  if (writers.length + inboxes.length > 0) return err({ tag: 'bad-keys', message: 'A list has one writer and one inbox; there are more among these keys.' });
  const stated = (name: keyof typeof thresholds): number | undefined => thresholds[name] ?? parts.find((part) => part[name] !== undefined)?.[name];
  return ok({
    root: [author, ...others],
    // Where nobody says so, most of them.
    rootThreshold: stated('rootThreshold') ?? Math.floor((1 + others.length) / 2) + 1,
    writer,
    heads: parts.flatMap(({ heads }) => heads),
    headThreshold: stated('headThreshold') ?? 1,
    inbox,
  });
}

/** The same part, with something else for each of its keys. */
export function mapKeys<A, B>(part: ListKeys<A>, change: (key: A) => B): ListKeys<B>;
export function mapKeys<A, B>(part: KeyPart<A>, change: (key: A) => B): KeyPart<B>;
export function mapKeys<A, B>({ root, writer, heads, inbox, ...thresholds }: KeyPart<A>, change: (key: A) => B): KeyPart<B> {
  return {
    ...thresholds,
    root: root.map(change),
    ...(writer !== undefined && { writer: change(writer) }),
    heads: heads.map(change),
    ...(inbox !== undefined && { inbox: change(inbox) }),
  };
}

/** Every key of a part, root keys first. */
export function keysOf<K>({ root, writer, heads, inbox }: KeyPart<K>): readonly K[] {
  return [...root, ...(writer === undefined ? [] : [writer]), ...heads, ...(inbox === undefined ? [] : [inbox])];
}

/** The public half of a key that is held. */
export function publicHalf(key: HeldKey): string {
  return key instanceof Uint8Array ? publicKey(key) : key.pubkey;
}

/** Public keys in the ascending order roots list them in. */
export function publicKeys(keys: readonly HeldKey[]): string[] {
  return keys.map(publicHalf).toSorted();
}

/** The same of keys that sign. */
export function pubkeysOf(signers: readonly Signer[]): string[] {
  return signers.map(({ pubkey }) => pubkey).toSorted();
}

/** Who signs, by public key. What each may sign is for the root of the list to say. */
export type KeyRing = ReadonlyMap<string, Signer>;

export function keyRing(signers: readonly Signer[]): KeyRing {
  return new Map(signers.map((signer) => [signer.pubkey, signer]));
}
