import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import type { Answer } from '../../lib/messages/contract.ts';
import type { EngineCall, EngineNews, EngineReply } from '../../lib/messages/engine.ts';
import { createEngine } from './engine.ts';

/** The dedicated worker in which everything heavy happens: pictures, models, lists, the store. */
export default defineUnlistedScript(() => {
  // The extension's own origin: workers have no `browser.runtime` to ask.
  const engine = createEngine(new URL('/', self.location.href).href, (news: EngineNews) => self.postMessage({ news }));

  self.addEventListener('message', (event: MessageEvent<EngineCall>) => {
    const { id, name, request, origin } = event.data;
    const handle = engine.handlers[name] as (request: unknown, origin: unknown) => Promise<Answer<unknown>>;
    void carryOut(() => handle(request, origin)).then((answer) => {
      const reply: EngineReply = { id, answer, broken: engine.broken() };
      self.postMessage(reply);
    });
  });
});

async function carryOut(handle: () => Promise<Answer<unknown>>): Promise<Answer<unknown>> {
  try {
    return await handle();
  } catch (error) {
    return { ok: false, error: { tag: 'failed', message: error instanceof Error ? error.message : String(error) } };
  }
}
