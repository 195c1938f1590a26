import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { err, ok, type Result } from '../core/result.ts';
import { askHub, type HubPort } from './ask-hub.ts';
import type { HubError } from './hub-error.ts';

/** Bytes are kept in pieces of this size as they come, so that little is lost with a connection or a browser. */
export const PIECE_BYTES = 4 * 1024 ** 2;

/** Waits before a broken connection is tried again; when bytes have come, they are counted anew. */
export const RETRY_AFTER_MS: readonly number[] = [500, 2_000, 8_000];

/** Where the pieces of one file are kept. All but the last are PIECE_BYTES long. */
export interface Pieces {
  /** How many there are, numbered from 0 without a gap. */
  count(): Promise<number>;
  read(n: number): Promise<Uint8Array>;
  save(n: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  clear(): Promise<void>;
  /** What the server named the bytes by while the first pieces came: another name means other bytes. */
  readonly etag: { read(): Promise<string | null>; save(etag: string | null): Promise<void> };
}

export interface DownloadOptions extends HubPort {
  readonly url: string;
  /** As stated by the server before; what comes must be exactly as long. */
  readonly bytes: number;
  readonly pieces: Pieces;
  readonly onProgress: (doneBytes: number) => void;
  readonly retryAfterMs?: readonly number[];
}

/**
 * Gets the part of a file that is not there yet. A connection that breaks is taken up again where the last whole
 * piece ends, as is a download that was ended; where the server cannot do that, or has other bytes by now, all of it
 * is asked for anew. Whether the whole is what it should be is for `digestOfPieces` to say.
 */
export async function downloadWeights(options: DownloadOptions): Promise<Result<null, HubError>> {
  const { retryAfterMs = RETRY_AFTER_MS, pieces, bytes, signal } = options;
  let failures = 0;
  for (;;) {
    const before = await pieces.count();
    if (before * PIECE_BYTES >= bytes) return ok(null);
    const got = await getRest(options, before);
    if (got.ok) return got;
    if (got.error.why !== 'no-answer') return got;
    if ((await pieces.count()) > before) failures = 0;
    const waitMs = retryAfterMs[failures++];
    if (waitMs === undefined) return got;
    await wait(waitMs, signal);
  }
}

async function getRest(options: DownloadOptions, already: number): Promise<Result<null, HubError>> {
  const { url, bytes, pieces, onProgress, signal } = options;
  const start = already * PIECE_BYTES;
  const answer = await askHub(url, options, start === 0 ? {} : { range: `bytes=${start}-` });
  if (!answer.ok) return answer;
  const { status, headers, chunks } = answer.value;
  const etag = headers.get('etag');
  const continues = status === 206 && startOf(headers) === start && (etag === null || etag === (await pieces.etag.read()));
  if (!continues && start > 0) {
    await pieces.clear();
    onProgress(0);
    // An answer to a part that is not the asked one is of no use; the whole, unasked, is.
    if (status === 206) return err({ why: 'no-answer', message: 'The server has other bytes by now.' });
  }
  if (!continues) await pieces.etag.save(etag);

  let n = continues ? already : 0;
  const piece = new PieceBuffer(bytes - n * PIECE_BYTES);
  try {
    for await (const chunk of chunks()) {
      for (let rest = chunk; rest.length > 0; ) {
        const taken = piece.take(rest);
        if (taken === 0) return err({ why: 'altered', message: `More than the ${bytes} bytes that were announced.` });
        rest = rest.subarray(taken);
        if (piece.isFull()) {
          await pieces.save(n++, piece.bytes());
          piece.next(bytes - n * PIECE_BYTES);
        }
      }
      onProgress(Math.min(bytes, n * PIECE_BYTES + piece.filled));
    }
  } catch (error) {
    signal.throwIfAborted();
    return err({ why: 'no-answer', message: String(error) });
  }
  return n * PIECE_BYTES >= bytes ? ok(null) : err({ why: 'no-answer', message: 'The connection ended too soon.' });
}

/** Where a partial answer begins; −1 where it does not say so. */
function startOf(headers: Headers): number {
  const [, start = '-1'] = /^bytes (\d{1,15})-/.exec(headers.get('content-range') ?? '') ?? [];
  return Number(start);
}

/** Collects one piece from chunks of any size. */
class PieceBuffer {
  filled = 0;
  #buffer: Uint8Array<ArrayBuffer>;

  constructor(left: number) {
    this.#buffer = new Uint8Array(Math.min(PIECE_BYTES, left));
  }

  /** Takes as much as there is room for and says how much that was. */
  take(chunk: Uint8Array): number {
    const taken = Math.min(chunk.length, this.#buffer.length - this.filled);
    this.#buffer.set(chunk.subarray(0, taken), this.filled);
    this.filled += taken;
    return taken;
  }

  isFull(): boolean {
    return this.filled === this.#buffer.length;
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return this.#buffer;
  }

  next(left: number): void {
    this.#buffer = new Uint8Array(Math.max(0, Math.min(PIECE_BYTES, left)));
    this.filled = 0;
  }
}

/** SHA-256 of all pieces in their order, hex. */
export async function digestOfPieces(pieces: Pick<Pieces, 'count' | 'read'>, signal: AbortSignal): Promise<string> {
  const hash = sha256.create();
  const count = await pieces.count();
  for (let n = 0; n < count; n++) {
    signal.throwIfAborted();
    hash.update(await pieces.read(n));
  }
  return bytesToHex(hash.digest());
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
  });
}
