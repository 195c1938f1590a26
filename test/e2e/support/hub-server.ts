import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A model as a hub holds it: `config.json`, `preprocessor_config.json` or the files of a tokenizer, and those in `onnx/`. */
export interface HeldModel {
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly licence?: string;
}

/** What goes wrong, until it is taken back. */
export interface Faults {
  /** Large files are cut off after this many bytes of each answer. */
  cutAfter?: number;
  /** An answer waits before its first byte until this is released. */
  hold?: Promise<void>;
  /** Large files are handed out with other bytes than were announced. */
  otherBytes?: boolean;
  /** Large files go by another name than before. */
  etag?: string;
  /** What is asked from the middle on is answered from the start. */
  ignoreRange?: boolean;
  /** The size that is announced for large files. */
  announcedBytes?: number;
  gone?: boolean;
  /** Added to config.json. */
  padConfig?: number;
  /** Added to tokenizer.json. */
  padTokenizer?: number;
}

export interface HubServer {
  /** With a slash at the end. */
  readonly url: string;
  readonly revision: string;
  readonly faults: Faults;
  /** What was asked of either host, in order: `api`, `file config.json`, `cdn 0-`. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/**
 * A hub as models are downloaded from: `/api/models/<id>/revision/<r>?blobs=true` says what there is,
 * `/<id>/resolve/<commit>/<file>` hands small files out and sends on to another host for large ones.
 */
export async function serveHub(models: Readonly<Record<string, HeldModel>>): Promise<HubServer> {
  const revision = createHash('sha1').update(JSON.stringify(Object.keys(models))).digest('hex');
  const faults: Faults = {};
  const asked: string[] = [];
  const cdn = await listen((request, response) => void handOut(request, response));
  const hub = await listen((request, response) => answer(request, response));

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://loopback');
    const api = /^\/api\/models\/([^/]+\/[^/]+)\/revision\/([^/]+)$/.exec(pathname);
    const file = /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(pathname);
    const model = models[api?.[1] ?? file?.[1] ?? ''];
    if (faults.gone === true || model === undefined) return void response.writeHead(401).end();
    if (api !== null) {
      asked.push('api');
      const siblings = Object.entries(model.files).map(([rfilename, bytes]) => sibling(rfilename, bytes, searchParams.get('blobs') === 'true'));
      const cardData = model.licence === undefined ? {} : { license: model.licence };
      return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ id: api[1], sha: revision, gated: false, siblings, cardData }));
    }
    const name = file?.[3] ?? '';
    const bytes = model.files[name];
    if (bytes === undefined || file?.[2] !== revision) return void response.writeHead(404).end();
    asked.push(`file ${name}`);
    const headers = { 'x-repo-commit': revision, 'accept-ranges': 'bytes' };
    if (!isLarge(name)) {
      const padding = { 'config.json': faults.padConfig, 'tokenizer.json': faults.padTokenizer }[name] ?? 0;
      return void response.writeHead(200, headers).end(Buffer.concat([bytes, Buffer.alloc(padding, ' ')]));
    }
    response
      .writeHead(302, { ...headers, 'x-linked-etag': `"${sha256(bytes)}"`, 'x-linked-size': bytes.length, location: `${cdn.url}${file[1]}/${name}` })
      .end();
  }

  function sibling(rfilename: string, bytes: Uint8Array, withSizes: boolean): object {
    if (!withSizes) return { rfilename };
    if (!isLarge(rfilename)) return { rfilename, size: bytes.length, blobId: 'b'.repeat(40) };
    const size = faults.announcedBytes ?? bytes.length;
    return { rfilename, size, blobId: 'b'.repeat(40), lfs: { sha256: sha256(bytes), size, pointerSize: 134 } };
  }

  async function handOut(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, owner, name, ...path] = (request.url ?? '').split('/');
    const bytes = models[`${owner}/${name}`]?.files[path.join('/')] ?? new Uint8Array();
    const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
    const start = range === null || faults.ignoreRange === true ? 0 : Number(range[1]);
    asked.push(`cdn ${start}-`);
    await faults.hold;
    const sent = Buffer.from(bytes.subarray(start));
    if (faults.otherBytes === true) sent[0] = sent[0]! ^ 1;
    response.writeHead(range === null || faults.ignoreRange === true ? 200 : 206, {
      etag: faults.etag ?? `"${sha256(bytes)}"`,
      'content-length': sent.length,
      ...(range === null ? {} : { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` }),
    });
    if (faults.cutAfter === undefined || faults.cutAfter >= sent.length) return void response.end(sent);
    response.write(sent.subarray(0, faults.cutAfter), () => setImmediate(() => response.destroy()));
  }

  return {
    url: hub.url,
    revision,
    faults,
    asked,
    close: async () => {
      await hub.close();
      await cdn.close();
    },
  };
}

function isLarge(name: string): boolean {
  return name.endsWith('.onnx');
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function listen(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server: Server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
