import { browser, type Browser } from 'wxt/browser';
import { SENDERS, type Answer, type Failure, type MessageName, type Request, type Response, type Sender } from './contract.ts';
import { ENVELOPE, SCHEMAS } from './schemas.ts';

/** Where a message came from, as the browser states it (never as the message claims). */
export interface Origin {
  readonly sender: Sender;
  /** Address of the page a content script runs in. */
  readonly pageUrl: string;
  /** Private windows leave nothing on disk. */
  readonly incognito: boolean;
  /** Where a content script runs. */
  readonly frame?: { readonly tabId: number; readonly frameId: number };
}

export type Handlers = {
  readonly [N in MessageName]: (request: Request<N>, origin: Origin) => Promise<Answer<Response<N>>>;
};

/**
 * Answers messages that come from where they may, in the form they must have. Everything else is refused with
 * the reason, and messages meant for another context of ours (those without a known name) are left alone.
 */
export function serve(handlers: Handlers): void {
  browser.runtime.onMessage.addListener((message: unknown, from, respond) => {
    if (addressedElsewhere(message)) return false;
    void answer(message, from, handlers).then(respond);
    return true;
  });
}

/** Decodes, checks the sender, runs the handler; never rejects. Exported for the tests of refusals. */
export async function answer(
  message: unknown,
  from: Browser.runtime.MessageSender,
  handlers: Handlers,
): Promise<Answer<unknown>> {
  const envelope = ENVELOPE.safeParse(message);
  if (!envelope.success) return refuse('The message has no known form.');
  const { name } = envelope.data;
  if (!isMessageName(name)) return refuse('There is no such message.');
  const origin = originOf(from);
  if (origin === undefined || !SENDERS[name].includes(origin.sender)) return refuse(`“${name}” may not come from there.`);
  const request = SCHEMAS[name].safeParse(envelope.data.request);
  if (!request.success) return refuse(`“${name}” is not in the form it must have.`);
  try {
    const handle = handlers[name] as (request: unknown, origin: Origin) => Promise<Answer<unknown>>;
    return await handle(request.data, origin);
  } catch (error) {
    return { ok: false, error: { tag: 'failed', message: error instanceof Error ? error.message : String(error) } };
  }
}

function originOf(from: Browser.runtime.MessageSender): Origin | undefined {
  if (from.id !== browser.runtime.id) return undefined;
  const url = from.url ?? '';
  const incognito = from.tab?.incognito ?? false;
  if (url.startsWith(browser.runtime.getURL('/'))) return { sender: 'own-page', pageUrl: url, incognito };
  if (from.tab === undefined || !/^https?:/.test(url)) return undefined;
  const { tab: { id: tabId }, frameId = 0 } = from;
  return { sender: 'page', pageUrl: url, incognito, ...(tabId === undefined ? {} : { frame: { tabId, frameId } }) };
}

/** Messages between the service worker and its offscreen document share the channel. */
function addressedElsewhere(message: unknown): boolean {
  return typeof message === 'object' && message !== null && ('engine' in message || 'news' in message);
}

function isMessageName(name: string): name is MessageName {
  return Object.hasOwn(SCHEMAS, name);
}

function refuse(message: string): Answer<never> {
  const error: Failure = { tag: 'refused', message };
  return { ok: false, error };
}
