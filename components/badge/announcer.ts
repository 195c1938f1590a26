import type { PageMessageKey, Translate } from '../../lib/i18n/t.ts';
import { createPageRoot } from './page-root.ts';

/** A feed that is scrolled brings a badge every moment; a screen reader hears of them at most this often. */
export const ANNOUNCE_EVERY_MS = 5_000;

const UNSEEN = `
  :host { all: initial !important; display: contents !important; }
  p { position: fixed; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); }
`;

export interface Announcer {
  /** How many labels the page has now. */
  count(badges: number): void;
}

/**
 * The page's one polite live region. The first count is said at once, and later ones together; a count that
 * falls is kept for the next sentence and not said by itself.
 */
export function createAnnouncer(document: Document, t: Translate<PageMessageKey>, signal: AbortSignal): Announcer {
  const { host, root } = createPageRoot(document, UNSEEN);
  const region = document.createElement('p');
  region.lang = t.locale;
  region.setAttribute('role', 'status');
  root.append(region);
  // In the page before it says anything: what a region is inserted with is not read out.
  document.body.append(host);
  let said = 0;
  let badges = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  signal.addEventListener(
    'abort',
    () => {
      clearTimeout(timer);
      host.remove();
    },
    { once: true },
  );

  function say(): void {
    timer = undefined;
    if (badges === said) return;
    if (badges > said) {
      if (!host.isConnected) document.body.append(host);
      region.textContent = t('announce.badges', { n: badges });
      timer = setTimeout(say, ANNOUNCE_EVERY_MS);
    }
    said = badges;
  }

  return {
    count(next) {
      badges = next;
      if (timer === undefined && !signal.aborted) say();
    },
  };
}
