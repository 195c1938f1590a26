import { closestOf, holds } from './page-dom.ts';

/** Between the badge and the edges of the picture. */
const MARGIN_PX = 8;
/** A picture on which the badge would take more than this part of its height gets it below. */
const MAX_HEIGHT_SHARE = 0.4;
/** Narrower, no claim can be read on it. */
const MIN_WIDTH_PX = 96;

const CONTROL =
  'a[href], button, input, select, textarea, summary, video[controls], audio[controls], [contenteditable], ' +
  '[role=button], [role=link], [role=menuitem], [role=checkbox], [role=switch], [role=slider], [role=tab]';

const CORNERS = ['top-start', 'top-end', 'bottom-start', 'bottom-end'] as const;
type Corner = (typeof CORNERS)[number];

export interface OverBadge {
  readonly picture: Element;
  /** Without a size, where the flow puts it: moves are measured from here. */
  readonly place: HTMLElement;
  /** What is seen; it is moved. */
  readonly body: HTMLElement;
  /** Whether it lies over the whole picture now: then its size is the picture's, and no control is spared. */
  fills(): boolean;
  /** Called once, when no corner is free or the picture is too small: from then on it is no longer kept here. */
  onBelow(): void;
}

interface Kept extends OverBadge {
  corner: Corner;
}

interface Spot {
  readonly corner: Corner;
  readonly css: string;
}

const kept = new Map<Element, Kept>();
const due = new Set<Kept>();
let frame: number | undefined;
let observers: { readonly size: ResizeObserver; readonly view: IntersectionObserver } | undefined;

/**
 * Keeps a badge in a corner of its picture that holds no control, through changes of size and scrolling, until
 * it is released. All badges of a page share the observers, and measure together once a frame.
 */
export function keepOver(badge: OverBadge): { refresh(): void; release(): void } {
  const one: Kept = { ...badge, corner: 'top-start' };
  kept.set(badge.picture, one);
  observers ??= observe();
  observers.size.observe(badge.picture);
  observers.view.observe(badge.picture);
  measureSoon(one);
  return {
    release: () => release(one),
    refresh() {
      if (kept.get(badge.picture) !== one) return;
      // A size that was given is not one that is wanted.
      one.body.style.width = one.body.style.height = '';
      measureSoon(one);
    },
  };
}

/** Where a guest of the picture is put: after the link, button or `picture` that wraps it. */
export function wrapperOf(picture: Element): Element {
  return closestOf(picture, 'a, button, [role=button], [role=link]') ?? closestOf(picture, 'picture') ?? picture;
}

function observe(): NonNullable<typeof observers> {
  const look = (entries: readonly { readonly target: Element }[]): void => {
    for (const { target } of entries) {
      const one = kept.get(target);
      if (one !== undefined) measureSoon(one);
    }
  };
  // A scroller that is no containing block moves the picture and not the badge.
  document.addEventListener(
    'scroll',
    ({ target }) => {
      if (!(target instanceof Element)) return;
      for (const one of kept.values()) if (holds(target, one.picture)) measureSoon(one);
    },
    { capture: true, passive: true },
  );
  return {
    size: new ResizeObserver(look),
    view: new IntersectionObserver(look, { threshold: [0.01, 0.25, 0.5, 0.75, 1] }),
  };
}

function release(one: Kept): void {
  due.delete(one);
  if (kept.get(one.picture) !== one) return;
  kept.delete(one.picture);
  observers?.size.unobserve(one.picture);
  observers?.view.unobserve(one.picture);
}

function measureSoon(one: Kept): void {
  due.add(one);
  frame ??= requestAnimationFrame(measureAll);
}

/** Reads everything before it writes anything, so that the page is laid out once. */
function measureAll(): void {
  frame = undefined;
  const spots = [...due].map((one) => [one, findSpot(one)] as const);
  due.clear();
  for (const [one, spot] of spots) {
    if (spot === 'below') {
      release(one);
      one.body.removeAttribute('style');
      one.onBelow();
    } else {
      one.corner = spot.corner;
      one.body.style.cssText = spot.css;
    }
  }
}

function findSpot(one: Kept): Spot | 'below' {
  const picture = one.picture.getBoundingClientRect();
  if (picture.width === 0 || picture.height === 0) return { corner: one.corner, css: 'visibility: hidden' };
  const origin = one.place.getBoundingClientRect();
  const at = (left: number, top: number) => `transform: translate(${Math.round(left - origin.left)}px, ${Math.round(top - origin.top)}px); `;
  if (one.fills()) return { corner: one.corner, css: `${at(picture.left, picture.top)}width: ${picture.width}px; height: ${picture.height}px` };
  const { width, height } = one.body.getBoundingClientRect();
  if (picture.width < MIN_WIDTH_PX || height > picture.height * MAX_HEIGHT_SHARE) return 'below';

  const rtl = getComputedStyle(one.place).direction === 'rtl';
  const maxWidth = Math.floor(picture.width - 2 * MARGIN_PX);
  const box = { width: Math.min(width, maxWidth), height };
  // The corner it is in comes first: a badge that can stay does not jump.
  for (const corner of [one.corner, ...CORNERS.filter((other) => other !== one.corner)]) {
    const atLeft = corner.endsWith('start') !== rtl;
    const left = atLeft ? picture.left + MARGIN_PX : picture.right - MARGIN_PX - box.width;
    const top = corner.startsWith('top') ? picture.top + MARGIN_PX : picture.bottom - MARGIN_PX - box.height;
    if (holdsControl(one, new DOMRect(left, top, box.width, box.height), picture)) continue;
    return { corner, css: `${at(left, top)}max-width: ${maxWidth}px` };
  }
  return 'below';
}

/** Whether the reader would hit a control there. Outside of the viewport nothing can be hit; it is asked again in view. */
function holdsControl(one: Kept, box: DOMRect, picture: DOMRect): boolean {
  const scope = one.picture.getRootNode() as Document | ShadowRoot;
  const points = [
    [box.left, box.top],
    [box.right, box.top],
    [box.left, box.bottom],
    [box.right, box.bottom],
    [box.left + box.width / 2, box.top + box.height / 2],
  ] as const;
  return points.some(([x, y]) =>
    scope.elementsFromPoint(x, y).some((element) => {
      const control = closestOf(element, CONTROL);
      return control !== null && !holds(control, one.picture) && !covers(Element.prototype.getBoundingClientRect.call(control), picture);
    }),
  );
}

/** A link laid over the whole picture is the picture's own. */
function covers(control: DOMRect, picture: DOMRect): boolean {
  return (
    control.left <= picture.left + 1 &&
    control.top <= picture.top + 1 &&
    control.right >= picture.right - 1 &&
    control.bottom >= picture.bottom - 1
  );
}
