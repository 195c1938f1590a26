import { browser } from 'wxt/browser';
import { defineBackground } from 'wxt/utils/define-background';
import type { SyncReport } from '../../lib/core/settings.ts';
import type { Answer } from '../../lib/messages/contract.ts';
import type { EngineNews } from '../../lib/messages/engine.ts';
import { sendToTab } from '../../lib/messages/send.ts';
import { serve, type Handlers, type Origin } from '../../lib/messages/serve.ts';
import { createEngineHost, type CallEngine } from '../offscreen/engine-host.ts';
import { createPeers } from '../offscreen/peers.ts';
import { offerMediaQuestion } from './media-question.ts';
import { offerPictureQuestion } from './picture-question.ts';
import { observeTab } from './observe-tab.ts';
import { followForkClock, type ForkClock } from './fork-clock.ts';
import { followClock } from './list-clock.ts';
import { createOffscreenEngine } from './offscreen-engine.ts';
import { allowPeersByWorkbench } from './peers-by-workbench.ts';
import { followPrivateWindows, forgetPrivatePauses, pausedInPrivate, pauseInPrivate } from './private-pauses.ts';
import { refreshTabs } from './refresh-tabs.ts';
import { followSiteAccess, isAllowed, loadBadges } from './site-access.ts';

/** The background: checks who asks and in what form, and passes on to the engine. It holds no state of its own. */
export default defineBackground({
  type: 'module',
  main() {
    const peers = import.meta.env.FIREFOX ? createPeers(() => callEngine('get-settings', {}, OURSELVES)) : undefined;
    const callEngine: CallEngine = import.meta.env.FIREFOX || import.meta.env.SAFARI
      ? createEngineHost(passOn, peers)
      : createOffscreenEngine();
    if (peers !== undefined) allowPeersByWorkbench(peers);
    const forkClock = followForkClock({
      next: () => callEngine('next-telling', {}, OURSELVES),
      tell: () => callEngine('tell-of-forks', {}, OURSELVES),
    });
    serve(handlersOver(callEngine, forkClock));
    if (!import.meta.env.FIREFOX && !import.meta.env.SAFARI) followNews();

    followSiteAccess();
    followPrivateWindows(() => void callEngine('forget-private', {}, { ...OURSELVES, incognito: true }));
    followClock(() => refreshWhereUpdated(callEngine('sync-lists', {}, OURSELVES)).finally(forkClock.look));
    offerPictureQuestion();
    offerMediaQuestion();
    browser.commands.onCommand.addListener((command, tab) => {
      if (command === 'next-badge' && tab?.id !== undefined) void sendToTab(tab.id, 'next-badge', {});
    });
  },
});

/** What the background asks of its own accord. */
const OURSELVES: Origin = { sender: 'own-page', pageUrl: '', incognito: false };

/** Pages are judged again only where there is something new to judge by. */
async function refreshWhereUpdated(work: Promise<Answer<readonly SyncReport[]>>): Promise<Answer<readonly SyncReport[]>> {
  const answer = await work;
  return answer.ok && answer.value.some(({ outcome }) => outcome === 'updated') ? refreshTabs(Promise.resolve(answer)) : answer;
}

/** Tells a tab of which of its posts more is known by now. */
function passOn({ tab, ids }: EngineNews): void {
  void sendToTab(tab, 'again', { ids });
}

/** Chromium: what the engine says unasked comes by way of the offscreen document. */
function followNews(): void {
  browser.runtime.onMessage.addListener((message: unknown, from) => {
    const isOurs = from.id === browser.runtime.id && from.tab === undefined && from.url?.startsWith(browser.runtime.getURL('/')) === true;
    if (isOurs && typeof message === 'object' && message !== null && 'news' in message) passOn(message.news as EngineNews);
    return undefined;
  });
}

/** What is chosen in a private window would outlive it. */
const FROM_PRIVATE_WINDOW: Answer<never> = { ok: false, error: { tag: 'refused', message: '', why: 'private-window' } };

function isPrivatePage({ sender, incognito }: Origin): boolean {
  return sender === 'page' && incognito;
}

