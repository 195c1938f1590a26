import { createRef, render } from 'preact';
import type { Word } from '../../lib/core/correction.ts';
import type { Flag } from '../../lib/core/evidence.ts';
import { isCover, type Treatment } from '../../lib/core/policy.ts';
import type { Judged } from '../../lib/core/report.ts';
import type { PageMessageKey, Translate } from '../../lib/i18n/t.ts';
import type { FlagAnswer, FlagQuestion } from './ask-flag.tsx';
import { Badge } from './badge.tsx';
import { Bar } from './bar.tsx';
import { askedDeeper, Card, type CardAccount, type DeeperState } from './card.tsx';
import { createCover, type Cover } from './cover.ts';
import { coverWays, type Way } from './cover-ways.ts';
import { drawnOnce } from './drawn-once.ts';
import { floatCard } from './float-card.ts';
import { insertInFlow } from './insert-in-flow.ts';
import { keepOver, wrapperOf } from './keep-over.ts';
import { holds, textOf } from './page-dom.ts';
import { createPageRoot } from './page-root.ts';
import { returnWhenTaken } from './return-when-taken.ts';
import { followPreference, schemeAt, type Scheme } from './scheme.ts';
import { shownVerdicts, type ShownVerdict } from './shown-verdicts.ts';

export type Placement =
  /** A row of its own: a badge after the anchor, a bar before the content. */
  | { readonly kind: 'after'; readonly anchor: Element; readonly post: PostParts }
  /** In a corner of the picture that holds no control, below it where there is none; a bar over all of the picture. */
  | { readonly kind: 'over'; readonly picture: HTMLElement; readonly frame: Element };

export interface PostParts {
  readonly element: Element;
  /** What is blurred, as it is when asked. */
  content(): readonly Element[];
  /** Element and all that goes on with it. What is hidden. */
  readonly whole: readonly Element[];
  /** Posts of their own inside: never covered with this one. */
  nested(): readonly Element[];
}

export interface BadgeContent {
  /** What the badge is about; quiet findings are on the card. Without a verdict to show nothing is drawn, unless asked. */
  readonly judged: readonly Judged[];
  /** What is done to it. */
  readonly treatment: Treatment;
  /** The reader wants to see it all the same. */
  readonly revealed: boolean;
  /** Whose it is, where the reader may choose to show it always. */
  readonly account?: CardAccount | undefined;
  /** Of a picture at an address: whether a larger copy of it was looked at. */
  readonly deeper?: DeeperState | undefined;
  /** What came of what the reader asked of a flag last. */
  readonly answer?: FlagAnswer | undefined;
}

export interface BadgeOptions {
  readonly placement: Placement;
  readonly content: BadgeContent;
  readonly t: Translate<PageMessageKey>;
  /** That of page-style.ts. */
  readonly style: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** The reader asked about it: a badge is drawn also where there is no verdict, and its card says why there is none. */
  readonly asked?: boolean;
  /** Follows the page's background unless given. */
  readonly scheme?: Scheme;
  /** The reader wants to see it, or no longer; `update` makes it so. */
  onReveal(revealed: boolean): void;
  /** The reader's wish for the account; `update` tells when it is done. */
  onAlwaysShow(shown: boolean): void;
  /** The reader's word on a label, null to take it back; `update` tells when it is done. Absent where it would not be kept. */
  readonly onCorrect?: ((shown: ShownVerdict, word: Word | null) => void) | undefined;
  /** The reader wants a larger copy looked at; `update` tells what comes of it. */
  onLookDeeper(): void;
  /** The reader asks something of a flag; `update` tells what comes of it. */
  onAsk(question: FlagQuestion, flag: Flag, shown: ShownVerdict): void;
  /** The reader hid this badge; it is gone already. */
  onHide(): void;
  /** The page took it out more often than it was put back; it is gone. */
  onRemoved(): void;
  /** The page took covers off more often than they were put back; all is uncovered, and the badge stays. */
  onUncovered(): void;
  /** Takes the badge out for good, and uncovers what it covers. */
  readonly signal: AbortSignal;
}

export interface BadgeHandle {
  readonly host: HTMLElement;
  update(content: BadgeContent): void;
  /** Moves the focus to the badge and the badge into view; false where it cannot be seen, as in a post that is hidden. */
  focus(): boolean;
  /** Opens the card and moves the focus into it, as if the reader had clicked; nothing where no badge is drawn. */
  open(): void;
  isOpen(): boolean;
  destroy(): void;
}

/**
 * Draws the badge of one post or picture, or the bar of what is warned of or covered, and its card when the reader
 * asks for it; and covers.
 */
