import type { ImportResult, ImportState } from '../../components/options/list-import.tsx';
import type { Answer, Response } from '../../lib/messages/contract.ts';
import { send } from '../../lib/messages/send.ts';
import { sendPatiently } from '../../lib/messages/send-patiently.ts';

/** How often the progress of an import is asked for. */
const PROGRESS_EVERY_MS = 150;

export interface FilesImport {
  cancel(): void;
}

/** Imports one list after the other, telling how far it is and what came of each; cancelling leaves the rest alone. */
export function importFiles(files: readonly File[], onNews: (news: ImportState) => void): FilesImport {
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

/** The engine reads the file through its `blob:` address: no bytes travel in a message. */
export async function withFile<N extends 'import-list' | 'restore-everything'>(
  file: File,
  name: N,
  onProgress: (done: number, total: number) => void,
): Promise<Answer<Response<N>>> {
  const blobUrl = URL.createObjectURL(file);
  onProgress(0, 0);
  const timer = setInterval(() => void askProgress(), PROGRESS_EVERY_MS);
  let isOver = false;
  async function askProgress(): Promise<void> {
    const answer = await send('import-progress', {});
    if (answer.ok && answer.value !== null && !isOver) onProgress(answer.value.done, answer.value.total);
  }
  const answer = await sendPatiently<'import-list' | 'restore-everything'>(name, { blobUrl });
  isOver = true;
  clearInterval(timer);
  URL.revokeObjectURL(blobUrl);
  return answer as Answer<Response<N>>;
}
