import { browser } from 'wxt/browser';
import { sendToTab } from '../../lib/messages/send.ts';
import type { Answer } from '../../lib/messages/contract.ts';

/** A tab that is frozen or in a dialogue does not answer: what was changed is not held up by it. */
const WAIT_MS = 1_000;

/** After a change that was made, has every open page begin again. Pages without our script do not answer; that is fine. */
export async function refreshTabs<T>(change: Promise<Answer<T>>): Promise<Answer<T>> {
  const answer = await change;
  if (answer.ok) {
    const tabs = await browser.tabs.query({});
    const begun = Promise.all(tabs.map(({ id }) => (id === undefined ? undefined : sendToTab(id, 'refresh', {}))));
    await Promise.race([begun, new Promise((resolve) => setTimeout(resolve, WAIT_MS))]);
  }
  return answer;
}
