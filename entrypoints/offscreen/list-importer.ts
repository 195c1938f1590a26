import type { Refusal } from '../../lib/core/refusal.ts';
import type { Answer, ImportProgress } from '../../lib/messages/contract.ts';
import type { ImporterCall, ImporterNews, ImporterResult } from '../importer/index.ts';

export interface ListImporter {
  /**
   * One job at a time: another one is refused until the first is done; who asks for the same again gets its answer.
   * What the clock began makes room for what the reader asks.
   */
  start<C extends ImporterCall>(call: C): Promise<Answer<ImporterResult<C['job']>>>;
  progress(): ImportProgress | null;
  cancel(): void;
}

/**
 * A worker that holds the file says so within moments, on a machine with too much to do within seconds. In Firefox (153) some
 * workers never answered; another one is tried.
 */
const FIRST_WORD_MS = 15_000;
const MAX_STARTS = 2;

/** Runs imports in a worker of their own; `portToPeers` gives each an end by which it reaches peers, where there are any. */
export function createListImporter(startWorker: () => Worker, portToPeers: () => MessagePort | undefined = () => undefined): ListImporter {
  let current: Running | undefined;
  let progress: ImportProgress | null = null;

  function end(answer: Answer<unknown>): void {
    current?.worker.terminate();
    // The worker answers the job it was given.
    current?.settle(answer as Answer<never>);
    current = undefined;
    progress = null;
  }

  function begin(call: ImporterCall, waiting: Omit<Running, 'worker'>, starts: number): void {
    const worker = startWorker();
    current = { ...waiting, worker };
    const late = setTimeout(() => {
      if (current?.worker !== worker) return;
      worker.terminate();
      if (starts > 1) begin(call, waiting, starts - 1);
      else end(refused('unreadable', 'The import stopped: it could not start.'));
    }, FIRST_WORD_MS);
    worker.addEventListener('message', ({ data }: MessageEvent<ImporterNews>) => {
      clearTimeout(late);
      // Its last news may come after it was ended.
      if (current?.worker !== worker) return;
      if (data.kind === 'progress') progress = { done: data.done, total: data.total };
      else end(data.result.ok ? data.result : refused(data.result.error.why, data.result.error.message));
    });
    worker.addEventListener('error', (event) => {
      clearTimeout(late);
      event.preventDefault();
      if (current?.worker !== worker) return;
      end(refused('unreadable', `The import stopped: ${event.message || 'it could not start'}.`));
    });
    const port = portToPeers();
    worker.postMessage(call, port === undefined ? [] : [port]);
  }

  return {
    async start(call) {
      if (current !== undefined && isSame(current.call, call)) return current.answer;
      if (current !== undefined && !yields(current.call)) return refused('busy', '');
      if (current !== undefined) end(refused('cancelled', ''));
      let settle: Running['settle'] = () => {};
      const answer = new Promise<Answer<never>>((resolve) => (settle = resolve));
      progress = { done: 0, total: 0 };
      begin(call, { call, answer, settle }, MAX_STARTS);
      return answer;
    },
    progress: () => progress,
    cancel: () => end(refused('cancelled', '')),
  };
}

/** What names a job: the file, the link, or the lists that are asked for news of. */
function isSame(a: ImporterCall, b: ImporterCall): boolean {
  const nameOf = (call: ImporterCall): string => JSON.stringify([call.job, 'blobUrl' in call ? call.blobUrl : 'link' in call ? call.link : 'ids' in call ? call.ids : null]);
  return nameOf(a) === nameOf(b);
}

function yields(call: ImporterCall): boolean {
  return call.job === 'sync' && !call.byReader;
}

interface Running {
  readonly call: ImporterCall;
  readonly worker: Worker;
  readonly answer: Promise<Answer<never>>;
  settle(answer: Answer<never>): void;
}

/** Final: asking again would end the same, or undo what the reader cancelled. */
function refused(why: Refusal, message: string): Answer<never> {
  return { ok: false, error: { tag: 'refused', message, why } };
}
