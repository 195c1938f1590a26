import { browser } from 'wxt/browser';
import type { EngineNews, EngineQuestion } from '../../lib/messages/engine.ts';
import { createEngineHost } from './engine-host.ts';
import { createPeers } from './peers.ts';

const peers = createPeers(() => callEngine('get-settings', {}, { sender: 'own-page', pageUrl: '', incognito: false }));

/** Chromium only: service workers cannot start workers, so this page does, and passes the calls on. */
const callEngine = createEngineHost(
  // Only the service worker knows tabs; one that is gone is started by this.
  (news: EngineNews) => void browser.runtime.sendMessage({ news }).catch(() => {}),
  peers,
);
peers.allow(true);

browser.runtime.onMessage.addListener((message: unknown, sender, respond) => {
  if (!isEngineMessage(message) || sender.id !== browser.runtime.id || sender.tab !== undefined) return false;
  const { name, request, origin } = message.engine;
  void callEngine(name, request, origin).then(respond);
  return true;
});

function isEngineMessage(message: unknown): message is { readonly engine: EngineQuestion } {
  return typeof message === 'object' && message !== null && 'engine' in message;
}
