import WebSocket from 'ws';

/** A WebDriver BiDi session: commands by name, each answered once. https://w3c.github.io/webdriver-bidi/ */
export interface BidiSession {
  /** Rejects with the browser's message, or when the browser is gone. */
  send<T = unknown>(method: string, params?: object): Promise<T>;
  /** Resolves when the connection ends, whoever ended it. */
  readonly closed: Promise<void>;
  close(): void;
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

interface Message {
  readonly id?: number | null;
  readonly type: 'success' | 'error' | 'event';
  readonly result?: unknown;
  readonly error?: string;
  readonly message?: string;
}

export async function connectBidi(url: string): Promise<BidiSession> {
  const socket = new WebSocket(url, { maxPayload: 256 * 1024 * 1024 });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as Message;
    const asker = waiting.get(message.id ?? -1);
    if (asker === undefined) return;
    waiting.delete(message.id ?? -1);
    if (message.type === 'success') asker.resolve(message.result);
    else asker.reject(new Error(`${message.error}: ${message.message}`));
  });
  // A broken connection is also closed: `close` tells everyone.
  socket.on('error', () => {});
  const closed = new Promise<void>((resolve) =>
    socket.once('close', () => {
      for (const { reject } of waiting.values()) reject(new Error('the browser is gone'));
      waiting.clear();
      resolve();
    }),
  );
  return {
    closed,
    close: () => socket.close(),
    send<T>(method: string, params: object = {}): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        if (socket.readyState !== WebSocket.OPEN) {
          reject(new Error('the browser is gone'));
          return;
        }
        const id = ++lastId;
        waiting.set(id, { resolve: resolve as (result: unknown) => void, reject });
        socket.send(JSON.stringify({ id, method, params }));
      });
    },
  };
}
