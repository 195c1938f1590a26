import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchPicture, MAX_PICTURE_BYTES } from '../../lib/media/fetch-picture.ts';

const NEVER = new AbortController().signal;

describe('fetchPicture asks only for what a page may cause', () => {
  /** Answers anything, and remembers what it was asked. */
  function recordingFetch(answer: () => Response = () => new Response('bytes')) {
    const calls: { readonly url: string; readonly init: RequestInit }[] = [];
    const fetch = async (url: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
      calls.push({ url: String(url), init });
      return answer();
    };
    return { calls, fetch };
  }

  it.each([
    ['https://example.org/feed', 'https://cdn.example.net/a.jpg', true],
    ['https://example.org/feed', 'http://cdn.example.net/a.jpg', true],
    ['https://example.org/feed', 'http://127.0.0.1/a.jpg', false],
    ['https://example.org/feed', 'http://0x7f.1/a.jpg', false],
    ['https://example.org/feed', 'http://192.168.0.1/a.jpg', false],
    ['https://example.org/feed', 'http://169.254.169.254/latest/meta-data', false],
    ['https://example.org/feed', 'http://[::ffff:10.0.0.1]/a.jpg', false],
    ['https://example.org/feed', 'http://printer.local/a.jpg', false],
    ['http://localhost:8080/', 'http://127.0.0.1:8081/a.jpg', true],
    ['http://localhost:8080/', 'http://192.168.0.1/a.jpg', false],
    ['http://192.168.0.9/', 'http://10.0.0.1/a.jpg', true],
    ['http://192.168.0.9/', 'http://localhost/a.jpg', false],
    ['http://192.168.0.9/', 'https://example.org/a.jpg', true],
    ['file:///home/a/page.html', 'http://127.0.0.1/a.jpg', false],
    ['no address', 'http://127.0.0.1/a.jpg', false],
    ['https://example.org/', 'ftp://example.org/a.jpg', false],
    ['https://example.org/', 'file:///etc/passwd', false],
    ['https://example.org/', 'data:image/png;base64,AAAA', false],
    ['https://example.org/', 'blob:https://example.org/1', false],
    ['https://example.org/', 'javascript:alert(1)', false],
    ['https://example.org/', '/relative.jpg', false],
    ['https://example.org/', '', false],
  ])('from %s: %s – %s', async (pageUrl, url, allowed) => {
    const { calls, fetch } = recordingFetch();
    const result = await fetchPicture(url, { pageUrl, fetch, signal: NEVER });
    if (allowed) expect(result.ok).toBe(true);
    else expect(result).toMatchObject({ ok: false, error: { tag: 'fetch-refused' } });
    expect(calls).toHaveLength(allowed ? 1 : 0);
  });

  it('sends neither cookies nor a referrer, and asks for the page’s own copy first', async () => {
    const { calls, fetch } = recordingFetch();
    await fetchPicture('https://example.org/a.jpg', { pageUrl: 'https://example.org/', fetch, signal: NEVER });
    expect(calls[0]?.init).toMatchObject({
      method: 'GET',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'force-cache',
    });
  });

  it('believes a stated length where it makes the picture too large', async () => {
    const { fetch } = recordingFetch(
      () => new Response('short', { headers: { 'content-length': String(MAX_PICTURE_BYTES + 1) } }),
    );
    const result = await fetchPicture('https://example.org/a.jpg', { pageUrl: 'https://example.org/', fetch, signal: NEVER });
    expect(result).toMatchObject({ ok: false, error: { tag: 'too-large' } });
  });
});

