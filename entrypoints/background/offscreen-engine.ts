import { browser } from 'wxt/browser';
import type { Answer } from '../../lib/messages/contract.ts';
import type { CallEngine } from '../offscreen/worker-host.ts';

const PAGE = 'offscreen.html';

/** Chromium: calls reach the engine's worker through the offscreen document, which is opened when it is needed. */
export function createOffscreenEngine(): CallEngine {
  let opening: Promise<void> | undefined;

  async function ensureOpen(): Promise<void> {
    opening ??= open().finally(() => {
      opening = undefined;
    });
    await opening;
  }

  return async (name, request, origin) => {
    await ensureOpen();
    const answer: Answer<never> | undefined = await browser.runtime.sendMessage({ engine: { id: 0, name, request, origin } });
    return answer ?? { ok: false, error: { tag: 'failed', message: 'The engine did not answer.' } };
  };
}

async function open(): Promise<void> {
  const contexts = await browser.runtime.getContexts({ contextTypes: ['OFFSCREEN_DOCUMENT'] });
  if (contexts.length > 0) return;
  await browser.offscreen.createDocument({
    url: PAGE,
    reasons: ['WORKERS'],
    justification: 'Runs the detectors and list look-ups on this device, off the pages.',
  });
}
