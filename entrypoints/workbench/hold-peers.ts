import { browser } from 'wxt/browser';
import { WORKBENCH_PORT } from '../background/peers-by-workbench.ts';

/** Firefox (153) ends an idle event page after 30 s, and not while messages come; one that was ended is begun anew. */
const WORD_EVERY_MS = 20_000;

/** Firefox: keeps the background, and with it the peers, as long as this page is open. */
export function holdPeers(): void {
  const port = browser.runtime.connect({ name: WORKBENCH_PORT });
  const speaking = setInterval(() => port.postMessage(null), WORD_EVERY_MS);
  port.onDisconnect.addListener(() => {
    clearInterval(speaking);
    setTimeout(holdPeers, 1000);
  });
}
