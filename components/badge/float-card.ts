import { cardPosition, type Size } from './card-position.ts';

/** The least that Chromium allows; nobody is led to press what was seen for a shorter time. */
const MIN_LOOK_MS = 100;

/** Chromium tells also of what a page hides from its own events: that something is drawn over an element. */
interface SeenEntry extends IntersectionObserverEntry {
  readonly isVisible?: boolean;
}

export interface FloatingCard {
  /** What the card stands beside; it may be another element after a redraw. */
  readonly anchor: () => Element | null;
  readonly direction: 'ltr' | 'rtl';
  /** The reader pressed somewhere else, or something of the page came to lie over the card. */
  readonly onOutside: () => void;
}

/** Lifts a card into the top layer, moves the focus into it and keeps it beside its anchor; returns what ends that. */
export function floatCard(card: HTMLElement, { anchor, direction, onOutside }: FloatingCard): () => void {
  const stop = new AbortController();
  const { signal } = stop;

  function place(): void {
    const at = anchor();
    if (at === null) return;
    const { clientWidth, clientHeight } = card.ownerDocument.documentElement;
    const viewport = { width: clientWidth, height: Math.min(clientHeight, innerHeight) };
    const { left, top, maxHeight } = cardPosition(at.getBoundingClientRect(), wantedSize(card), viewport, direction);
    card.style.cssText = `--room: ${maxHeight}px; left: ${left}px; top: ${top}px`;
  }

  card.showPopover();
  card.querySelector<HTMLElement>('.body')?.focus({ preventScroll: true });
  place();
  addEventListener('scroll', place, { capture: true, passive: true, signal });
  addEventListener('resize', place, { passive: true, signal });
  const size = new ResizeObserver(place);
  size.observe(card);

  const { host } = card.getRootNode() as ShadowRoot;
  // The page gets the press as always.
  const onPress = (event: Event): void => {
    if (event.isTrusted && !event.composedPath().includes(host)) onOutside();
  };
  addEventListener('pointerdown', onPress, { capture: true, passive: true, signal });

  // What opens later lies above, and may let presses through to a control that nobody sees.
  addEventListener('beforetoggle', ({ newState }) => newState === 'open' && onOutside(), { capture: true, signal });
  addEventListener('fullscreenchange', onOutside, { capture: true, signal });
  const view = new IntersectionObserver(
    (entries: readonly SeenEntry[]) => {
      if (entries.some(({ isIntersecting, isVisible }) => isIntersecting && isVisible === false)) onOutside();
    },
    { trackVisibility: true, delay: MIN_LOOK_MS } as IntersectionObserverInit,
  );
  view.observe(card);

  return () => {
    stop.abort();
    size.disconnect();
    view.disconnect();
  };
}

/** The card's size if nothing in it had to scroll. */
function wantedSize(card: HTMLElement): Size {
  const body = card.querySelector('.body');
  const hidden = body === null ? 0 : body.scrollHeight - body.clientHeight;
  return { width: card.offsetWidth, height: card.offsetHeight + hidden };
}
