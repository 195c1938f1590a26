import { browser } from 'wxt/browser';

export interface TabInQuestion {
  readonly id?: number;
  readonly url: string;
  /** In a private window, of which nothing may be kept. */
  readonly isPrivate: boolean;
}

/** The tab the popup speaks of: the one named by `?tab=`, so that it can be opened as a page, or the active one. */
export async function tabInQuestion(): Promise<TabInQuestion> {
  const named = new URLSearchParams(location.search).get('tab');
  const tab =
    named === null ? (await browser.tabs.query({ active: true, currentWindow: true }))[0] : await browser.tabs.get(Number(named));
  return { url: tab?.url ?? '', isPrivate: tab?.incognito ?? false, ...(tab?.id === undefined ? {} : { id: tab.id }) };
}
