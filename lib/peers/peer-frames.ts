import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';

/** What peers may ask each other. Hashes and ids are 64 hex digits. */
export type PeerQuestion =
  /** The tip of a list. */
  | { readonly kind: 'tip'; readonly list: string }
  /** A blob by its name and size. */
  | { readonly kind: 'blob'; readonly sha256: string; readonly bytes: number }
  /** A part of all records of a state, packed by who holds them: those of flags, then those of pictures. */
  | { readonly kind: 'records'; readonly list: string; readonly state: string; readonly part: number };

export type PeerAnswer =
  /** So many bytes follow. */
  | { readonly kind: 'here'; readonly bytes: number }
  /** Bytes of what was announced: `PIECE_BYTES`, the last piece what is left. */
  | { readonly kind: 'piece'; readonly bytes: Uint8Array }
  | { readonly kind: 'absent' };

/** Questions are numbered by who asks, from 0, one by one; an answer bears the number of its question. */
export type PeerFrame = { readonly number: number } & (PeerQuestion | PeerAnswer);

/** Longest message: what every browser takes over a data channel without splitting it. */
export const MAX_FRAME_BYTES = 16_384;
const HEAD_BYTES = 3;
export const PIECE_BYTES = MAX_FRAME_BYTES - HEAD_BYTES;
/** The largest thing there is to hand out, as everywhere in the protocol of lists. */
export const MAX_ANSWER_BYTES = 1024 * 1024;
/** Question numbers are two bytes and begin again after these. */
export const NUMBERS = 65_536;

const KINDS = ['tip', 'blob', 'records', 'here', 'piece', 'absent'] as const satisfies readonly PeerFrame['kind'][];
const HASH_BYTES = 32;
/** Of each kind all there is behind the head; a piece has any length. */
const BODY_BYTES: Readonly<Record<Exclude<PeerFrame['kind'], 'piece'>, number>> = {
  tip: HASH_BYTES,
  blob: HASH_BYTES + 4,
  records: 2 * HASH_BYTES + 2,
  here: 4,
  absent: 0,
};

/** `u8 kind ‖ u16 number ‖ body`; numbers are big-endian. */
export function encodeFrame(frame: PeerFrame): Uint8Array {
  const bytes = new Uint8Array(HEAD_BYTES + (frame.kind === 'piece' ? frame.bytes.length : BODY_BYTES[frame.kind]));
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 1 + KINDS.indexOf(frame.kind));
  view.setUint16(1, frame.number);
  switch (frame.kind) {
    case 'tip':
      bytes.set(hexToBytes(frame.list), HEAD_BYTES);
      break;
    case 'blob':
      bytes.set(hexToBytes(frame.sha256), HEAD_BYTES);
      view.setUint32(HEAD_BYTES + HASH_BYTES, frame.bytes);
      break;
    case 'records':
      bytes.set(hexToBytes(frame.list), HEAD_BYTES);
      bytes.set(hexToBytes(frame.state), HEAD_BYTES + HASH_BYTES);
      view.setUint16(HEAD_BYTES + 2 * HASH_BYTES, frame.part);
      break;
    case 'here':
      view.setUint32(HEAD_BYTES, frame.bytes);
      break;
    case 'piece':
      bytes.set(frame.bytes, HEAD_BYTES);
      break;
    case 'absent':
  }
  return bytes;
}

/** Undefined where a message has not the form of one frame, to its last byte. Bytes of a piece are a view. */
export function decodeFrame(message: Uint8Array): PeerFrame | undefined {
  if (message.length < HEAD_BYTES || message.length > MAX_FRAME_BYTES) return undefined;
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const kind = KINDS[view.getUint8(0) - 1];
  const number = view.getUint16(1);
  const body = message.subarray(HEAD_BYTES);
  if (kind === undefined || (kind === 'piece' ? body.length === 0 : body.length !== BODY_BYTES[kind])) return undefined;
  const hash = (at: number): string => bytesToHex(body.subarray(at, at + HASH_BYTES));
  const sized = (bytes: number): number | undefined => (bytes > 0 && bytes <= MAX_ANSWER_BYTES ? bytes : undefined);
  switch (kind) {
    case 'tip':
      return { kind, number, list: hash(0) };
    case 'blob': {
      const bytes = sized(view.getUint32(HEAD_BYTES + HASH_BYTES));
      return bytes === undefined ? undefined : { kind, number, sha256: hash(0), bytes };
    }
    case 'records':
      return { kind, number, list: hash(0), state: hash(HASH_BYTES), part: view.getUint16(HEAD_BYTES + 2 * HASH_BYTES) };
    case 'here': {
      const bytes = sized(view.getUint32(HEAD_BYTES));
      return bytes === undefined ? undefined : { kind, number, bytes };
    }
    case 'piece':
      return { kind, number, bytes: body };
    case 'absent':
      return { kind, number };
  }
}
