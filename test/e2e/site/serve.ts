import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { servePicture, WIDTHS, type PictureSize } from './pictures.ts';
import { AUTHORS, POSTS, type AuthorId } from './posts.ts';
import { FEEDS, renderFeed, renderPage, renderPost, renderProfile } from './render.ts';

export interface DemoSite {
  /** Origin on loopback, without a slash at the end. */
  readonly url: string;
  /** Every request so far, as `GET /post/…`. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** As strict as careful sites are: what an extension shows must not need an exception. */
const CONTENT_SECURITY_POLICY = "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";

const ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="8" fill="#14627a"/><path d="M8 3v9M5 6h6M3.5 9a4.5 4 0 0 0 9 0" fill="none" stroke="#fff" stroke-width="1.4"/></svg>';

/** Serves our small social site on loopback; port 0 takes a free one. */
export async function serveSite({ port = 0, nowMs = Date.now() }: { readonly port?: number; readonly nowMs?: number } = {}): Promise<DemoSite> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    answer(new URL(request.url ?? '/', 'http://loopback'), response, nowMs).catch((error: unknown) => {
      response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(url: URL, response: ServerResponse, nowMs: number): Promise<void> {
  const feed = FEEDS.find(({ path }) => path === url.pathname);
  const [, section = '', name = '', size = ''] = url.pathname.split('/');
  if (feed !== undefined) {
    const main = renderFeed(feed, nowMs, url.searchParams.get('after') ?? undefined);
    sendPage(response, renderPage({ ...feed, main }));
  } else if (section === 'post') {
    const post = POSTS.find(({ slug }) => slug === name);
    if (post === undefined) sendNothing(response);
    else sendPage(response, renderPage({ path: url.pathname, title: AUTHORS[post.by], lang: post.lang, dir: 'ltr', main: renderPost(post, nowMs) }));
  } else if (section.startsWith('@') && Object.hasOwn(AUTHORS, section.slice(1))) {
    const author = section.slice(1) as AuthorId;
    sendPage(response, renderPage({ path: url.pathname, title: AUTHORS[author], lang: 'en', dir: 'ltr', main: renderProfile(author, nowMs) }));
  } else if (section === 'picture' && Object.hasOwn(WIDTHS, size)) {
    const picture = await servePicture(name, size as PictureSize);
    if (picture === undefined) sendNothing(response);
    else send(response, picture.contentType, picture.bytes);
  } else if (url.pathname === '/style.css') send(response, 'text/css', asset('style.css'));
  else if (url.pathname === '/client.js') send(response, 'text/javascript', asset('client.js'));
  else if (url.pathname === '/icon.svg') send(response, 'image/svg+xml', ICON);
  else sendNothing(response);
}

function asset(name: string): Buffer {
  return readFileSync(new URL(name, import.meta.url));
}

function sendPage(response: ServerResponse, html: string): void {
  response.setHeader('content-security-policy', CONTENT_SECURITY_POLICY);
  send(response, 'text/html; charset=utf-8', html);
}

function send(response: ServerResponse, contentType: string, body: string | Buffer): void {
  response.writeHead(200, { 'content-type': contentType, 'x-content-type-options': 'nosniff' }).end(body);
}

function sendNothing(response: ServerResponse): void {
  response.writeHead(404, { 'content-type': 'text/plain' }).end('Nothing is moored here.');
}
