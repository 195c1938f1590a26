import { browser } from 'wxt/browser';

const ID = 'ask-media';

/** Puts a question in the context menu of films and sounds: the workbench says what can be read of one. Nothing is fetched before. */
export function offerMediaQuestion(): void {
  browser.contextMenus.onClicked.addListener(({ menuItemId, srcUrl, pageUrl = '' }, tab) => {
    if (menuItemId !== ID || srcUrl === undefined || tab?.id === undefined) return;
    // Our own pages open in ordinary windows, which remember them.
    if (tab.incognito) return;
    const asked = new URLSearchParams({ media: srcUrl, page: pageUrl, tab: String(tab.id) });
    void browser.tabs.create({ url: browser.runtime.getURL(`/workbench.html?${asked}`), openerTabId: tab.id });
  });
}

export function createMediaItem(documentUrlPatterns: string[]): void {
  browser.contextMenus.create({ id: ID, contexts: ['video', 'audio'], title: browser.i18n.getMessage('askMedia'), documentUrlPatterns });
}
