import { readFile } from 'node:fs/promises';
import path from 'node:path';
import WebSocket from 'ws';

/** A connection to Chromium's own debugging protocol, for what Playwright hides. https://chromedevtools.github.io/devtools-protocol/ */
export interface CdpConnection {
  /** Without a session it is the browser that is asked. Rejects with the browser's message, or when it is gone. */
  send<T = unknown>(method: string, params?: object, sessionId?: string): Promise<T>;
  /** A session with the first target that fits; rejects when there is none. */
  attach(fits: (target: CdpTarget) => boolean): Promise<string>;
  targets(): Promise<readonly CdpTarget[]>;
  /** Tells every event with this name. */
  on(method: string, tell: (params: never, sessionId?: string) => void): void;
  close(): void;
}

export interface CdpTarget {
  readonly targetId: string;
  readonly type: string;
  readonly url: string;
  readonly parentId?: string;
}

interface Message {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
  readonly method?: string;
  readonly params?: unknown;
  readonly sessionId?: string;
}

interface Waiting {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

/** Connects to a browser that was started with `--remote-debugging-port=0` in this profile. */
export async function connectCdp(profileDir: string): Promise<CdpConnection> {
  const [port, address] = (await readFile(path.join(profileDir, 'DevToolsActivePort'), 'utf8')).split('\n');
  const socket = new WebSocket(`ws://127.0.0.1:${port}${address}`, { maxPayload: 256 * 1024 * 1024 });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const waiting = new Map<number, Waiting>();
  const listeners = new Map<string, ((params: never, sessionId?: string) => void)[]>();
  let lastId = 0;
  socket.on('message', (data) => {
    const { id = 0, result, error, method, params, sessionId } = JSON.parse(String(data)) as Message;
    if (method !== undefined) for (const tell of listeners.get(method) ?? []) tell(params as never, sessionId);
    const asker = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) asker?.resolve(result as never);
    else asker?.reject(new Error(error.message));
  });
  // A broken connection is also closed: `close` tells everyone.
  socket.on('error', () => {});
  socket.once('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('the browser is gone'));
  });

  const connection: CdpConnection = {
    send: (method, params = {}, sessionId) =>
      new Promise((resolve, reject) => {
        if (socket.readyState !== WebSocket.OPEN) return reject(new Error('the browser is gone'));
        const id = ++lastId;
        waiting.set(id, { resolve, reject });
        socket.send(JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) }));
      }),
    async targets() {
      const { targetInfos } = await connection.send<{ targetInfos: readonly CdpTarget[] }>('Target.getTargets', { filter: [{}] });
      return targetInfos;
    },
    async attach(fits) {
      const target = (await connection.targets()).find(fits);
      if (target === undefined) throw new Error('no such target');
      const { sessionId } = await connection.send<{ sessionId: string }>('Target.attachToTarget', { targetId: target.targetId, flatten: true });
      return sessionId;
    },
    on: (method, tell) => void listeners.set(method, [...(listeners.get(method) ?? []), tell]),
    close: () => socket.close(),
  };
  return connection;
}
