import { schnorr } from '@noble/curves/secp256k1.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * Nostr events (NIP-01), signed by BIP-340. An event travels in our blobs as its varying parts only; the seven
 * fields are rebuilt from them, so what is verified is never what somebody else serialised.
 */
export interface EventBody {
  readonly kind: number;
  readonly tags: readonly (readonly string[])[];
  /** Holds no character that JSON serialisers write in more than one way: canonical JSON, base64 or empty. */
  readonly content: string;
}

export const EVENT_KINDS = { root: 9430, tipCosignature: 9431, fork: 9432, rootCosignature: 9433, note: 9434, tip: 37430, seal: 13, wrap: 1059 } as const;

/** Who signed, when, and the signature. */
export interface EventSignature {
  /** X-only public key, 64 hex digits. */
  readonly pubkey: string;
  /** Seconds since the epoch, as the signer's clock said; < 2^32. */
  readonly createdAt: number;
  /** 128 hex digits. */
  readonly sig: string;
}

/** An event as relays carry it. */
export interface NostrEvent extends EventBody {
  readonly id: string;
  readonly pubkey: string;
  readonly created_at: number;
  readonly sig: string;
}

/** Source of randomness: exactly `length` unpredictable bytes. */
export type Random = (length: number) => Uint8Array;

export function signEvent(body: EventBody, secret: Uint8Array, createdAt: number, random: Random): EventSignature {
  const pubkey = publicKey(secret);
  return { pubkey, createdAt, sig: bytesToHex(schnorr.sign(eventHash(body, pubkey, createdAt), secret, random(32))) };
}

export function verifyEvent(body: EventBody, by: EventSignature): boolean {
  return schnorr.verify(hexToBytes(by.sig), eventHash(body, by.pubkey, by.createdAt), hexToBytes(by.pubkey));
}

/** 64 hex digits. */
export function eventId(body: EventBody, by: Pick<EventSignature, 'pubkey' | 'createdAt'>): string {
  return bytesToHex(eventHash(body, by.pubkey, by.createdAt));
}

export function toNostrEvent(body: EventBody, by: EventSignature): NostrEvent {
  return { ...body, id: eventId(body, by), pubkey: by.pubkey, created_at: by.createdAt, sig: by.sig };
}

export function publicKey(secret: Uint8Array): string {
  return bytesToHex(schnorr.getPublicKey(secret));
}

/** What an event's id is the hash of, as UTF-8. */
export function eventText({ kind, tags, content }: EventBody, { pubkey, createdAt }: Pick<EventSignature, 'pubkey' | 'createdAt'>): string {
  return JSON.stringify([0, pubkey, createdAt, kind, tags, content]);
}

function eventHash(body: EventBody, pubkey: string, createdAt: number): Uint8Array {
  return sha256(utf8ToBytes(eventText(body, { pubkey, createdAt })));
}
