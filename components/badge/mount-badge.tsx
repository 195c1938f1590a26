import { createRef, render } from 'preact';
import type { Judged } from '../../lib/core/report.ts';
import type { PageMessageKey, Translate } from '../../lib/i18n/t.ts';
import badgeCss from './badge.css?inline';
import { Badge } from './badge.tsx';
import cardCss from './card.css?inline';
import { Card } from './card.tsx';
import { insertInFlow } from './insert-in-flow.ts';
import { keepOver, wrapperOf } from './keep-over.ts';
import { createPageRoot } from './page-root.ts';
import { schemeAt, type Scheme } from './scheme.ts';
import { shownVerdicts } from './shown-verdicts.ts';

/** How often a badge that the page takes out is put back. */
export const MAX_RETURNS = 3;

export type Placement =
  /** A row of its own after the anchor. */
  | { readonly kind: 'after'; readonly anchor: Element }
  /** In a corner of the picture that holds no control; below it where there is none. */
  | { readonly kind: 'over'; readonly picture: HTMLElement };

export interface BadgeOptions {
  readonly placement: Placement;
  /** What the badge is about; quiet findings are on the card. Without a verdict to show nothing is drawn, unless `asked`. */
  readonly judged: readonly Judged[];
  readonly t: Translate<PageMessageKey>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** The reader asked about it: a badge is drawn also where there is no verdict, and its card says why there is none. */
  readonly asked?: boolean;
  /** Follows the page's background unless given. */
  readonly scheme?: Scheme;
  /** The reader hid this badge; it is gone already. */
  onHide(): void;
  /** The page took it out more often than it was put back; it is gone. */
  onRemoved(): void;
  /** Takes the badge out for good. */
  readonly signal: AbortSignal;
}

export interface BadgeHandle {
  readonly host: HTMLElement;
  update(judged: readonly Judged[]): void;
  /** Moves the focus to the badge and the badge into view. */
  focus(): void;
  /** Opens the card and moves the focus into it, as if the reader had clicked; nothing where no badge is drawn. */
  open(): void;
  destroy(): void;
}

/** Draws the badge of one post or picture, and its card when the reader asks for it. */
export function mountBadge(options: BadgeOptions): BadgeHandle {
  const { placement, asked = false, t, now, signal } = options;
  const at = placement.kind === 'after' ? placement.anchor : placement.picture;
  const document = at.ownerDocument;
  const { host, root } = createPageRoot(document, badgeCss + cardCss);
  const place = document.createElement('div');
  const body = document.createElement('div');
  place.className = `place ${placement.kind}`;
  place.dataset['scheme'] = options.scheme ?? schemeAt(at);
  body.className = 'body-of-badge';
  body.lang = t.locale;
  body.dir = t.direction;
  place.append(body);
  root.append(place);

  const button = createRef<HTMLButtonElement>();
  const gone = new AbortController();
  let judged = options.judged;
  let open = false;

  function draw(): void {
    const shown = shownVerdicts(judged, asked);
    if (shown.length === 0 && !asked) {
      open = false;
      return render(null, body);
    }
    render(
      <>
        <Badge judged={judged} shown={shown} t={t} open={open} buttonRef={button} onToggle={toggle} />
        {open && button.current !== null && (
          <Card
            judged={judged}
            shown={shown}
            t={t}
            nowMs={now()}
            badge={button.current}
            onClose={close}
            onHide={hide}
          />
        )}
      </>,
      body,
    );
  }

  function setOpen(next: boolean): void {
    const hadFocus = root.activeElement !== null;
    open = next;
    draw();
    if (!open && hadFocus) button.current?.focus({ preventScroll: true });
  }

  function toggle(): void {
    setOpen(!open);
  }

  function close(): void {
    setOpen(false);
  }

  function hide(): void {
    destroy();
    options.onHide();
  }

  function destroy(): void {
    if (gone.signal.aborted) return;
    gone.abort();
    render(null, body);
    host.remove();
  }

  let inFlow = placement.kind === 'after';

  function insert(): void {
    // Asked anew each time: by now the page may have wrapped its picture.
    const after = placement.kind === 'after' ? at : wrapperOf(at);
    if (inFlow) insertInFlow(host, after);
    else after.after(host);
  }

  draw();
  insert();
  const over = placement.kind === 'over' ? keepOver({ picture: at, place, body, onBelow }, gone.signal) : undefined;
  // Whoever takes the host out takes the card out of the top layer.
  returnWhenTaken(host, at, { onTaken: () => open && close(), putBack: insert, giveUp }, gone.signal);
  signal.addEventListener('abort', destroy, { once: true, signal: gone.signal });

  function onBelow(): void {
    inFlow = true;
    place.className = 'place after';
    const wasOpen = open;
    if (wasOpen) close();
    insert();
    // A move takes the card out of the top layer. It opens again when the watcher below has heard of the move.
    if (wasOpen) queueMicrotask(showCard);
  }

  /** A card out of the page cannot be shown. */
  function showCard(): void {
    if (!host.isConnected) return;
    setOpen(true);
    root.querySelector<HTMLElement>('.body')?.focus({ preventScroll: true });
  }

  function giveUp(): void {
    destroy();
    options.onRemoved();
  }

  return {
    host,
    update(next) {
      judged = next;
      draw();
      over?.refresh();
    },
    focus() {
      button.current?.scrollIntoView({ block: 'center' });
      button.current?.focus({ preventScroll: true });
    },
    open: showCard,
    destroy,
  };
}

/**
 * Puts the host back where the page takes it out while its anchor stays; after MAX_RETURNS times gives up.
 * `onTaken` is called whenever it was taken out, also where the page only moved it.
 */
function returnWhenTaken(
  host: HTMLElement,
  anchor: Element,
  does: { readonly onTaken: () => void; readonly putBack: () => void; readonly giveUp: () => void },
  signal: AbortSignal,
): void {
  let returns = 0;
  const observer = new MutationObserver((records) => {
    if (!records.some(({ removedNodes }) => [...removedNodes].includes(host))) return;
    does.onTaken();
    if (!host.isConnected && anchor.isConnected) {
      if (returns === MAX_RETURNS) return does.giveUp();
      returns += 1;
      does.putBack();
    }
    watch();
  });
  function watch(): void {
    observer.disconnect();
    if (host.parentNode !== null) observer.observe(host.parentNode, { childList: true });
  }
  watch();
  signal.addEventListener('abort', () => observer.disconnect(), { once: true });
}
