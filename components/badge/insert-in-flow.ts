import { closestOf, isOneOf, parentElementOf } from './page-dom.ts';

/** How far up a spot is looked for before the anchor's own parent has to do. */
const MAX_CLIMB = 4;

/** Elements whose parent allows only their kind, or draws only what it has a slot for: a guest goes inside. */
const OWN_KIND_ONLY = 'li, td, th, dd, dt, figcaption, [slot]';

/** Elements that show nothing that is put into them, or must hold no control. */
const HOLDS_NOTHING = 'img, picture, video, canvas, iframe, object, embed, input, textarea, select, button, svg';

/**
 * Puts `guest` where it reads as a row of its own beside `anchor`, in the flow: inside or further up where a
 * sibling would become one more column of a flex row or a grid, or where only what its parent slots is drawn.
 */
export function insertInFlow(guest: Element, anchor: Element, side: 'before' | 'after' = 'after'): void {
  const inside = side === 'after' ? 'append' : 'prepend';
  let at = leaveInlineLink(anchor);
  for (let climbed = 0; climbed < MAX_CLIMB; climbed += 1) {
    if (at.tagName === 'TR') at = at.lastElementChild ?? at;
    if (isOneOf(at, OWN_KIND_ONLY)) return Element.prototype[inside].call(at, guest);
    const parent = boxParent(at);
    if (parent === null || !laysOutSideways(parent)) break;
    if (!isOneOf(at, HOLDS_NOTHING) && !laysOutSideways(at)) return Element.prototype[inside].call(at, guest);
    at = parent;
  }
  Element.prototype[side].call(at, guest);
}

/** A link within text ends before the guest; one that wraps a whole card keeps it. */
function leaveInlineLink(anchor: Element): Element {
  const link = closestOf(anchor, 'a, button');
  return link !== null && (link.tagName === 'BUTTON' || getComputedStyle(link).display === 'inline') ? link : anchor;
}

/** The nearest ancestor that makes a box. */
function boxParent(element: Element): Element | null {
  let parent = parentElementOf(element);
  while (parent !== null && getComputedStyle(parent).display === 'contents') parent = parentElementOf(parent);
  return parent;
}

function laysOutSideways(element: Element): boolean {
  const { display, flexDirection } = getComputedStyle(element);
  return display.includes('grid') || (display.includes('flex') && !flexDirection.startsWith('column'));
}
