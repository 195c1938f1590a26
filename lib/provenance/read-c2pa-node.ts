import { Worker } from 'node:worker_threads';
import { createC2paHost, type C2paHost, type C2paWorker } from './c2pa-host.ts';
import { createReadC2pa, type ReadC2pa } from './read-c2pa.ts';

/**
 * Reads Content Credentials in node, the library in a thread that starts when it is first needed. Whoever is done
 * calls `end`: an idle thread does not keep the process alive, but holds its memory.
 */
export function openC2paInNode(): { readonly readC2pa: ReadC2pa; end(): void } {
  const host = createC2paHostInNode();
  return { readC2pa: createReadC2pa(host.read), end: host.end };
}

export function createC2paHostInNode(): C2paHost {
  return createC2paHost({ startWorker: startThread });
}

function startThread(): C2paWorker {
  const thread = new Worker(new URL('./c2pa-thread-node.mjs', import.meta.url));
  let onReply: Parameters<C2paWorker['onReply']>[0] = () => {};
  let onStopped: () => void = () => {};
  thread.on('message', (reply) => {
    thread.unref();
    onReply(reply);
  });
  thread.on('error', () => onStopped());
  thread.on('exit', () => onStopped());
  return {
    post(call) {
      // It holds the process until it has answered.
      thread.ref();
      thread.postMessage(call);
    },
    onReply: (listener) => (onReply = listener),
    onStopped: (listener) => (onStopped = listener),
    end: () => void thread.terminate(),
  };
}
