import { browser } from 'wxt/browser';
import type { Peers } from '../offscreen/peers.ts';

/** The name of the port that an open workbench holds (entrypoints/workbench/hold-peers.ts). */
export const WORKBENCH_PORT = 'workbench';

/** Firefox: the background may be ended at any moment unless a page of ours holds it, so there are peers while one does. */
export function allowPeersByWorkbench(peers: Peers): void {
  let open = 0;
  browser.runtime.onConnect.addListener((port) => {
    if (port.name !== WORKBENCH_PORT || port.sender?.id !== browser.runtime.id) return;
    open += 1;
    peers.allow(true);
    // What is said is nothing; but Firefox (153) takes a message for a sign of life only where somebody listens.
    port.onMessage.addListener(() => {});
    port.onDisconnect.addListener(() => {
      open -= 1;
      if (open === 0) peers.allow(false);
    });
  });
}
