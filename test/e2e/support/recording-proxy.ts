import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

export interface RecordedRequest {
  /** `CONNECT` for tunnels, of which only the host and port are seen. */
  readonly method: string;
  /** Absolute address; `host:port` for tunnels. */
  readonly url: string;
  /** Whether it went to loopback and was let through. */
  readonly allowed: boolean;
  /** As sent; lower-case names. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

export interface RecordingProxy {
  /** `host:port` for LaunchOptions.proxy. */
  readonly address: string;
  /** Everything that was asked so far, in order. */
  readonly requests: readonly RecordedRequest[];
  close(): Promise<void>;
}

const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]', '::1']);

/** An http proxy on loopback that notes every request and refuses whatever would leave the machine. */
export async function startRecordingProxy(): Promise<RecordingProxy> {
  const requests: RecordedRequest[] = [];
  const sockets = new Set<Socket>();

  function record(message: IncomingMessage, host: string): boolean {
    const allowed = LOOPBACK_HOSTS.has(host);
    requests.push({ method: message.method ?? '', url: message.url ?? '', allowed, headers: message.headers });
    return allowed;
  }

  const server = createServer((message, response) => forward(message, response, record));
  server.on('connect', (message: IncomingMessage, client: Socket, head: Buffer) => {
    const { hostname, port } = new URL(`http://${message.url ?? ''}`);
    if (!record(message, hostname)) {
      client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    const upstream = connect(Number(port || 443), hostname.replace(/^\[|\]$/g, ''), () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    // Either end may drop the tunnel: that ends the other.
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function forward(
  message: IncomingMessage,
  response: ServerResponse,
  record: (message: IncomingMessage, host: string) => boolean,
): void {
  const target = URL.canParse(message.url ?? '') ? new URL(message.url ?? '') : undefined;
  if (!record(message, target?.hostname ?? '') || target === undefined) {
    response.writeHead(403).end();
    return;
  }
  const upstream = httpRequest(target, { method: message.method, headers: message.headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  upstream.on('error', () => response.destroy());
  message.pipe(upstream);
}
