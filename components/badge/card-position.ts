/** Between badge and card, and between card and the edges of the viewport. */
const GAP_PX = 6;
const EDGE_PX = 8;

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Where a card of `card`'s size goes: below its badge, else above it, else as near as the viewport allows;
 * its start edge in line with the badge's. Always inside of the viewport if it fits there at all.
 */
export function cardPosition(
  badge: Box,
  card: Size,
  viewport: Size,
  direction: 'ltr' | 'rtl',
): { readonly left: number; readonly top: number } {
  const below = badge.top + badge.height + GAP_PX;
  const above = badge.top - GAP_PX - card.height;
  const fitsBelow = below + card.height <= viewport.height - EDGE_PX;
  const start = direction === 'ltr' ? badge.left : badge.left + badge.width - card.width;
  return {
    left: within(start, viewport.width - card.width),
    top: within(fitsBelow || above < EDGE_PX ? below : above, viewport.height - card.height),
  };
}

/** From the edge of the viewport to as far as the card fits; where it does not, at its start. */
function within(wanted: number, room: number): number {
  return Math.max(EDGE_PX, Math.min(wanted, room - EDGE_PX));
}
