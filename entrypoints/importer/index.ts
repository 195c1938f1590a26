import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { importList, type ImportError, type ImportPorts } from '../../lib/flows/import-list.ts';
import { restoreEverything } from '../../lib/flows/restore-everything.ts';
import { MAX_FILE_BYTES } from '../../lib/lists/limits.ts';
import type { ListSummary, Restored } from '../../lib/core/settings.ts';
import { err, type Result } from '../../lib/core/result.ts';
import { correctionRepository } from '../../lib/store/correction-repository.ts';
import { allOrNothing, openDatabase, type Database } from '../../lib/store/database.ts';
import { listRepository } from '../../lib/store/list-repository.ts';
import { settingsRepository } from '../../lib/store/settings-repository.ts';
import { trustListRepository } from '../../lib/store/trust-list-repository.ts';

/** What the importer does with a file, and what comes of it. */
export interface ImporterJobs {
  import: ListSummary;
  restore: Restored;
}

export interface ImporterCall<J extends keyof ImporterJobs = keyof ImporterJobs> {
  readonly job: J;
  readonly blobUrl: string;
}

export type ImporterNews =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'done'; readonly result: Result<ImporterJobs[keyof ImporterJobs], ImportError> };

/**
 * A short-lived worker that takes one file and is ended: reading goes on meanwhile, and cancelling is ending it –
 * what it had not committed is not there.
 */
export default defineUnlistedScript(() => {
  self.addEventListener('message', (event: MessageEvent<ImporterCall>) => {
    void carryOut(event.data)
      .catch((error: unknown) => err({ why: 'unreadable' as const, message: `The file could not be read or kept: ${String(error)}` }))
      .then((result) => tell({ kind: 'done', result }));
  });
});

async function carryOut({ job, blobUrl }: ImporterCall): Promise<Result<ImporterJobs[keyof ImporterJobs], ImportError>> {
  const blob = await (await fetch(blobUrl)).blob();
  // Whoever started this worker waits for a first word.
  tell({ kind: 'progress', done: 0, total: 0 });
  const database = openDatabase();
  const ports: ImportPorts = {
    lists: listRepository(database),
    nowMs: Date.now(),
    onProgress: (done, total) => tell({ kind: 'progress', done, total }),
  };
  try {
    return await (job === 'import' ? importFrom(blob, ports) : restoreFrom(blob, database, ports));
  } finally {
    database.close();
  }
}

async function importFrom(blob: Blob, ports: ImportPorts): Promise<Result<ListSummary, ImportError>> {
  if (blob.size > MAX_FILE_BYTES) return err({ why: 'too-large', message: 'The file is larger than a list may be (256 MiB).' });
  return importList(new Uint8Array(await blob.arrayBuffer()), ports);
}

function restoreFrom(blob: Blob, database: Database, ports: ImportPorts): Promise<Result<Restored, ImportError>> {
  return restoreEverything(blob, {
    ...ports,
    replace: ({ settings, corrections, trustLists, lists }) =>
      allOrNothing(database, async () => {
        await settingsRepository(database).change(() => settings);
        await correctionRepository(database).replace(corrections);
        await trustListRepository(database).replace(trustLists);
        for (const list of lists) await ports.lists.save(list);
      }),
  });
}

function tell(news: ImporterNews): void {
  self.postMessage(news);
}
