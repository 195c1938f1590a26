import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { isIPv4 } from 'node:net';

/** STUN messages as far as TURN over UDP and IPv4 needs them: RFC 8489 and RFC 8656. */
export interface StunMessage {
  readonly method: number;
  readonly kind: StunKind;
  /** 12 bytes. */
  readonly transaction: Buffer;
  /** The first of each type. */
  readonly attributes: ReadonlyMap<number, Buffer>;
  /** What the integrity of the message is computed over, and the integrity; undefined where it has none. */
  readonly signed?: { readonly bytes: Buffer; readonly hmac: Buffer };
}

export type StunKind = 'request' | 'indication' | 'success' | 'error';

export const METHOD = { binding: 0x001, allocate: 0x003, refresh: 0x004, send: 0x006, data: 0x007, createPermission: 0x008, channelBind: 0x009 } as const;
export const ATTRIBUTE = {
  username: 0x0006,
  integrity: 0x0008,
  errorCode: 0x0009,
  channelNumber: 0x000c,
  lifetime: 0x000d,
  peerAddress: 0x0012,
  data: 0x0013,
  realm: 0x0014,
  nonce: 0x0015,
  relayedAddress: 0x0016,
  requestedTransport: 0x0019,
  mappedAddress: 0x0020,
} as const;

export interface Address {
  readonly address: string;
  readonly port: number;
}

const COOKIE = 0x2112_a442;
const HEADER_BYTES = 20;
const INTEGRITY_BYTES = 24;
const KIND_BITS: Readonly<Record<StunKind, number>> = { request: 0x000, indication: 0x010, success: 0x100, error: 0x110 };

/** Undefined where the bytes are no STUN message. */
export function decodeStun(bytes: Buffer): StunMessage | undefined {
  if (bytes.length < HEADER_BYTES || bytes.readUInt32BE(4) !== COOKIE || bytes.readUInt16BE(2) !== bytes.length - HEADER_BYTES) return undefined;
  const type = bytes.readUInt16BE(0);
  const kind = (Object.keys(KIND_BITS) as StunKind[]).find((each) => KIND_BITS[each] === (type & 0x110));
  if (kind === undefined || type > 0x3fff) return undefined;
  const attributes = new Map<number, Buffer>();
  let signed: StunMessage['signed'];
  for (let at = HEADER_BYTES; at < bytes.length; ) {
    if (at + 4 > bytes.length) return undefined;
    const [name, length] = [bytes.readUInt16BE(at), bytes.readUInt16BE(at + 2)];
    const value = bytes.subarray(at + 4, at + 4 + length);
    if (value.length !== length) return undefined;
    if (name === ATTRIBUTE.integrity) signed ??= { bytes: withLength(bytes.subarray(0, at), at + INTEGRITY_BYTES - HEADER_BYTES), hmac: value };
    // What follows the integrity is not covered by it.
    if (signed === undefined && !attributes.has(name)) attributes.set(name, value);
    at += 4 + padded(length);
  }
  // The two bits of the kind lie in the middle of those of the method.
  const method = (type & 0x000f) | ((type & 0x00e0) >> 1) | ((type & 0x3e00) >> 2);
  return { method, kind, transaction: bytes.subarray(8, HEADER_BYTES), attributes, ...(signed === undefined ? {} : { signed }) };
}

/** With a key the message carries its integrity. */
export function encodeStun({ method, kind, transaction, attributes }: Omit<StunMessage, 'signed'>, key?: Buffer): Buffer {
  const parts = [...attributes].map(([name, value]) => encodeAttribute(name, value));
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE((method & 0x000f) | ((method & 0x0070) << 1) | ((method & 0x0f80) << 2) | KIND_BITS[kind], 0);
  header.writeUInt32BE(COOKIE, 4);
  transaction.copy(header, 8);
  const body = Buffer.concat([header, ...parts]);
  if (key === undefined) return withLength(body, body.length - HEADER_BYTES);
  const covered = withLength(body, body.length + INTEGRITY_BYTES - HEADER_BYTES);
  return Buffer.concat([covered, encodeAttribute(ATTRIBUTE.integrity, hmacOf(covered, key))]);
}

/** Key of long-term credentials. */
export function longTermKey(name: string, realm: string, password: string): Buffer {
  return createHash('md5').update(`${name}:${realm}:${password}`).digest();
}

export function isIntegrityOf({ signed }: StunMessage, key: Buffer): boolean {
  if (signed === undefined) return false;
  const hmac = hmacOf(signed.bytes, key);
  return signed.hmac.length === hmac.length && timingSafeEqual(signed.hmac, hmac);
}

/** As an XOR-…-ADDRESS: so that no router on the way takes it for an address to be rewritten. */
export function encodeAddress({ address, port }: Address): Buffer {
  const bytes = Buffer.from([0, 1, 0, 0, ...address.split('.').map(Number)]);
  bytes.writeUInt16BE(port ^ (COOKIE >>> 16), 2);
  bytes.writeUInt32BE((bytes.readUInt32BE(4) ^ COOKIE) >>> 0, 4);
  return bytes;
}

/** Undefined where it is none of IPv4. */
export function decodeAddress(bytes: Buffer | undefined): Address | undefined {
  if (bytes?.length !== 8 || bytes[1] !== 1) return undefined;
  const plain = Buffer.alloc(4);
  plain.writeUInt32BE((bytes.readUInt32BE(4) ^ COOKIE) >>> 0);
  const address = plain.join('.');
  return isIPv4(address) ? { address, port: bytes.readUInt16BE(2) ^ (COOKIE >>> 16) } : undefined;
}

export function encodeUInt32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export function encodeErrorCode(code: number, reason: string): Buffer {
  return Buffer.concat([Buffer.from([0, 0, Math.floor(code / 100), code % 100]), Buffer.from(reason)]);
}

function encodeAttribute(name: number, value: Buffer): Buffer {
  const bytes = Buffer.alloc(4 + padded(value.length));
  bytes.writeUInt16BE(name, 0);
  bytes.writeUInt16BE(value.length, 2);
  value.copy(bytes, 4);
  return bytes;
}

function withLength(bytes: Buffer, length: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt16BE(length, 2);
  return copy;
}

function hmacOf(bytes: Buffer, key: Buffer): Buffer {
  return createHmac('sha1', key).update(bytes).digest();
}

function padded(length: number): number {
  return (length + 3) & ~3;
}
