import type { C2paWorker } from '../../lib/provenance/c2pa-host.ts';
import type { C2paReply } from '../../lib/provenance/serve-c2pa.ts';

/** The library in a worker of its own (entrypoints/c2pa), under that of the engine. */
export function startC2paWorker(baseUrl: string): C2paWorker {
  const worker = new Worker(`${baseUrl}c2pa.js`);
  let onReply: (reply: C2paReply) => void = () => {};
  let onStopped: () => void = () => {};
  worker.addEventListener('message', ({ data }: MessageEvent<C2paReply>) => onReply(data));
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    onStopped();
  });
  return {
    post: (call) => worker.postMessage(call),
    onReply: (listener) => (onReply = listener),
    onStopped: (listener) => (onStopped = listener),
    end: () => worker.terminate(),
  };
}
