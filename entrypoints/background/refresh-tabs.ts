import { browser } from 'wxt/browser';
import { sendToTab } from '../../lib/messages/send.ts';
import type { Answer } from '../../lib/messages/contract.ts';

/** After a change that was made, has every open page judge again. Pages without our script do not answer; that is fine. */
export async function refreshTabs<T>(change: Promise<Answer<T>>): Promise<Answer<T>> {
  const answer = await change;
  if (answer.ok) {
    for (const { id } of await browser.tabs.query({})) {
      if (id !== undefined) void sendToTab(id, 'refresh', {});
    }
  }
  return answer;
}
