import { err, ok, type Result } from '../core/result.ts';
import type { MediaError } from './media-error.ts';
import { networkKind, type NetworkKind } from './network-kind.ts';

export const MAX_PICTURE_BYTES = 20_000_000;
export const FETCH_TIMEOUT_MS = 10_000;

export interface FetchPictureOptions {
  /** Address of the page that shows the picture. */
  readonly pageUrl: string;
  readonly fetch: typeof fetch;
  /** Ends the wait from outside; the promise then rejects with the signal's reason. */
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
  /** Of a file that the reader asked for by itself: larger, and told while it comes. */
  readonly file?: FetchedFile;
}

export interface FetchedFile {
  readonly maxBytes: number;
  /** `total` is what the server states, 0 where it states nothing. */
  readonly onBytes: (done: number, total: number) => void;
}

/**
 * Gets the bytes of a picture that a page already shows: the one call a page may cause.
 * GET over http(s), no cookies, no referrer, at most 20 MB as counted while reading, 10 s in all – more of both for a
 * file that the reader asked for. A target on a
 * private, link-local or loopback network is refused unless the page is on that same kind of network.
 *
 * A browser shows neither the hops of a redirect nor their addresses before it has followed them, so the last
 * address is judged by the same rule before a byte of the body is read. The page's own request for the picture
 * has already followed the same hops.
 */
export async function fetchPicture(url: string, options: FetchPictureOptions): Promise<Result<Uint8Array, MediaError>> {
  options.signal.throwIfAborted();
  const refused = refusal(url, options.pageUrl);
  if (refused !== undefined) return err(refused);

  const timeout = AbortSignal.timeout(options.timeoutMs ?? FETCH_TIMEOUT_MS);
  const either = AbortSignal.any([options.signal, timeout]);
  try {
    const response = await options.fetch(url, {
      method: 'GET',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'force-cache',
      redirect: 'follow',
      // What an <img> asks for, so that a server which negotiates sends the variant that the page shows.
      ...(options.file === undefined ? { headers: { accept: 'image/avif,image/webp,image/*;q=0.8,*/*;q=0.5' } } : {}),
      signal: either,
    });
    const answer = await readAnswer(response, url, options);
    // Hanging up fails on a body that has already broken; the answer stands.
    if (!answer.ok) response.body?.cancel().catch(() => {});
    return answer;
  } catch (error) {
    options.signal.throwIfAborted();
    const message = timeout.aborted ? 'The server took too long.' : `The request failed: ${String(error)}`;
    return err({ tag: 'fetch-failed', message });
  }
}

async function readAnswer(response: Response, url: string, { pageUrl, file }: FetchPictureOptions): Promise<Result<Uint8Array, MediaError>> {
  const maxBytes = file?.maxBytes ?? MAX_PICTURE_BYTES;
  const refused = refusal(response.url === '' ? url : response.url, pageUrl);
  if (refused !== undefined) return err(refused);
  if (!response.ok) return err({ tag: 'fetch-failed', message: `The server answered ${response.status}.` });
  // A stated length is believed only where it makes the file too large, and to say how far it is.
  const stated = Number(response.headers.get('content-length')) || 0;
  if (stated > maxBytes) return err(tooLarge(maxBytes));
  return response.body === null ? ok(new Uint8Array()) : readBody(response.body, maxBytes, (done) => file?.onBytes(done, stated));
}

function tooLarge(maxBytes: number): MediaError {
  return { tag: 'too-large', message: `More than ${maxBytes / 1e6} MB.` };
}

async function readBody(body: ReadableStream<Uint8Array>, maxBytes: number, onBytes: (done: number) => void): Promise<Result<Uint8Array, MediaError>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = body.getReader();
  try {
    for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
      if (value === undefined) continue;
      length += value.length;
      if (length > maxBytes) return err(tooLarge(maxBytes));
      chunks.push(value);
      onBytes(length);
    }
  } finally {
    reader.releaseLock();
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return ok(bytes);
}

/** Why `target` must not be asked for on behalf of a page, or undefined where it may. */
function refusal(target: string, pageUrl: string): MediaError | undefined {
  const kind = networkOf(target);
  if (kind === undefined) return { tag: 'fetch-refused', message: 'Only http and https addresses are asked for.' };
  if (kind === 'public' || kind === networkOf(pageUrl)) return undefined;
  return { tag: 'fetch-refused', message: `A page elsewhere may not cause a request to a ${kind} address.` };
}

/** The network an http(s) address leads to; undefined for every other address. */
function networkOf(address: string): NetworkKind | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, hostname } = new URL(address);
  return protocol === 'http:' || protocol === 'https:' ? networkKind(hostname) : undefined;
}
