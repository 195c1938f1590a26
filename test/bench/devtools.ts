import { readFile } from 'node:fs/promises';
import path from 'node:path';
import WebSocket from 'ws';
import { poll } from '../e2e/support/driver.ts';

/** Has Chromium write where its DevTools listen into the profile. */
export const DEVTOOLS_ARGS = ['--remote-debugging-port=0'] as const;

/** What a driver does not show of a running Chromium: its processes, its workers, the worlds of content scripts. */
export interface DevTools {
  /** Processor time of all processes of the browser since it started, milliseconds. */
  cpuMs(): Promise<number>;
  /** The worker of the extension whose address ends like this, started by the page at `pageUrl`. */
  worker(pageUrl: string, workerFile: string): Promise<World>;
  /** The world of the extension's content script in the tab that shows this address. */
  contentScript(pageUrl: string): Promise<World>;
  close(): void;
}

/** A place in which scripts run. */
export interface World {
  /** Promises are awaited; the value must be JSON. */
  evaluate<T>(expression: string): Promise<T>;
  /** What its scripts hold after a collection, bytes: objects, and the buffers beside them. */
  memory(): Promise<{ readonly objects: number; readonly buffers: number }>;
}

interface TargetInfo {
  readonly targetId: string;
  readonly url: string;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly sessionId?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** Connects to a Chromium that was started with DEVTOOLS_ARGS on this profile. */
export async function openDevTools(profileDir: string): Promise<DevTools> {
  const [port, route] = (await readFile(path.join(profileDir, 'DevToolsActivePort'), 'utf8')).split('\n');
  const socket = new WebSocket(`ws://127.0.0.1:${port}${route}`, { maxPayload: 64 * 1024 * 1024 });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const waiting = new Map<number, (message: Message) => void>();
  const events: Message[] = [];
  let lastId = 0;
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as Message;
    if (message.id === undefined) events.push(message);
    else waiting.get(message.id)?.(message);
  });

  async function send<T>(method: string, params: object = {}, sessionId?: string): Promise<T> {
    const id = ++lastId;
    const answer = new Promise<Message>((resolve) => waiting.set(id, resolve));
    socket.send(JSON.stringify({ id, method, params, sessionId }));
    const { result, error } = await answer;
    waiting.delete(id);
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result as T;
  }

  /** The first event of a session that fits, also one that came before. */
  async function event<T>(sessionId: string, method: string, fits: (params: T) => boolean): Promise<T> {
    const find = () => events.find((each) => each.sessionId === sessionId && each.method === method && fits(each.params as T));
    await poll(async () => find() !== undefined, `${method} as expected`, 15_000);
    return find()?.params as T;
  }

  async function attach(url: string): Promise<string> {
    const { targetInfos } = await send<{ targetInfos: readonly TargetInfo[] }>('Target.getTargets', { filter: [{}] });
    const target = targetInfos.find((each) => each.url === url);
    if (target === undefined) throw new Error(`nothing shows ${url}: ${targetInfos.map((each) => each.url).join(' ')}`);
    const { sessionId } = await send<{ sessionId: string }>('Target.attachToTarget', { targetId: target.targetId, flatten: true });
    return sessionId;
  }

  function worldOf(sessionId: string, contextId?: number): World {
    return {
      async evaluate<T>(expression: string) {
        const { result, exceptionDetails } = await send<{
          readonly result: { readonly value: unknown };
          readonly exceptionDetails?: { readonly text: string; readonly exception?: { readonly description?: string } };
        }>('Runtime.evaluate', { expression, contextId, awaitPromise: true, returnByValue: true }, sessionId);
        if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
        return result.value as T;
      },
      async memory() {
        await send('HeapProfiler.collectGarbage', {}, sessionId);
        const { usedSize, backingStorageSize } = await send<{ usedSize: number; backingStorageSize: number }>(
          'Runtime.getHeapUsage',
          {},
          sessionId,
        );
        return { objects: usedSize, buffers: backingStorageSize };
      },
    };
  }

  return {
    async cpuMs() {
      const { processInfo } = await send<{ processInfo: readonly { readonly cpuTime: number }[] }>('SystemInfo.getProcessInfo');
      return 1000 * processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
    },
    async worker(pageUrl, workerFile) {
      const session = await attach(pageUrl);
      await send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: true }, session);
      const { sessionId } = await event<{ readonly sessionId: string; readonly targetInfo: TargetInfo }>(
        session,
        'Target.attachedToTarget',
        ({ targetInfo }) => targetInfo.url.endsWith(workerFile),
      );
      return worldOf(sessionId);
    },
    async contentScript(pageUrl) {
      const session = await attach(pageUrl);
      await send('Runtime.enable', {}, session);
      const { context } = await event<{ readonly context: { readonly id: number; readonly origin: string } }>(
        session,
        'Runtime.executionContextCreated',
        (params) => params.context.origin.startsWith('chrome-extension:'),
      );
      return worldOf(session, context.id);
    },
    close: () => socket.close(),
  };
}
