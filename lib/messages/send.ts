import { browser } from 'wxt/browser';
import type { Answer, MessageName, Request, Response, TabMessageName, TabMessages } from './contract.ts';

/**
 * Asks the background. Never rejects: a background that is gone or starting answers as a failure, so that the
 * caller decides whether to ask again (every message may be sent twice without harm).
 */
export async function send<N extends MessageName>(name: N, request: Request<N>): Promise<Answer<Response<N>>> {
  try {
    const answer: Answer<Response<N>> | undefined = await browser.runtime.sendMessage({ name, request });
    return answer ?? unanswered();
  } catch (error) {
    return unanswered(error);
  }
}

/** Asks the content script in the top frame of a tab. */
export async function sendToTab<N extends TabMessageName>(
  tabId: number,
  name: N,
  request: TabMessages[N]['request'],
): Promise<Answer<TabMessages[N]['response']>> {
  try {
    const answer: Answer<TabMessages[N]['response']> | undefined = await browser.tabs.sendMessage(
      tabId,
      { name, request },
      { frameId: 0 },
    );
    return answer ?? unanswered();
  } catch (error) {
    return unanswered(error);
  }
}

function unanswered(error: unknown = 'No answer.'): Answer<never> {
  return { ok: false, error: { tag: 'failed', message: String(error) } };
}
