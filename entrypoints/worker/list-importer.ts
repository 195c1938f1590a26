import type { ListSummary } from '../../lib/core/settings.ts';
import type { Answer, ImportProgress } from '../../lib/messages/contract.ts';
import type { ImporterNews } from '../importer/index.ts';

export interface ListImporter {
  /** One import at a time: a second one is refused until the first has ended. */
  start(blobUrl: string): Promise<Answer<ListSummary>>;
  progress(): ImportProgress | null;
  cancel(): void;
}

/** Runs imports in a worker of their own. */
export function createListImporter(startWorker: () => Worker): ListImporter {
  let current: { readonly worker: Worker; readonly settle: (answer: Answer<ListSummary>) => void } | undefined;
  let progress: ImportProgress | null = null;

  function end(answer: Answer<ListSummary>): void {
    current?.worker.terminate();
    current?.settle(answer);
    current = undefined;
    progress = null;
  }

  return {
    start: (blobUrl) =>
      new Promise((settle) => {
        if (current !== undefined) return settle(failed('Another list is being imported.'));
        const worker = startWorker();
        current = { worker, settle };
        progress = { done: 0, total: 0 };
        worker.addEventListener('message', ({ data }: MessageEvent<ImporterNews>) => {
          // Its last news may come after it was ended.
          if (current?.worker !== worker) return;
          if (data.kind === 'progress') progress = { done: data.done, total: data.total };
          else end(data.result.ok ? data.result : failed(data.result.error.message));
        });
        worker.addEventListener('error', (event) => {
          event.preventDefault();
          end(failed(`The import stopped: ${event.message || 'it could not start'}.`));
        });
        worker.postMessage({ blobUrl });
      }),
    progress: () => progress,
    cancel: () => end(failed('Cancelled; nothing was changed.')),
  };
}

function failed(message: string): Answer<never> {
  return { ok: false, error: { tag: 'failed', message } };
}