describe('a file that the reader asked for', () => {
  const pageUrl = 'https://example.org/';
  const bodyOf = (...lengths: readonly number[]) =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        for (const length of lengths) controller.enqueue(new Uint8Array(length));
        controller.close();
      },
    });

  it('may be larger than a picture, and is told as it comes', async () => {
    const told: (readonly [number, number])[] = [];
    const headers = { 'content-length': String(3 * MAX_PICTURE_BYTES) };
    const fetch = async () => new Response(bodyOf(2 * MAX_PICTURE_BYTES, MAX_PICTURE_BYTES), { headers });
    const file = { maxBytes: 4 * MAX_PICTURE_BYTES, onBytes: (...now: readonly [number, number]) => void told.push(now) };
    const result = await fetchPicture('https://example.org/fog.mp4', { pageUrl, fetch, signal: NEVER, file });
    expect(result.ok && result.value.length).toBe(3 * MAX_PICTURE_BYTES);
    expect(told).toEqual([[2 * MAX_PICTURE_BYTES, 3 * MAX_PICTURE_BYTES], [3 * MAX_PICTURE_BYTES, 3 * MAX_PICTURE_BYTES]]);
  });

  it('is not read beyond its own limit, whatever the server states', async () => {
    const file = { maxBytes: 1_000, onBytes: () => {} };
    const states = (stated?: string) => async () => new Response(bodyOf(600, 600), stated === undefined ? {} : { headers: { 'content-length': stated } });
    for (const fetch of [states(), states('10'), states('many'), states('2000')]) {
      expect(await fetchPicture('https://example.org/fog.mp4', { pageUrl, fetch, signal: NEVER, file })).toMatchObject({ error: { tag: 'too-large' } });
    }
  });

  it('is fetched under the same rule, also where the reader came from no page', async () => {
    const file = { maxBytes: 1_000, onBytes: () => {} };
    const fetch = async () => new Response(bodyOf(1));
    expect(await fetchPicture('http://127.0.0.1/fog.mp4', { pageUrl: '', fetch, signal: NEVER, file })).toMatchObject({ error: { tag: 'fetch-refused' } });
    expect(await fetchPicture('https://example.org/fog.mp4', { pageUrl: '', fetch, signal: NEVER, file })).toMatchObject({ ok: true });
  });
});

describe('fetchPicture against a real server', () => {
  const PIXEL = Uint8Array.of(1, 2, 3, 4);
  let server: Server;
  let base: string;
  /** Paths whose connection the client gave up. */
  const closed = new Set<string>();
  const headersSeen: NodeJS.Dict<string | string[]>[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      const path = request.url ?? '';
      response.on('close', () => closed.add(path));
      headersSeen.push(request.headers);
      switch (path) {
        case '/picture':
          return response.setHeader('content-type', 'text/html').end(PIXEL);
        case '/empty':
          return response.end();
        case '/missing':
          return response.writeHead(404).end('no');
        case '/moved':
          return response.writeHead(302, { location: '/picture' }).end();
        case '/loop':
          return response.writeHead(302, { location: '/loop' }).end();
        case '/endless':
          return void endless(response);
        case '/slow':
          return response.write('a few bytes, then silence');
        default:
          return response.destroy();
      }
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const get = (path: string, more: { readonly signal?: AbortSignal; readonly timeoutMs?: number; readonly pageUrl?: string } = {}) =>
    fetchPicture(`${base}${path}`, { pageUrl: `${base}/feed`, fetch, signal: NEVER, ...more });

  it('brings the bytes, whatever the server calls them', async () => {
    expect(await get('/picture')).toEqual({ ok: true, value: PIXEL });
    expect(headersSeen.at(-1)).not.toHaveProperty('cookie');
    expect(headersSeen.at(-1)).not.toHaveProperty('referer');
  });

  it('follows a redirect on the same network', async () => {
    expect(await get('/moved')).toEqual({ ok: true, value: PIXEL });
  });

  it('reads nothing where a redirect ends on a nearer network than the page', async () => {
    // The public start of the way stands in for a server elsewhere: only the last address is a real one.
    const viaElsewhere: typeof fetch = (_url, init) => fetch(`${base}/moved`, init);
    const result = await fetchPicture('https://example.org/moved', {
      pageUrl: 'https://example.org/feed',
      fetch: viaElsewhere,
      signal: NEVER,
    });
    expect(result).toMatchObject({ ok: false, error: { tag: 'fetch-refused' } });
  });

  it.each([
    ['/missing', 'fetch-failed'],
    ['/loop', 'fetch-failed'],
    ['/hangs-up', 'fetch-failed'],
  ])('%s is %s', async (path, tag) => {
    expect(await get(path)).toMatchObject({ ok: false, error: { tag } });
  });

  it('takes an empty answer as empty', async () => {
    expect(await get('/empty')).toEqual({ ok: true, value: new Uint8Array() });
  });

  it('stops reading an endless body at the limit, and hangs up', async () => {
    expect(await get('/endless')).toMatchObject({ ok: false, error: { tag: 'too-large' } });
    await expect.poll(() => closed.has('/endless')).toBe(true);
  });

  it('gives up on a body that never ends', async () => {
    expect(await get('/slow', { timeoutMs: 50 })).toMatchObject({ ok: false, error: { tag: 'fetch-failed' } });
  });

  it('rejects with the reader’s reason when the reader leaves', async () => {
    const controller = new AbortController();
    const reason = new Error('the tab was closed');
    const waiting = get('/slow', { signal: controller.signal });
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(get('/picture', { signal: controller.signal })).rejects.toBe(reason);
  });

  function endless(response: ServerResponse): void {
    const chunk = Buffer.alloc(1 << 20);
    const more = (): void => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', more);
    more();
  }
});
