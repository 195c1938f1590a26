import { browser } from 'wxt/browser';
import type { Answer } from '../../lib/messages/contract.ts';

const KEY = 'private-pauses';

/** Hosts and whether they are paused in private windows, where that differs from ordinary ones. */
type PrivatePauses = Readonly<Record<string, boolean>>;

/**
 * A pause made in a private window is held in the browser's session memory: never on disk, not lost when the
 * background is ended, and gone with the last private window.
 */
export async function pauseInPrivate(host: string, paused: boolean): Promise<Answer<null>> {
  await browser.storage.session.set({ [KEY]: { ...(await pauses()), [host]: paused } });
  return { ok: true, value: null };
}

/** What the reader chose for this host in a private window; undefined where nothing was. */
export async function pausedInPrivate(host: string): Promise<boolean | undefined> {
  const all = await pauses();
  return Object.hasOwn(all, host) ? all[host] : undefined;
}

export async function forgetPrivatePauses(): Promise<void> {
  await browser.storage.session.remove(KEY);
}

/** Private windows end together: what was chosen in them ends with the last. */
export function followPrivateWindows(onLastClosed: () => void): void {
  // Firefox for Android has no windows; there its session memory lasts as long as the browser.
  browser.windows?.onRemoved.addListener(async () => {
    const windows = await browser.windows.getAll();
    if (windows.some(({ incognito }) => incognito)) return;
    onLastClosed();
    await forgetPrivatePauses();
  });
}

async function pauses(): Promise<PrivatePauses> {
  const { [KEY]: all } = await browser.storage.session.get(KEY);
  return (all as PrivatePauses | undefined) ?? {};
}
