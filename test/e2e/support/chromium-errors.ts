import { readFile } from 'node:fs/promises';
import path from 'node:path';
import WebSocket from 'ws';

export interface ErrorWatch {
  readonly errors: readonly string[];
  close(): void;
}

/** Contexts of every kind but the browser itself and the tabs that hold pages. */
const EVERY_CONTEXT = { autoAttach: true, waitForDebuggerOnStart: false, flatten: true, filter: [{ type: 'browser', exclude: true }, { type: 'tab', exclude: true }, {}] };

/**
 * Notes what goes wrong in the extension's code: in its pages, its service worker, the workers under them, and its
 * world within web pages. A connection of its own, for the driver's library shows neither offscreen documents nor
 * what is under them. Needs a browser started with `--remote-debugging-port=0`.
 */
export async function watchChromiumErrors(profileDir: string, extensionUrl: string): Promise<ErrorWatch> {
  const [port, address] = (await readFile(path.join(profileDir, 'DevToolsActivePort'), 'utf8')).split('\n');
  const socket = new WebSocket(`ws://127.0.0.1:${port}${address}`, { maxPayload: 256 * 1024 * 1024 });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const origin = extensionUrl.slice(0, -1);
  const errors: string[] = [];
  /** Contexts that run our code, by session and id. */
  const ours = new Set<string>();
  let lastId = 0;

  function send(method: string, params: object, sessionId?: string): void {
    socket.send(JSON.stringify({ id: ++lastId, method, params, sessionId }));
  }

  const hear: Readonly<Record<string, (params: Heard, sessionId: string) => void>> = {
    'Target.attachedToTarget': ({ sessionId = '' }) => {
      send('Runtime.enable', {}, sessionId);
      send('Log.enable', {}, sessionId);
      send('Target.setAutoAttach', EVERY_CONTEXT, sessionId);
    },
    'Runtime.executionContextCreated': ({ context }, sessionId) => {
      if (context?.origin.startsWith(origin)) ours.add(`${sessionId} ${context.id}`);
    },
    'Runtime.exceptionThrown': ({ exceptionDetails: details }, sessionId) => {
      const where = JSON.stringify([details?.url, details?.stackTrace?.callFrames]);
      if (!where.includes(origin) && !ours.has(`${sessionId} ${details?.executionContextId}`)) return;
      errors.push(`${details?.text}: ${details?.exception?.description ?? ''}`);
    },
    'Runtime.consoleAPICalled': ({ type, args = [], executionContextId }, sessionId) => {
      if (type !== 'error' || !ours.has(`${sessionId} ${executionContextId}`)) return;
      errors.push(`console.error: ${args.map(({ value, description }) => value ?? description).join(' ')}`);
    },
    'Log.entryAdded': ({ entry }) => {
      // A picture that cannot be fetched is no error of ours; what our own policy stops is.
      if (entry?.level === 'error' && entry.source !== 'network' && !entry.text.startsWith('Access to fetch') && entry.url?.startsWith(origin)) errors.push(`${entry.source}: ${entry.text}`);
    },
  };
  socket.on('message', (data) => {
    const { method = '', params = {}, sessionId = '' } = JSON.parse(String(data)) as { method?: string; params?: Heard; sessionId?: string };
    hear[method]?.(params, sessionId);
  });
  // A browser that is closed takes the connection with it.
  socket.on('error', () => {});
  send('Target.setAutoAttach', EVERY_CONTEXT);
  return { errors, close: () => socket.close() };
}

/** Of the events' parameters what is looked at: https://chromedevtools.github.io/devtools-protocol/ */
interface Heard {
  readonly sessionId?: string;
  readonly context?: { readonly id: number; readonly origin: string };
  readonly exceptionDetails?: {
    readonly text: string;
    readonly url?: string;
    readonly executionContextId?: number;
    readonly stackTrace?: { readonly callFrames: readonly { readonly url: string }[] };
    readonly exception?: { readonly description?: string };
  };
  readonly type?: string;
  readonly args?: readonly { readonly value?: unknown; readonly description?: string }[];
  readonly executionContextId?: number;
  readonly entry?: { readonly source: string; readonly level: string; readonly text: string; readonly url?: string };
}
