import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';

export interface SiteServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves pages by their whole address, host included, on loopback; whatever else is asked for is 404. `https`: behind a
 * certificate of its own, for a browser that maps every host here. Otherwise it also answers as an http proxy does.
 */
export async function serveSites(pages: ReadonlyMap<string, string>, scheme: 'http' | 'https'): Promise<SiteServer> {
  const answer: RequestListener = ({ url = '/', headers }, response) => {
    const { host, pathname, search } = new URL(url, `http://${headers.host}`);
    const html = pages.get(host + pathname + search);
    response.writeHead(html === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' }).end(html);
  };
  const server = scheme === 'https' ? await behindCertificate(answer) : createHttpServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function behindCertificate(answer: RequestListener): Promise<Server> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'sites.example' }]);
  return createHttpsServer({ key, cert }, answer);
}
