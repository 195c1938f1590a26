import { browser } from 'wxt/browser';
import { sendToTab } from '../../lib/messages/send.ts';

const ID = 'ask-picture';

/** Puts a question in the context menu of pictures: the way to ask where pictures are judged on a click only. */
export function offerPictureQuestion(): void {
  browser.runtime.onInstalled.addListener(() => {
    browser.contextMenus.create({
      id: ID,
      contexts: ['image'],
      title: browser.i18n.getMessage('askPicture'),
      documentUrlPatterns: ['http://*/*', 'https://*/*'],
    });
  });
  browser.contextMenus.onClicked.addListener(({ menuItemId, srcUrl }, tab) => {
    if (menuItemId === ID && srcUrl !== undefined && tab?.id !== undefined) void sendToTab(tab.id, 'ask-picture', { url: srcUrl });
  });
}
