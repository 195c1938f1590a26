import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Route = string | { readonly type: string; readonly body: string | Uint8Array } | ((response: ServerResponse) => void);

export interface ServedPages {
  /** With a slash at the end. */
  readonly url: string;
  /** Paths asked for so far, in order. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** Serves the given paths on loopback; a text is a page, everything else is 404. */
export async function servePages(routes: Readonly<Record<string, Route>>): Promise<ServedPages> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://loopback').pathname;
    requests.push(path);
    const route = routes[path];
    if (route === undefined) return void response.writeHead(404).end();
    if (typeof route === 'function') return route(response);
    const { type, body } = typeof route === 'string' ? { type: 'text/html; charset=utf-8', body: route } : route;
    response.writeHead(200, { 'content-type': type }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