export function mountBadge(options: BadgeOptions): BadgeHandle {
  const { placement, asked = false, t, now, signal } = options;
  const at = placement.kind === 'after' ? placement.anchor : placement.picture;
  const { host, root } = createPageRoot(document, options.style);
  const place = document.createElement('div');
  const body = document.createElement('div');
  place.className = `place ${placement.kind}`;
  body.className = 'body-of-badge';
  body.lang = t.locale;
  body.dir = t.direction;
  place.append(body);
  root.append(place);

  /** What opens the card; and what shows or covers again. */
  const button = createRef<HTMLButtonElement>();
  const reveal = createRef<HTMLButtonElement>();
  let { content } = options;
  let open = false;
  let inFlow = placement.kind === 'after';
  let isGone = false;
  /** Whether preact draws, rather than nobody or drawnOnce. */
  let isTree = false;
  let cover: Cover | undefined;

  function createItsCover(): Cover {
    return createCover({
      find: findWays,
      ...(placement.kind === 'after' ? { within: placement.post.element } : {}),
      onLost: () => options.onUncovered(),
    });
  }

  function findWays(): ReadonlyMap<Element, Way> {
    const isHidden = content.treatment === 'hide';
    if (placement.kind === 'over') {
      const around = wrapperOf(at);
      // In the flow our own bar may stand in that link, and has to work there.
      const isAlone = !holds(around, host) && textOf(around).trim() === '';
      return new Map<Element, Way>([...(isAlone ? [[around, 'lock'] as const] : []), [placement.frame, isHidden ? 'veil' : 'blur']]);
    }
    const { whole, nested } = placement.post;
    return coverWays({ roots: isHidden ? whole : placement.post.content(), host, nested: nested() }, isHidden ? 'fold' : 'blur');
  }

  function draw(focusNext = button): void {
    const hadFocus = root.activeElement !== null;
    const { judged, treatment, revealed, deeper } = content;
    const isAsked = asked || askedDeeper(deeper);
    const shown = shownVerdicts(judged, isAsked, open);
    const [first, ...more] = shown;
    const isOut = first === undefined && !isAsked;
    if (isOut) open = false;
    const isBar = first !== undefined && isCover(treatment) && !revealed;
    const isCovered = isBar && treatment !== 'warn';
    const isShownAgain = revealed && (treatment === 'blur' || treatment === 'hide');
    const isOnlyBadge = !isOut && !isBar && !isShownAgain && !open;
    const badge = <Badge judged={judged} shown={shown} t={t} open={open} buttonRef={button} onToggle={toggle} />;
    const tree =
      isOut || isOnlyBadge ? null : (
        <>
          {isBar ? (
            <Bar
              first={first}
              more={more.length}
              treatment={treatment}
              t={t}
              open={open}
              isLid={isCovered && !inFlow}
              revealRef={reveal}
              whyRef={button}
              onReveal={toggleRevealed}
              onToggle={toggle}
            />
          ) : (
            badge
          )}
          {isShownAgain && (
            <button ref={reveal} type="button" class="action again" onClick={toggleRevealed}>
              {t(`cover.${treatment}-again`)}
            </button>
          )}
          {open && (
            <Card {...options} {...content} shown={shown} nowMs={now()} cardRef={cardRef} onClose={close} onHide={hide} />
          )}
        </>
      );
    if (!isTree) body.replaceChildren();
    if (isTree || tree !== null) render(tree, body);
    isTree = tree !== null;
    if (isOnlyBadge) {
      body.append(drawnOnce(badge));
      button.current = body.querySelector('button');
    }
    if (hadFocus && root.activeElement === null) (focusNext.current ?? button.current)?.focus({ preventScroll: true });
    if (isCovered) (cover ??= createItsCover()).on();
    else cover?.off();
  }

  /** One for all redraws: the card floats as long as it is there. */
  function cardRef(card: HTMLElement | null): (() => void) | undefined {
    return card === null ? undefined : floatCard(card, { anchor: () => button.current, direction: t.direction, onOutside: close });
  }

  function setOpen(next: boolean): void {
    open = next;
    // By now the page may have changed to dark or back.
    if (open) colour();
    draw();
  }

  function toggle(): void {
    setOpen(!open);
  }

  function close(): void {
    setOpen(false);
  }

  function toggleRevealed(): void {
    open = false;
    options.onReveal(!content.revealed);
  }

  function hide(): void {
    destroy();
    options.onHide();
  }

  function destroy(): void {
    if (isGone) return;
    isGone = true;
    for (const stop of stops) stop();
    signal.removeEventListener('abort', destroy);
    cover?.off();
    if (isTree) render(null, body);
    host.remove();
  }

  function colour(): void {
    place.dataset['scheme'] = options.scheme ?? schemeAt(at);
  }

  function insert(): void {
    // Asked anew each time: by now the page may have wrapped its picture.
    const beside = placement.kind === 'after' ? at : wrapperOf(at);
    const [start] = placement.kind === 'after' && isCover(content.treatment) ? placement.post.content() : [];
    if (start !== undefined) insertInFlow(host, start, 'before');
    else if (inFlow) insertInFlow(host, beside);
    else Element.prototype.after.call(beside, host);
  }

  colour();
  insert();
  draw();
  const over =
    placement.kind === 'over'
      ? keepOver({ picture: at, place, body, fills: () => body.querySelector('.lid') !== null, onBelow })
      : undefined;
  const stops = [
    () => over?.release(),
    // Whoever takes the host out takes the card out of the top layer.
    returnWhenTaken(host, at, { onTaken: () => open && close(), putBack: insert, giveUp }),
    followPreference(colour),
  ];
  signal.addEventListener('abort', destroy, { once: true });

  function onBelow(): void {
    inFlow = true;
    place.className = 'place after';
    const wasOpen = open;
    if (wasOpen) close();
    const focused = root.activeElement as HTMLElement | null;
    insert();
    focused?.focus({ preventScroll: true });
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
      const isNewBar = placement.kind === 'after' && isCover(next.treatment) && !isCover(content.treatment);
      content = next;
      if (isNewBar) insert();
      draw(reveal);
      over?.refresh();
    },
    focus() {
      button.current?.scrollIntoView({ block: 'center' });
      button.current?.focus({ preventScroll: true });
      return root.activeElement !== null;
    },
    open: showCard,
    isOpen: () => open,
    destroy,
  };
}
