import { browser } from 'wxt/browser';
import { EVERY_PAGE } from '../../lib/sites/named-sites.ts';
import { createMediaItem } from './media-question.ts';
import { sendToTab } from '../../lib/messages/send.ts';

const ID = 'ask-picture';

/** Puts a question in the context menu of pictures: the way to ask where pictures are judged on a click only. */
export function offerPictureQuestion(): void {
  browser.runtime.onInstalled.addListener(() => void createItem());
  browser.contextMenus.onClicked.addListener(({ menuItemId, srcUrl }, tab) => {
    if (menuItemId === ID && srcUrl !== undefined && tab?.id !== undefined) void sendToTab(tab.id, 'ask-picture', { url: srcUrl });
  });
}

/** After an update the item of the version before may still be there, with its words and its pages. */
async function createItem(): Promise<void> {
  await browser.contextMenus.removeAll();
  browser.contextMenus.create({
    id: ID,
    contexts: ['image'],
    title: browser.i18n.getMessage('askPicture'),
    documentUrlPatterns: [...EVERY_PAGE],
  });
  createMediaItem([...EVERY_PAGE]);
}
