import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import type { AnswersLooked } from '../../lib/core/list-inbox.ts';
import { withRestored, type ListOffer, type ListSummary, type Restored, type SyncReport } from '../../lib/core/settings.ts';
import { importList, type ImportError, type ImportPorts } from '../../lib/flows/import-list.ts';
import { offerList } from '../../lib/flows/offer-list.ts';
import { openMirror, openRelay } from '../../lib/flows/open-sources.ts';
import { lookForAnswers } from '../../lib/flows/look-for-answers.ts';
import { syncLists } from '../../lib/flows/sync-lists.ts';
import { tellOfForks } from '../../lib/flows/tell-fork.ts';
import { offerToRelay } from '../../lib/peers/relay.ts';
import { sourcesOver } from '../../lib/peers/source-port.ts';
import type { OfferTrial } from '../../lib/messages/engine.ts';
import { restoreEverything } from '../../lib/flows/restore-everything.ts';
import { MAX_FILE_BYTES } from '../../lib/lists/limits.ts';
import { err, ok, type Result } from '../../lib/core/result.ts';
import { appealRepository } from '../../lib/store/appeal-repository.ts';
import { correctionRepository } from '../../lib/store/correction-repository.ts';
import { allOrNothing, openDatabase, type Database } from '../../lib/store/database.ts';
import { listRepository } from '../../lib/store/list-repository.ts';
import { partRepository } from '../../lib/store/part-repository.ts';
import { ringRepository } from '../../lib/store/ring-repository.ts';
import { settingsRepository } from '../../lib/store/settings-repository.ts';
import { sourceRepository } from '../../lib/store/source-repository.ts';
import { trustListRepository } from '../../lib/store/trust-list-repository.ts';

/** What the importer is given to do, and what comes of it. */
export interface ImporterJobs {
  import: { readonly given: { readonly blobUrl: string }; readonly result: ListSummary };
  restore: { readonly given: { readonly blobUrl: string }; readonly result: Restored };
  offer: { readonly given: { readonly link: string } & OfferTrial; readonly result: ListOffer };
  sync: { readonly given: { readonly ids?: readonly string[]; readonly byReader: boolean }; readonly result: readonly SyncReport[] };
  /** Sends the proofs of forks that are due. */
  tell: { readonly given: object; readonly result: null };
  answers: { readonly given: Record<never, never>; readonly result: AnswersLooked };
}

export type ImporterCall = { readonly [J in keyof ImporterJobs]: { readonly job: J } & ImporterJobs[J]['given'] }[keyof ImporterJobs];
export type ImporterResult<J extends keyof ImporterJobs = keyof ImporterJobs> = ImporterJobs[J]['result'];

export type ImporterNews =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'done'; readonly result: Result<ImporterResult, ImportError> };

/**
 * A short-lived worker that takes one file, one link or one round of questions to mirrors and relays, and is ended: reading goes on meanwhile, and cancelling is ending it –
 * what it had not committed is not there.
 */
export default defineUnlistedScript(() => {
  self.addEventListener('message', (event: MessageEvent<ImporterCall>) => {
    void carryOut(event.data, event.ports[0])
      .catch((error: unknown) => err({ why: 'unreadable' as const, message: `It could not be read or kept: ${String(error)}` }))
      .then((result) => tell({ kind: 'done', result }));
  });
});

/** Peers are reached by the page that started this worker, over a port, where there are any. */
async function carryOut(call: ImporterCall, toPeers: MessagePort | undefined): Promise<Result<ImporterResult, ImportError>> {
  const blob = 'blobUrl' in call ? await (await fetch(call.blobUrl)).blob() : undefined;
  // Whoever started this worker waits for a first word.
  tell({ kind: 'progress', done: 0, total: 0 });
  const database = openDatabase();
  const ports: ImportPorts = {
    lists: listRepository(database),
    nowMs: Date.now(),
    onProgress: (done, total) => tell({ kind: 'progress', done, total }),
  };
  try {
    switch (call.job) {
      case 'import':
        return await importFrom(blob!, ports);
      case 'restore':
        return await restoreFrom(blob!, database, ports);
      case 'offer':
        return await offerList(call.link, { ...call, ...fetchingFrom(database), ring: ringRepository(database), onProgress: ports.onProgress });
      case 'sync': {
        const { parts, ...rest } = fetchingFrom(database);
        await parts.prune(Date.now() - PARTS_KEPT_MS);
        const peers = toPeers === undefined ? {} : { peers: await sourcesOver(toPeers) };
        const { askForForks, peers: meetsPeers, ownRelays } = await settingsRepository(database).read();
        // In rooms of peers these relays know already which lists are followed.
        const forks = { fromAll: askForForks || meetsPeers, own: askForForks ? ownRelays : [] };
        const reports = await syncLists(call.ids, { ...rest, ...peers, forks, parts, byReader: call.byReader, onProgress: ports.onProgress });
        if (call.ids === undefined) await answersFrom(database, call.byReader);
        return ok(reports);
      }
      case 'tell': {
        const { ownRelays } = await settingsRepository(database).read();
        await tellOfForks({ lists: listRepository(database), now: Date.now, random: (length) => crypto.getRandomValues(new Uint8Array(length)), publish: async (address, event) => (await offerToRelay(address, event, { isReaders: ownRelays.includes(address) }))?.message });
        return ok(null);
      }
      case 'answers':
        return ok(await answersFrom(database, true));
    }
  } finally {
    database.close();
  }
}

/** Who was interrupted comes back within a day or not at all. */
const PARTS_KEPT_MS = 86_400_000;

/** What fetching takes; cancelling is ending this worker. */
function fetchingFrom(database: Database) {
  return {
    lists: listRepository(database),
    sources: sourceRepository(database),
    parts: partRepository(database),
    open: (address: string, isReaders: boolean) => openMirror(address, (...all) => fetch(...all), isReaders),
    openRelay: (address: string, writerOf: (list: string) => string | undefined, isReaders: boolean) => openRelay(address, writerOf, { isReaders }),
    now: Date.now,
    signal: new AbortController().signal,
  };
}

function answersFrom(database: Database, byReader: boolean): Promise<AnswersLooked> {
  return lookForAnswers({ appeals: appealRepository(database), access: {}, now: Date.now, byReader, signal: new AbortController().signal });
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
        await settingsRepository(database).change((here) => withRestored(here, settings));
        await correctionRepository(database).replace(corrections);
        await trustListRepository(database).replace(trustLists);
        for (const list of lists) await ports.lists.save(list);
      }),
  });
}

function tell(news: ImporterNews): void {
  self.postMessage(news);
}
