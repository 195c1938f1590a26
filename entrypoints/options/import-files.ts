import type { ImportResult } from '../../components/options/list-import.tsx';
import type { WorkUnderWay } from '../../components/options/progress.tsx';
import type { Answer } from '../../lib/messages/contract.ts';
import { send } from '../../lib/messages/send.ts';
import { sendPatiently } from '../../lib/messages/send-patiently.ts';

/** How often the progress of an import is asked for. */
const PROGRESS_EVERY_MS = 150;

export interface FilesImport {
  cancel(): void;
}

export interface ImportNews {
  readonly running?: WorkUnderWay;
  readonly results: readonly ImportResult[];
}

/** Imports one list after the other, telling how far it is and what came of each; cancelling leaves the rest alone. */
export function importFiles(files: readonly File[], onNews: (news: ImportNews) => void): FilesImport {
  let isCancelled = false;
  const results: ImportResult[] = [];

  async function importAll(): Promise<void> {
    for (const [i, file] of files.entries()) {
      if (isCancelled) break;
      const place = { file: file.name, position: i + 1, of: files.length };
      const answer = await withFile(file, 'import-list', (done, total) =>
        onNews({ running: { ...place, done, total }, results: [...results] }),
      );
      results.push(
        answer.ok
          ? { kind: 'done', name: answer.value.name, n: answer.value.flags }
          : { kind: 'failed', file: file.name, failure: answer.error },
      );
    }
    onNews({ results });
  }

  void importAll();
  return {
    cancel() {
      isCancelled = true;
      void send('cancel-import', {});
    },
  };
}

interface FileMessages {
  'import-list': Awaited<ReturnType<typeof send<'import-list'>>>;
  'restore-everything': Awaited<ReturnType<typeof send<'restore-everything'>>>;
}

/** The engine reads the file through its `blob:` address: no bytes travel in a message. */
export async function withFile<N extends keyof FileMessages>(
  file: File,
  name: N,
  onProgress: (done: number, total: number) => void,
): Promise<FileMessages[N]> {
  const blobUrl = URL.createObjectURL(file);
  onProgress(0, 0);
  const timer = setInterval(() => void askProgress(), PROGRESS_EVERY_MS);
  let isOver = false;
  async function askProgress(): Promise<void> {
    const answer = await send('import-progress', {});
    if (answer.ok && answer.value !== null && !isOver) onProgress(answer.value.done, answer.value.total);
  }
  const answer: Answer<unknown> = await sendPatiently(name, { blobUrl });
  isOver = true;
  clearInterval(timer);
  URL.revokeObjectURL(blobUrl);
  return answer as FileMessages[N];
}
