import type { Judged } from '../../lib/core/report.ts';
import type { PageMessageKey, Translate } from '../../lib/i18n/t.ts';
import { createPageRoot } from './page-root.ts';
import { shownVerdicts } from './shown-verdicts.ts';

/** Scrolling a feed brings a badge every moment; a screen reader hears of them at most this often. */
export const ANNOUNCE_EVERY_MS = 5_000;
/** What a region is inserted with is not read out, nor what follows before a screen reader has seen it. */
export const ANNOUNCE_AFTER_MS = 500;

const UNSEEN = `
  :host { all: initial !important; display: contents !important; }
  p { position: fixed; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); }
`;

/** Tells of the labels that a new badge shows, and whether what they are about is not seen for it. */
export type Announcer = (judged: readonly Judged[], isCovered: boolean) => void;

/** The page's one polite live region: new labels are told of by their number, those of a while together. */
export function createAnnouncer(document: Document, t: Translate<PageMessageKey>, signal: AbortSignal): Announcer {
  const { host, root } = createPageRoot(document, UNSEEN);
  const region = document.createElement('p');
  region.lang = t.locale;
  region.setAttribute('role', 'status');
  root.append(region);
  // A page may have taken its body out: then there is nobody to tell. What draws may come when the visit is over.
  if (!signal.aborted) document.body?.append(host);

  let untold = 0;
  let covered = 0;
  let timer: ReturnType<typeof setTimeout> | undefined = setTimeout(tell, ANNOUNCE_AFTER_MS);
  signal.addEventListener(
    'abort',
    () => {
      clearTimeout(timer);
      host.remove();
    },
    { once: true },
  );

  function tell(): void {
    timer = undefined;
    if (untold === 0) return;
    region.textContent = [t('announce.labels', { n: untold }), ...(covered > 0 ? [t('announce.covered', { n: covered })] : [])].join(', ');
    untold = covered = 0;
    timer = setTimeout(tell, ANNOUNCE_EVERY_MS);
  }

  return (judged, isCovered) => {
    untold += shownVerdicts(judged).length;
    if (isCovered) covered += 1;
    if (timer === undefined && !signal.aborted) tell();
  };
}
