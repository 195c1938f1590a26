import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Judged } from '../../lib/core/report.ts';
import type { PageMessageKey, Translate } from '../../lib/i18n/t.ts';
import { cardPosition, type Size } from './card-position.ts';
import { QuietAnswer } from './quiet-answer.tsx';
import { QuietFindings } from './quiet-findings.tsx';
import { contradict, type ShownVerdict } from './shown-verdicts.ts';
import { VerdictSection } from './verdict-section.tsx';

export interface CardProps {
  readonly judged: readonly Judged[];
  /** Empty only where the reader asked. */
  readonly shown: readonly ShownVerdict[];
  readonly t: Translate<PageMessageKey>;
  readonly nowMs: number;
  /** The card stands beside it. */
  readonly badge: Element;
  onClose(): void;
  onHide(): void;
}

/** Why the mark is there: a dialog in the top layer, which no page can cover or cut. */
export function Card({ judged, shown, t, nowMs, badge, onClose, onHide }: CardProps): JSX.Element {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const card = ref.current;
    if (card === null) return;
    card.showPopover();
    card.querySelector<HTMLElement>('.body')?.focus({ preventScroll: true });
    const stop = new AbortController();
    followBadge(card, badge, t.direction, stop.signal);
    onPressOutside(card, onClose, stop.signal);
    return () => stop.abort();
  }, [badge, t.direction, onClose]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      event.preventDefault();
      onClose();
    } else if (event.key === 'Tab' && ref.current !== null) {
      cycleFocus(ref.current, event);
    }
  }

  return (
    <div
      ref={ref}
      class="card"
      popover="manual"
      role="dialog"
      aria-modal="true"
      aria-labelledby="card-title"
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      <header>
        <h2 id="card-title">{t(shown.length === 0 ? 'asked.title' : 'card.title')}</h2>
        <button type="button" class="close" aria-label={t('card.close')} title={t('card.close')} onClick={onClose}>
          <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
            <path class="line" d="M4 4l8 8M12 4l-8 8" />
          </svg>
        </button>
      </header>
      {/* Where reading begins; it has the focus so that the arrow keys scroll it. */}
      <div class="body" tabIndex={0}>
        {shown.map((one) => (
          <VerdictSection key={`${one.judged.key} ${one.verdict.label}`} shown={one} t={t} nowMs={nowMs} />
        ))}
        {contradict(shown) && <p class="note">{t('card.contradiction')}</p>}
        {shown.length === 0 ? <QuietAnswer judged={judged} t={t} /> : <QuietFindings judged={judged} t={t} />}
      </div>
      <footer>
        <p class="absence">{t('card.absence')}</p>
        <button type="button" class="action" onClick={onHide}>
          {t('card.hide')}
        </button>
      </footer>
    </div>
  );
}

/** Keeps the card beside its badge while page, window and card change. */
function followBadge(card: HTMLElement, badge: Element, direction: 'ltr' | 'rtl', signal: AbortSignal): void {
  const place = (): void => {
    const { clientWidth, clientHeight } = card.ownerDocument.documentElement;
    const viewport = { width: clientWidth, height: Math.min(clientHeight, innerHeight) };
    const { left, top, maxHeight } = cardPosition(badge.getBoundingClientRect(), wantedSize(card), viewport, direction);
    card.style.setProperty('--room', `${maxHeight}px`);
    card.style.left = `${left}px`;
    card.style.top = `${top}px`;
  };
  place();
  addEventListener('scroll', place, { capture: true, passive: true, signal });
  addEventListener('resize', place, { passive: true, signal });
  const size = new ResizeObserver(place);
  size.observe(card);
  signal.addEventListener('abort', () => size.disconnect(), { once: true });
}

/** The card's size if nothing in it had to scroll. */
function wantedSize(card: HTMLElement): Size {
  const body = card.querySelector('.body');
  const hidden = body === null ? 0 : body.scrollHeight - body.clientHeight;
  return { width: card.offsetWidth, height: card.offsetHeight + hidden };
}

/** A press anywhere else closes the card; the page gets it as always. */
function onPressOutside(card: HTMLElement, close: () => void, signal: AbortSignal): void {
  const root = card.getRootNode();
  const inside = root instanceof ShadowRoot ? root.host : card;
  const onPress = (event: Event): void => {
    if (event.isTrusted && !event.composedPath().includes(inside)) close();
  };
  addEventListener('pointerdown', onPress, { capture: true, passive: true, signal });
}

/** Tab stays within: from the last control to the first and back. */
function cycleFocus(card: HTMLElement, event: KeyboardEvent): void {
  const stops = [...card.querySelectorAll<HTMLElement>('button, summary, .body')];
  const root = card.getRootNode() as Document | ShadowRoot;
  const at = stops.findIndex((stop) => stop === root.activeElement);
  const next = event.shiftKey ? (at <= 0 ? stops.length - 1 : at - 1) : (at + 1) % stops.length;
  event.preventDefault();
  stops[next]?.focus();
}
