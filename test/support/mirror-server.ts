import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import { publicationOf } from '../../lib/lists/mirror-folder.ts';
import { decodeTip } from '../../lib/lists/tip.ts';
import { encodeTips } from '../../lib/lists/tip-page.ts';

/** What a mirror under test does with a request instead of answering it. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number }
  /** Other bytes of the same length. */
  | { readonly kind: 'altered' }
  | { readonly kind: 'cut' }
  /** Bytes until the other side hangs up. */
  | { readonly kind: 'endless' }
  | { readonly kind: 'silent' }
  | { readonly kind: 'redirect'; readonly to: string };

export interface MirrorServer {
  readonly url: string;
  /** Paths asked for so far, without the slash they begin with, and the bytes that were answered. */
  readonly asked: { path: string; bytes: number }[];
  /** Serves the state of a `.flaglist`: its tip takes the place of the one before, blobs stay. */
  publish(file: Uint8Array): void;
  /** Serves these bytes as a list's tip, whatever they are. */
  serveTip(tip: Uint8Array): void;
  /** What is answered to `/tips`, whatever it is; undefined for that of a mirror. */
  answerTips(answer: Uint8Array | undefined): void;
  forget(name: string): void;
  /** Chosen by path; undefined answers. */
  fault: (path: string) => Fault | undefined;
  close(): Promise<void>;
}

/**
 * A real mirror on loopback, with faults. With a `host` it stands behind a certificate of that name, for browsers that
 * find the name here and do not check certificates: roots may name it then.
 */
export async function serveMirror(host?: string): Promise<MirrorServer> {
  const blobs = new Map<string, Uint8Array>();
  const tips = new Map<string, Uint8Array>();
  const asked: MirrorServer['asked'] = [];
  let answer: Uint8Array | undefined;

  function bodyOf(path: string): Uint8Array | undefined {
    if (path !== 'tips') return blobs.get(path);
    if (answer !== undefined) return answer;
    const page = encodeTips([...tips.values()]);
    for (const [name, blob] of page.blobs) blobs.set(name, blob);
    return page.answer;
  }

  function respond(request: IncomingMessage, response: ServerResponse): void {
    const path = new URL(request.url ?? '/', 'http://loopback').pathname.slice(1);
    const body = bodyOf(path);
    const entry = { path, bytes: body?.length ?? 0 };
    asked.push(entry);
    const fault = mirror.fault(path);
    const headers = { 'content-type': 'application/octet-stream', 'access-control-allow-origin': '*' };
    if (fault?.kind === 'silent') return;
    if (fault?.kind === 'redirect') return void response.writeHead(302, { ...headers, location: fault.to }).end();
    if (fault?.kind === 'status' || body === undefined) return void response.writeHead(fault?.kind === 'status' ? fault.status : 404, headers).end();
    if (fault?.kind === 'cut') {
      response.writeHead(200, { ...headers, 'content-length': body.length });
      return void response.write(body.subarray(0, body.length >> 1), () => response.destroy());
    }
    response.writeHead(200, headers);
    if (fault?.kind !== 'endless') return void response.end(fault?.kind === 'altered' ? body.map((byte) => byte ^ 1) : body);
    const flow = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536)));
      if (!response.destroyed) response.once('drain', flow);
    };
    flow();
  }

  const server = host === undefined ? createServer(respond) : createHttpsServer(await certificateOf(host), respond);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const mirror: MirrorServer = {
    url: `${host === undefined ? 'http://127.0.0.1' : `https://${host}`}:${(server.address() as AddressInfo).port}/`,
    asked,
    publish(file) {
      const publication = publicationOf(file);
      if (!publication.ok) throw new Error(publication.error.message);
      for (const [name, blob] of publication.value.blobs) blobs.set(name, blob);
      tips.set(publication.value.list, publication.value.tip);
    },
    serveTip: (tip) => void tips.set(decodeTip(tip).list, tip),
    answerTips: (bytes) => void (answer = bytes),
    forget: (name) => void blobs.delete(name),
    fault: () => undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return mirror;
}

export async function certificateOf(host: string): Promise<{ readonly key: string; readonly cert: string }> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: host }]);
  return { key, cert };
}
