import type { Answer } from '../../lib/messages/contract.ts';
import type { EngineCall, EngineNews, EngineReply, EngineRequest, EngineResponse, WorkerMessageName } from '../../lib/messages/engine.ts';
import type { Origin } from '../../lib/messages/serve.ts';

/** Asks the engine's worker; never rejects. */
export type CallWorker = <N extends WorkerMessageName>(
  name: N,
  request: EngineRequest<N>,
  origin: Origin,
) => Promise<Answer<EngineResponse<N>>>;

/** Where a model never starts, as on a device without the memory for it, the last worker is kept for texts and lists. */
const MAX_REPLACEMENTS = 3;

/** Answers that are worth nothing from a worker about to end: a picture not judged, a file that it holds in its memory. */
const ENDS_WITH_WORKER: ReadonlySet<WorkerMessageName> = new Set(['judge-picture', 'look-deeper', 'examine-file', 'export-everything']);

/**
 * Keeps one engine worker alive and pairs replies with calls. A worker that stopped is replaced at the next call; its
 * open calls fail and may be sent again. A worker in which a model did not start is replaced at once (onnxruntime
 * cannot be initialised twice in one realm), and what it answered without the model is asked of the fresh one; nothing
 * else is done twice. What an engine says unasked is passed on.
 */
export function createWorkerHost(startWorker: () => Worker, onNews: (news: EngineNews) => void): CallWorker {
  let running: Running | undefined;
  let replacements = 0;
  let lastId = 0;

  function start(): Running {
    const worker = run(startWorker(), {
      onNews,
      onStopped() {
        if (running === worker) running = undefined;
      },
    });
    return worker;
  }

  async function ask(call: EngineCall): Promise<Answer<unknown>> {
    const asked = (running ??= start());
    const { answer, broken } = await asked.ask(call);
    return broken && isReplaced(asked) && ENDS_WITH_WORKER.has(call.name) ? ask(call) : answer;
  }

  /** Retires a broken worker, once: it finishes its open calls. */
  function isReplaced(worker: Running): boolean {
    if (running === worker && replacements < MAX_REPLACEMENTS) {
      replacements++;
      running = undefined;
      worker.endWhenIdle();
    }
    return running !== worker;
  }

  return (name, request, origin) => ask({ id: ++lastId, name, request, origin }) as Promise<Answer<EngineResponse<typeof name>>>;
}

interface Running {
  ask(call: EngineCall): Promise<Heard>;
  endWhenIdle(): void;
}

type Heard = Omit<EngineReply, 'id'>;

function run(worker: Worker, { onNews, onStopped }: { onNews(news: EngineNews): void; onStopped(): void }): Running {
  const open = new Map<number, (heard: Heard) => void>();
  let ending = false;

  worker.addEventListener('message', ({ data }: MessageEvent<EngineReply | { readonly news: EngineNews }>) => {
    if ('news' in data) return onNews(data.news);
    const { id, ...heard } = data;
    open.get(id)?.(heard);
    open.delete(id);
    if (ending && open.size === 0) worker.terminate();
  });
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    worker.terminate();
    onStopped();
    const message = `The engine stopped: ${event.message || 'it could not start'}.`;
    for (const resolve of open.values()) resolve({ answer: { ok: false, error: { tag: 'failed', message } }, broken: false });
    open.clear();
  });
  return {
    ask: (call) =>
      new Promise((resolve) => {
        open.set(call.id, resolve);
        worker.postMessage(call);
      }),
    endWhenIdle() {
      ending = true;
      if (open.size === 0) worker.terminate();
    },
  };
}
