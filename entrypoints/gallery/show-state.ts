import { mountBadge, type BadgeHandle } from '../../components/badge/mount-badge.tsx';
import { PAGE_STYLE } from '../../components/badge/page-style.ts';
import { pageCatalogueOf } from '../../lib/i18n/catalogues.ts';
import { createTranslate } from '../../lib/i18n/t.ts';
import { afterPost } from '../../test/support/components-placement.ts';
import { contentOf, isAsked, NOW_MS, STATES, type StateName } from '../../test/support/components-states.ts';
import './gallery.css';
import type { Look } from './look.ts';

/** Shows one state on a post or a picture as a page would hold it, and what comes of pressing its buttons. */
export function showState(document: Document, state: StateName, look: Look): void {
  const isPicture = STATES[state][0]?.subject.kind === 'media';
  document.title = state;
  document.documentElement.dir = look.direction;
  document.body.className = look.scheme;
  document.body.innerHTML = isPicture
    ? `<main><h1 hidden>Gallery</h1><article class="post"><img alt="Drawn for the gallery" src="${drawnPicture()}" width="400" height="160"></article></main>`
    : '<main><h1 hidden>Gallery</h1><article class="post"><p>The harbour opens at six; the ferry waits for nobody.</p></article></main>';
  const alive = new AbortController();
  const content = contentOf(state);
  const at = document.querySelector<HTMLElement>('article > *')!;
  const badge: BadgeHandle = mountBadge({
    placement: isPicture ? { kind: 'over', picture: at, frame: at } : afterPost(at),
    content,
    asked: isAsked(state),
    style: PAGE_STYLE,
    t: createTranslate({ ...pageCatalogueOf(look.locale), direction: look.direction }),
    now: () => NOW_MS,
    onReveal: (revealed) => badge.update({ ...content, revealed }),
    onAlwaysShow: (alwaysShown) => badge.update({ ...content, ...(content.account === undefined ? {} : { account: { ...content.account, alwaysShown } }) }),
    onCorrect: () => {},
    onLookDeeper() {},
    onAsk() {},
    onHide: () => {},
    onRemoved: () => {},
    onUncovered: () => {},
    signal: alive.signal,
  });
  if (look.part === 'card') badge.open();
}

/** A sky over water, so that words over a picture have something to be read against. */
function drawnPicture(): string {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [800, 320];
  const pen = canvas.getContext('2d')!;
  const sky = pen.createLinearGradient(0, 0, 0, 320);
  for (const [at, colour] of [[0, '#2b5c8a'], [0.55, '#f2c58f'], [0.56, '#1d3f4f'], [1, '#0e2430']] as const) sky.addColorStop(at, colour);
  pen.fillStyle = sky;
  pen.fillRect(0, 0, 800, 320);
  return canvas.toDataURL();
}
