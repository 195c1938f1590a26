import type { Refusal } from '../../lib/core/refusal.ts';
import type { Answer, ImportProgress } from '../../lib/messages/contract.ts';
import type { ImporterCall, ImporterJobs, ImporterNews } from '../importer/index.ts';

export interface ListImporter {
  /** One file at a time: a second one is refused until the first is done. */
  start<J extends keyof ImporterJobs>(job: J, blobUrl: string): Promise<Answer<ImporterJobs[J]>>;
  progress(): ImportProgress | null;
  cancel(): void;
}

/** Runs imports in a worker of their own. */
export function createListImporter(startWorker: () => Worker): ListImporter {
  let current: { readonly worker: Worker; readonly settle: (answer: Answer<never>) => void } | undefined;
  let progress: ImportProgress | null = null;

  function end(answer: Answer<unknown>): void {
    current?.worker.terminate();
    // The worker answers the job it was given.
    current?.settle(answer as Answer<never>);
    current = undefined;
    progress = null;
  }

  return {
    start: (job, blobUrl) =>
      new Promise((settle) => {
        if (current !== undefined) return settle(refused('busy', 'Another file is being imported.'));
        const worker = startWorker();
        current = { worker, settle };
        progress = { done: 0, total: 0 };
        worker.addEventListener('message', ({ data }: MessageEvent<ImporterNews>) => {
          // Its last news may come after it was ended.
          if (current?.worker !== worker) return;
          if (data.kind === 'progress') progress = { done: data.done, total: data.total };
          else end(data.result.ok ? data.result : refused(data.result.error.why, data.result.error.message));
        });
        worker.addEventListener('error', (event) => {
          event.preventDefault();
          end(refused('unreadable', `The import stopped: ${event.message || 'it could not start'}.`));
        });
        const call: ImporterCall = { job, blobUrl };
        worker.postMessage(call);
      }),
    progress: () => progress,
    cancel: () => end(refused('cancelled', 'Cancelled; nothing was changed.')),
  };
}

function refused(why: Refusal, message: string): Answer<never> {
  return { ok: false, error: { tag: 'refused', message, why } };
}
