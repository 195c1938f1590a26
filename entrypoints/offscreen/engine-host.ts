import { browser } from 'wxt/browser';
import type { Answer } from '../../lib/messages/contract.ts';
import type { EngineMessageName, EngineNews, EngineRequest, EngineResponse, HostMessageName, ImporterMessageName } from '../../lib/messages/engine.ts';
import type { Origin } from '../../lib/messages/serve.ts';
import { createListImporter } from './list-importer.ts';
import type { Peers } from './peers.ts';
import { createWorkerHost } from './worker-host.ts';

/** Asks the engine; never rejects. */
export type CallEngine = <N extends EngineMessageName>(name: N, ...call: Parameters<Handle<N>>) => ReturnType<Handle<N>>;

type Handle<N extends EngineMessageName> = (request: EngineRequest<N>, origin: Origin) => Promise<Answer<EngineResponse<N>>>;

/**
 * The engine's worker and, side by side with it, the importer's: both are children of this page. A worker that starts
 * and ends another one again and again falls silent in Firefox (153). What the engine says unasked is passed on. `peers`
 * are asked for lists as well.
 */
export function createEngineHost(onNews: (news: EngineNews) => void, peers?: Peers): CallEngine {
  const callWorker = createWorkerHost(() => new Worker(browser.runtime.getURL('/worker.js')), onNews);
  const importer = createListImporter(() => new Worker(browser.runtime.getURL('/importer.js')), () => peers?.portForImporter());

  /** Whatever the answer: an import cancelled in its last moment may have been kept. */
  async function thenReload<T>(work: Promise<Answer<T>>, origin: Origin, changed: 'lists-changed' | 'stored-changed' = 'lists-changed'): Promise<Answer<T>> {
    const answer = await work;
    const reloaded = await callWorker(changed, {}, origin);
    return answer.ok && !reloaded.ok ? reloaded : answer;
  }

  const ours: { readonly [N in ImporterMessageName | HostMessageName]: Handle<N> } = {
    'import-list': ({ blobUrl }, origin) => thenReload(importer.start({ job: 'import', blobUrl }), origin),
    'restore-everything': ({ blobUrl }, origin) => thenReload(importer.start({ job: 'restore', blobUrl }), origin, 'stored-changed'),
    'offer-list': async ({ link }, origin) => {
      const trial = await callWorker('offer-trial', {}, origin);
      return trial.ok ? importer.start({ job: 'offer', link, ...trial.value }) : trial;
    },
    'sync-lists': ({ ids }, origin) => thenReload(importer.start({ job: 'sync', ...(ids === undefined ? {} : { ids }), byReader: ids !== undefined || origin.pageUrl !== '' }), origin),
    'tell-of-forks': (_request, origin) => thenReload(importer.start({ job: 'tell' }), origin),
    'look-for-answers': () => importer.start({ job: 'answers' }),
    'import-progress': async () => ({ ok: true, value: importer.progress() }),
    'cancel-import': async () => {
      importer.cancel();
      return { ok: true, value: null };
    },
    'get-peers': async () => ({ ok: true, value: peers?.met() ?? [] }),
  };

  const handlers: { readonly [N in EngineMessageName]?: Handle<N> } = ours;
  return (name, request, origin) => {
    if (name === 'erase-everything') importer.cancel();
    const answer = handlers[name]?.(request, origin) ?? (callWorker as CallEngine)(name, request, origin);
    void answer.then(() => peers?.noticed(name));
    return answer;
  };
}
