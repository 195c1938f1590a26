import type { Answer, Response } from '../../lib/messages/contract.ts';
import type { EngineCall, EngineMessageName, EngineReply, EngineRequest } from '../../lib/messages/engine.ts';
import type { Origin } from '../../lib/messages/serve.ts';

/** Asks the engine; never rejects. */
export type CallEngine = <N extends EngineMessageName>(
  name: N,
  request: EngineRequest<N>,
  origin: Origin,
) => Promise<Answer<Response<N>>>;

/** A worker that keeps breaking is not replaced for ever: after this many the last one is kept as it is. */
const MAX_REPLACEMENTS = 3;

/**
 * Keeps one engine worker alive and pairs replies with calls. A worker that crashes, or in which a model cannot
 * start (onnxruntime cannot be initialised twice in one realm), is replaced; its open calls fail and may be sent again.
 */
export function createWorkerHost(startWorker: () => Worker): CallEngine {
  let running: Running | undefined;
  let replacements = 0;
  let lastId = 0;

  function current(): Running {
    running ??= run(startWorker(), retire);
    return running;
  }

  /** The worker finishes its open calls; the next call gets a fresh one. */
  function retire(worker: Running): void {
    if (running !== worker || replacements >= MAX_REPLACEMENTS) return;
    replacements++;
    running = undefined;
    worker.endWhenIdle();
  }

  return (name, request, origin) => {
    const call: EngineCall = { id: ++lastId, name, request, origin };
    return current().ask(call) as Promise<Answer<Response<typeof name>>>;
  };
}

interface Running {
  ask(call: EngineCall): Promise<Answer<unknown>>;
  endWhenIdle(): void;
}

function run(worker: Worker, onBroken: (self: Running) => void): Running {
  const open = new Map<number, (answer: Answer<unknown>) => void>();
  let ending = false;
  /** Set when the worker stopped: nothing that is asked of it would ever be answered. */
  let dead: Answer<never> | undefined;

  const self: Running = {
    ask: (call) =>
      new Promise((resolve) => {
        if (dead !== undefined) return resolve(dead);
        open.set(call.id, resolve);
        worker.postMessage(call);
      }),
    endWhenIdle() {
      ending = true;
      if (open.size === 0) worker.terminate();
    },
  };

  worker.addEventListener('message', ({ data }: MessageEvent<EngineReply>) => {
    open.get(data.id)?.(data.answer);
    open.delete(data.id);
    if (data.broken) onBroken(self);
    if (ending && open.size === 0) worker.terminate();
  });
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    const message = `The engine stopped: ${event.message || 'it could not start'}.`;
    dead = { ok: false, error: { tag: 'failed', message } };
    worker.terminate();
    for (const resolve of open.values()) resolve(dead);
    open.clear();
    onBroken(self);
  });
  return self;
}
