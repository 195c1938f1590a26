import { browser } from 'wxt/browser';
import { OFFICIAL_ADDRESS } from '../../lib/core/trust-list.ts';
import { HUB_ORIGINS } from '../../lib/hub/hub-server.ts';
import { NAMED_ORIGINS, NAMED_PAGES, originPattern } from '../../lib/sites/named-sites.ts';
import type { Answer } from '../../lib/messages/contract.ts';
import { sendToTab } from '../../lib/messages/send.ts';
import type { Origin } from '../../lib/messages/serve.ts';

/** The content script on the pages that the reader allowed beyond the named sites. */
const SCRIPT_ID = 'allowed-pages';
const SCRIPT = '/page.js';
/** Asked for trust lists and for nothing else. */
const TRUST_ORIGINS: readonly string[] = Object.values(OFFICIAL_ADDRESS).map(originPattern);

/** Whether the reader allows what is at this address to be read. Addresses that are not http(s) are the page's own. */
export async function isAllowed(url: string): Promise<boolean> {
  return !/^https?:/.test(url) || browser.permissions.contains({ origins: [originPattern(url)] });
}

/**
 * Keeps the content script where the reader allows it and nowhere else: on the pages of sites granted later, in the
 * tabs that are open at that moment, and, when the extension was just installed or updated, in every tab it may read.
 */
export function followSiteAccess(): void {
  browser.permissions.onAdded.addListener(({ origins = [] }) => void registerScript().then(() => startIn(origins)));
  browser.permissions.onRemoved.addListener(() => void registerScript().then(stopEverywhere));
  browser.runtime.onStartup.addListener(() => void registerScript());
  browser.runtime.onInstalled.addListener(({ reason }) => {
    void registerScript().then(async () => startIn((await browser.permissions.getAll()).origins ?? []));
    if (reason === 'install') void browser.tabs.create({ url: browser.runtime.getURL('/options.html?welcome') });
  });
}

/** One after the other: two changes at once must not both find the script missing. */
let registering: Promise<void> = Promise.resolve();

function registerScript(): Promise<void> {
  const before = registering.catch(() => {
    // It is told to whoever asked for it; this one begins from what is allowed now.
  });
  registering = before.then(async () => {
    const { origins = [] } = await browser.permissions.getAll();
    const matches = origins.filter((origin) => !NAMED_ORIGINS.includes(origin) && !isHub(origin));
    await browser.scripting.unregisterContentScripts({ ids: [SCRIPT_ID] }).catch(() => {
      // It was not registered before.
    });
    if (matches.length === 0) return;
    await browser.scripting.registerContentScripts([
      { id: SCRIPT_ID, js: [SCRIPT], matches, excludeMatches: [...NAMED_PAGES], runAt: 'document_idle' },
    ]);
  });
  return registering;
}

/** Only pages loaded from now on get the script by themselves. */
async function startIn(origins: readonly string[]): Promise<void> {
  const tabs = await browser.tabs.query({ url: origins.filter((origin) => /^(\*|https?):/.test(origin) && !isHub(origin)) });
  await Promise.all(tabs.map(({ id }) => (id === undefined ? undefined : startInTab(id))));
}

async function startInTab(tabId: number): Promise<void> {
  try {
    await browser.scripting.executeScript({ target: { tabId }, files: [SCRIPT] });
  } catch {
    // A page of the browser's own store, an error page, a tab closed meanwhile: nothing to label there.
  }
}

/** Puts the script that draws into a frame of a page that is read; resolves when it has run there. */
export async function loadBadges(frame: Origin['frame']): Promise<Answer<null>> {
  if (frame === undefined) return { ok: false, error: { tag: 'failed', message: 'No tab asks.' } };
  const { tabId, frameId } = frame;
  await browser.scripting.executeScript({ target: { tabId, frameIds: [frameId] }, files: ['/badges.js'] });
  return { ok: true, value: null };
}

/** Allowed for a download: nothing is to be labelled there. */
function isHub(origin: string): boolean {
  return (HUB_ORIGINS as readonly string[]).includes(origin) || TRUST_ORIGINS.includes(origin);
}

/** Pages ask anew whether they may be labelled. */
async function stopEverywhere(): Promise<void> {
  for (const { id } of await browser.tabs.query({})) if (id !== undefined) void sendToTab(id, 'refresh', {});
}
