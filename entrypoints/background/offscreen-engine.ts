import { browser } from 'wxt/browser';
import type { Answer } from '../../lib/messages/contract.ts';
import type { EngineQuestion } from '../../lib/messages/engine.ts';
import type { CallEngine } from '../offscreen/engine-host.ts';

const PAGE = 'offscreen.html';
/** Waits before asking again where the document was closed, or is being opened by a service worker that ended meanwhile. */
const ASK_AGAIN_AFTER_MS = [50, 200, 1_000];

/**
 * Chromium: calls reach the engine's worker through the offscreen document, which is opened when it is needed. A call
 * whose answer was lost with the document is sent again: every message may be.
 */
export function createOffscreenEngine(): CallEngine {
  let opening: Promise<void> | undefined;

  async function ask(call: EngineQuestion): Promise<Answer<never>> {
    opening ??= open().finally(() => {
      opening = undefined;
    });
    await opening;
    const answer: Answer<never> | undefined = await browser.runtime.sendMessage({ engine: call });
    if (answer === undefined) throw new Error('The engine did not answer.');
    return answer;
  }

  return async (name, request, origin) => {
    const call: EngineQuestion = { name, request, origin };
    for (const waitMs of ASK_AGAIN_AFTER_MS) {
      try {
        return await ask(call);
      } catch {
        // Whatever it was, a document opened anew may answer.
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    }
    return ask(call).catch((error: unknown) => ({ ok: false, error: { tag: 'failed', message: String(error) } }));
  };
}

async function open(): Promise<void> {
  const contexts = await browser.runtime.getContexts({ contextTypes: ['OFFSCREEN_DOCUMENT'] });
  if (contexts.length > 0) return;
  await browser.offscreen.createDocument({
    url: PAGE,
    reasons: ['WORKERS', 'WEB_RTC'],
    justification: 'Runs the detectors and list look-ups on this device, off the pages, and reaches other readers of lists where the reader wants that.',
  });
}
