import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { Result } from '../core/result.ts';
import { eventText, type EventBody } from './event.ts';
import { attempt, refuse, type ListError } from './list-error.ts';

/** How far somebody is with the work for a note. What is left is chance: `expectedMs` is what it takes on average. */
export interface WorkProgress {
  readonly tries: number;
  readonly triesPerSecond: number;
  /** From the start; 2^bits tries. */
  readonly expectedMs: number;
}

export interface WorkOptions {
  /** Monotonic, milliseconds. */
  readonly now: () => number;
  /** Lets others run; awaited after every slice of work. */
  readonly pause: () => Promise<void>;
  readonly onProgress?: ((progress: WorkProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Work without a pause. */
const SLICE_MS = 50;
const TRIES_BETWEEN_LOOKS = 64;
/** One in nine million who looks for so long finds nothing. */
const TRIES_BOUND = 16;
/** Digits of the number that is tried: always as many, so that the text is made once. */
const NONCE_DIGITS = 12;

/** Of a note of usual length in its wrap. */
const USUAL_BYTES = 2600;

/** Tries a second that this machine makes, as it is now: so that somebody can be told beforehand. Takes 50 ms. */
export function measureTries(now: () => number): number {
  const bytes = new Uint8Array(USUAL_BYTES);
  const beganAt = now();
  for (let tries = 1; ; tries++) {
    bytes[0] = tries;
    sha256(bytes);
    const tookMs = now() - beganAt;
    if (tookMs >= SLICE_MS) return (tries * 1000) / tookMs;
  }
}

/** Leading zero bits of an event's id (NIP-13). */
export function workOf(id: string): number {
  const zeros = /^0*/.exec(id)![0].length;
  return zeros === id.length ? 4 * zeros : 4 * zeros + Math.clz32(Number.parseInt(id[zeros]!, 16)) - 28;
}

/**
 * Adds the tag `["nonce", number, bits]` (NIP-13) by which the event's id begins with so many zero bits: 2^bits hashes
 * on average, of the whole event each. Rejects only when `signal` aborts.
 */
export async function addWork(body: EventBody, by: { readonly pubkey: string; readonly createdAt: number }, bits: number, { now, pause, onProgress, signal }: WorkOptions): Promise<Result<EventBody, ListError>> {
  const withNonce = (nonce: string): EventBody => ({ ...body, tags: [...body.tags, ['nonce', nonce, String(bits)]] });
  const mark = '#'.repeat(NONCE_DIGITS);
  const text = eventText(withNonce(mark), by);
  const bytes = utf8ToBytes(text);
  const at = utf8ToBytes(text.slice(0, text.indexOf(mark))).length;
  const most = TRIES_BOUND * 2 ** bits;
  const beganAt = now();
  let tries = 0;
  let lookedAt = beganAt;
  for (;;) {
    const nonce = String(tries).padStart(NONCE_DIGITS, '0');
    for (let i = 0; i < NONCE_DIGITS; i++) bytes[at + i] = nonce.charCodeAt(i);
    tries += 1;
    if (hasZeros(sha256(bytes), bits)) return attempt(() => withNonce(nonce));
    if (tries >= most) return attempt(() => refuse('no-work', 'The work that this inbox asks for was not found; try again.'));
    if (tries % TRIES_BETWEEN_LOOKS !== 0 || now() - lookedAt < SLICE_MS) continue;
    const triesPerSecond = (tries * 1000) / (now() - beganAt);
    onProgress?.({ tries, triesPerSecond, expectedMs: (2 ** bits * 1000) / triesPerSecond });
    await pause();
    signal?.throwIfAborted();
    lookedAt = now();
  }
}

function hasZeros(hash: Uint8Array, bits: number): boolean {
  const whole = bits >> 3;
  for (let i = 0; i < whole; i++) if (hash[i] !== 0) return false;
  return bits % 8 === 0 || hash[whole]! >> (8 - (bits % 8)) === 0;
}
