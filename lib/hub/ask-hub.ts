import { err, ok, type Result } from '../core/result.ts';
import { mayRedirect } from './hub-server.ts';
import type { HubError } from './hub-error.ts';

/** A server that says nothing for this long is given up on. */
export const STALL_MS = 30_000;

export interface HubPort {
  readonly fetch: typeof fetch;
  /** Ends what is under way; promises then reject with its reason. */
  readonly signal: AbortSignal;
  readonly stallMs?: number;
}

/** An answer whose bytes are read one chunk after the other; a chunk that does not come in time is an error. */
export interface HubAnswer {
  readonly status: number;
  readonly headers: Headers;
  chunks(): AsyncGenerator<Uint8Array, void, undefined>;
}

/**
 * Asks a server of models: no cookies, no referrer, nothing kept in the browser's cache. The hub answers for large
 * files with a redirect to another host; the last address is judged before its body is read.
 */
export async function askHub(
  url: string,
  { fetch: ask, signal, stallMs = STALL_MS }: HubPort,
  headers: Readonly<Record<string, string>> = {},
): Promise<Result<HubAnswer, HubError>> {
  signal.throwIfAborted();
  const stalled = new AbortController();
  const giveUp = () => stalled.abort(new Error('The server stopped answering.'));
  let timer = setTimeout(giveUp, stallMs);
  try {
    const response = await ask(url, {
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      redirect: 'follow',
      headers,
      signal: AbortSignal.any([signal, stalled.signal]),
    });
    clearTimeout(timer);
    const refused = refusal(response, url);
    if (refused !== undefined) {
      // Hanging up fails on a body that has already broken; the refusal stands.
      response.body?.cancel().catch(() => {});
      return err(refused);
    }
    return ok({ status: response.status, headers: response.headers, chunks });

    async function* chunks(): AsyncGenerator<Uint8Array, void, undefined> {
      const reader = response.body?.getReader();
      if (reader === undefined) return;
      try {
        for (;;) {
          timer = setTimeout(giveUp, stallMs);
          const { done, value } = await reader.read().finally(() => clearTimeout(timer));
          if (done) return;
          yield value;
        }
      } finally {
        reader.cancel().catch(() => {});
      }
    }
  } catch (error) {
    clearTimeout(timer);
    signal.throwIfAborted();
    return err({ why: 'no-answer', message: String(error) });
  }
}

function refusal(response: Response, asked: string): HubError | undefined {
  const { status, url } = response;
  if (url !== '' && !mayRedirect(asked, url)) {
    return { why: 'no-answer', message: `The server leads on to ${new URL(url).host}, which may not be asked.` };
  }
  // The hub answers 401 for what is not there as well as for what needs an account.
  if (status === 401 || status === 403 || status === 404) return { why: 'no-such-model', message: `The server answered ${status}.` };
  if (status !== 200 && status !== 206) return { why: 'no-answer', message: `The server answered ${status}.` };
  return undefined;
}

/** A small file as a whole. */
export async function askForBytes(url: string, maxBytes: number, port: HubPort): Promise<Result<Uint8Array, HubError>> {
  const answer = await askHub(url, port);
  if (!answer.ok) return answer;
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of answer.value.chunks()) {
      length += chunk.length;
      if (length > maxBytes) return err({ why: 'too-large', message: `${url} is over ${maxBytes} bytes.` });
      chunks.push(chunk);
    }
  } catch (error) {
    port.signal.throwIfAborted();
    return err({ why: 'no-answer', message: String(error) });
  }
  return ok(new Uint8Array(await new Blob(chunks as Uint8Array<ArrayBuffer>[]).arrayBuffer()));
}
