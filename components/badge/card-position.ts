/** Less than this is too little to read in: then it may lie over its badge. */
const MIN_HEIGHT_PX = 280;
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

export interface CardPosition {
  readonly left: number;
  readonly top: number;
  /** The card is no higher; the rest of it is scrolled to. */
  readonly maxHeight: number;
}

/**
 * Where a card that would like to be of `card`'s size goes: below its badge if it fits or has more room there,
 * else above; its start edge in line with the badge's. Inside of the viewport, and at most nine tenths of its height.
 */
export function cardPosition(badge: Box, card: Size, viewport: Size, direction: 'ltr' | 'rtl'): CardPosition {
  const start = direction === 'ltr' ? badge.left : badge.left + badge.width - card.width;
  const below = badge.top + badge.height + GAP_PX;
  const roomBelow = viewport.height - EDGE_PX - below;
  const roomAbove = badge.top - GAP_PX - EDGE_PX;
  const goesBelow = card.height <= roomBelow || roomBelow >= roomAbove;
  const maxHeight = Math.min(Math.max(goesBelow ? roomBelow : roomAbove, MIN_HEIGHT_PX), viewport.height * 0.9);
  const height = Math.min(card.height, maxHeight);
  return {
    left: within(start, viewport.width - card.width),
    top: within(goesBelow ? below : badge.top - GAP_PX - height, viewport.height - height),
    maxHeight,
  };
}

/** From the edge of the viewport to as far as the card fits; where it does not, at its start. */
function within(wanted: number, room: number): number {
  return Math.max(EDGE_PX, Math.min(wanted, room - EDGE_PX));
}