function handlersOver(callEngine: CallEngine, forkClock: ForkClock): Handlers {
  return {
    'open-page': async (request, origin) => {
      const state = await callEngine('open-page', request, origin);
      if (!state.ok) return state;
      // A site whose grant was taken back keeps its content script until it is loaded anew.
      if (!(await isAllowed(origin.pageUrl))) return { ok: true, value: { ...state.value, paused: true } };
      const paused = origin.incognito ? await pausedInPrivate(new URL(origin.pageUrl).host) : undefined;
      return paused === undefined ? state : { ok: true, value: { ...state.value, paused } };
    },
    'judge-posts': (request, origin) => callEngine('judge-posts', request, origin),
    'judge-picture': async (request, origin) =>
      callEngine('judge-picture', { ...request, isAllowed: await isAllowed(request.picture.url) }, origin),
    'look-deeper': async ({ picture, larger }, origin) => {
      const found = await callEngine('larger-copies', { url: picture.url, named: larger }, origin);
      if (!found.ok) return found;
      const copies = await Promise.all(found.value.map(async (url) => ({ url, isAllowed: await isAllowed(url) })));
      return callEngine('look-deeper', { picture, copies }, origin);
    },
    'make-receipt': (request, origin) => callEngine('make-receipt', request, origin),
    'ask-reason': (request, origin) => callEngine('ask-reason', request, origin),
    'load-badges': (_request, { frame }) => loadBadges(frame),
    'always-show': async (request, origin) => (isPrivatePage(origin) ? FROM_PRIVATE_WINDOW : refreshTabs(callEngine('always-show', request, origin))),
    correct: async (request, origin) => (isPrivatePage(origin) ? FROM_PRIVATE_WINDOW : refreshTabs(callEngine('correct', request, origin))),
    'get-corrections': (request, origin) => callEngine('get-corrections', request, origin),
    'forget-corrections': (request, origin) => refreshTabs(callEngine('forget-corrections', request, origin)),
    'pause-site': (request, origin) =>
      refreshTabs(request.privateWindow ? pauseInPrivate(request.host, request.paused) : callEngine('pause-site', request, origin)),
    'get-settings': (request, origin) => callEngine('get-settings', request, origin),
    'change-settings': (request, origin) => refreshTabs(callEngine('change-settings', request, origin)),
    'get-lists': (request, origin) => callEngine('get-lists', request, origin),
    'import-list': (request, origin) => refreshTabs(callEngine('import-list', request, origin)),
    'offer-list': (request, origin) => callEngine('offer-list', request, origin),
    'join-list': (request, origin) => refreshTabs(callEngine('join-list', request, origin)),
    'decline-list': (request, origin) => callEngine('decline-list', request, origin),
    'sync-lists': (request, origin) => refreshWhereUpdated(callEngine('sync-lists', request, origin)),
    'follow-list': (request, origin) => callEngine('follow-list', request, origin),
    'accept-change': (request, origin) => refreshTabs(callEngine('accept-change', request, origin)),
    'try-change': (request, origin) => callEngine('try-change', request, origin),
    'get-fork-proof': (request, origin) => callEngine('get-fork-proof', request, origin),
    'tell-fork': (request, origin) => callEngine('tell-fork', request, origin).finally(forkClock.look),
    'untell-fork': (request, origin) => callEngine('untell-fork', request, origin),
    'get-sources': (request, origin) => callEngine('get-sources', request, origin),
    'get-peers': (request, origin) => callEngine('get-peers', request, origin),
    'find-for-note': (request, origin) => callEngine('find-for-note', request, origin),
    'keep-appeal': (request, origin) => callEngine('keep-appeal', request, origin),
    'get-appeals': (request, origin) => callEngine('get-appeals', request, origin),
    'remove-appeal': (request, origin) => callEngine('remove-appeal', request, origin),
    'look-for-answers': (request, origin) => callEngine('look-for-answers', request, origin),
    'import-progress': (request, origin) => callEngine('import-progress', request, origin),
    'cancel-import': (request, origin) => callEngine('cancel-import', request, origin),
    'remove-list': (request, origin) => refreshTabs(callEngine('remove-list', request, origin)),
    'bring-list-back': (request, origin) => refreshTabs(callEngine('bring-list-back', request, origin)),
    'purge-lists': (request, origin) => callEngine('purge-lists', request, origin),
    'get-trust-lists': (request, origin) => callEngine('get-trust-lists', request, origin),
    'install-trust-list': (request, origin) => refreshTabs(callEngine('install-trust-list', request, origin)),
    'import-trust-list': (request, origin) => refreshTabs(callEngine('import-trust-list', request, origin)),
    'remove-trust-list': (request, origin) => refreshTabs(callEngine('remove-trust-list', request, origin)),
    'look-up-model': (request, origin) => callEngine('look-up-model', request, origin),
    'download-model': (request, origin) => callEngine('download-model', request, origin),
    'get-models': (request, origin) => callEngine('get-models', request, origin),
    'pause-model': (request, origin) => callEngine('pause-model', request, origin),
    'resume-model': (request, origin) => callEngine('resume-model', request, origin),
    'remove-model': (request, origin) => refreshTabs(callEngine('remove-model', request, origin)),
    'use-model': (request, origin) => refreshTabs(callEngine('use-model', request, origin)),
    'confirm-model': (request, origin) => refreshTabs(callEngine('confirm-model', request, origin)),
    'ask-posts': async (request, origin) => {
      const answer = await callEngine('ask-posts', request, origin);
      return answer.ok ? sendToTab(request.tabId, 'refresh', {}) : answer;
    },
    'examine-file': (request, origin) => callEngine('examine-file', request, origin),
    'cancel-examination': (request, origin) => callEngine('cancel-examination', request, origin),
    'erase-everything': async (request, origin) => {
      await forgetPrivatePauses();
      return refreshTabs(callEngine('erase-everything', request, origin));
    },
    'export-everything': (request, origin) => callEngine('export-everything', request, origin),
    'restore-everything': (request, origin) => refreshTabs(callEngine('restore-everything', request, origin)),
    // Receiving it is what keeps the background awake.
    'keep-awake': async () => ({ ok: true, value: null }),
    observe: async ({ tabId }, origin) => {
      const settings = await callEngine('get-settings', {}, origin);
      return settings.ok ? observeTab(tabId, settings.value) : settings;
    },
  };
}
