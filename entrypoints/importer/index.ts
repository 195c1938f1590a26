import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { importList, type ImportError } from '../../lib/flows/import-list.ts';
import { MAX_FILE_BYTES } from '../../lib/lists/limits.ts';
import type { ListSummary } from '../../lib/core/settings.ts';
import { err, type Result } from '../../lib/core/result.ts';
import { openDatabase } from '../../lib/store/database.ts';
import { listRepository } from '../../lib/store/list-repository.ts';

export type ImporterNews =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'done'; readonly result: Result<ListSummary, ImportError> };

/**
 * A short-lived worker that imports one list and is ended: reading goes on meanwhile, and cancelling is ending it –
 * what it had not committed is not there.
 */
export default defineUnlistedScript(() => {
  self.addEventListener('message', (event: MessageEvent<{ readonly blobUrl: string }>) => {
    void importFrom(event.data.blobUrl)
      .catch((error: unknown) => err({ tag: 'unreadable' as const, message: `The file could not be read or kept: ${String(error)}` }))
      .then((result) => tell({ kind: 'done', result }));
  });
});

async function importFrom(blobUrl: string): Promise<Result<ListSummary, ImportError>> {
  const blob = await (await fetch(blobUrl)).blob();
  if (blob.size > MAX_FILE_BYTES) return err({ tag: 'too-large', message: 'The file is larger than a list may be (256 MiB).' });
  const file = new Uint8Array(await blob.arrayBuffer());
  const database = openDatabase();
  try {
    return await importList(file, {
      lists: listRepository(database),
      nowMs: Date.now(),
      onProgress: (done, total) => tell({ kind: 'progress', done, total }),
    });
  } finally {
    database.close();
  }
}

function tell(news: ImporterNews): void {
  self.postMessage(news);
}
