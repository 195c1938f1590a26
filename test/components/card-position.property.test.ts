import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardPosition, type Box, type Size } from '../../components/badge/card-position.ts';

const length = (max: number) => fc.integer({ min: 0, max });
const viewports = fc.record({ width: fc.integer({ min: 320, max: 3_000 }), height: fc.integer({ min: 200, max: 2_000 }) });
const badges = fc.record({
  left: fc.integer({ min: -500, max: 3_500 }),
  top: fc.integer({ min: -3_000, max: 3_000 }),
  width: length(320),
  height: length(44),
});
const cards = fc.record({ width: length(300), height: length(4_000) });
const directions = fc.constantFrom('ltr' as const, 'rtl' as const);

function placed(badge: Box, card: Size, viewport: Size, direction: 'ltr' | 'rtl') {
  const at = cardPosition(badge, card, viewport, direction);
  const height = Math.min(card.height, at.maxHeight);
  return { ...at, height, right: at.left + card.width, bottom: at.top + height };
}

describe('a card', () => {
  it('is inside of the viewport and at most nine tenths as high', () => {
    fc.assert(
      fc.property(badges, cards, viewports, directions, (badge, card, viewport, direction) => {
        const { left, top, right, bottom, height } = placed(badge, card, viewport, direction);
        expect(left).toBeGreaterThanOrEqual(8);
        expect(right).toBeLessThanOrEqual(viewport.width - 8);
        expect(height).toBeLessThanOrEqual(viewport.height * 0.9);
        expect(top).toBeGreaterThanOrEqual(8);
        // Of a very low window nine tenths and both edges do not fit: then the upper edge holds.
        expect(bottom).toBeLessThanOrEqual(Math.max(viewport.height - 8, 8 + viewport.height * 0.9));
      }),
    );
  });

  it('leaves its badge visible wherever there is room enough to read', () => {
    fc.assert(
      fc.property(badges, cards, viewports, directions, (badge, card, viewport, direction) => {
        const roomAbove = badge.top - 14;
        const roomBelow = viewport.height - badge.top - badge.height - 14;
        fc.pre(badge.top >= 0 && roomBelow >= 0 && Math.max(roomAbove, roomBelow) >= 280);
        const { top, bottom } = placed(badge, card, viewport, direction);
        expect(bottom <= badge.top || top >= badge.top + badge.height).toBe(true);
      }),
    );
  });

  it.each([
    ['below, its left edge in line', 'ltr', { left: 100, top: 100 }, { left: 100, top: 130 }],
    ['below, its right edge in line where text runs right to left', 'rtl', { left: 400, top: 100 }, { left: 240, top: 130 }],
    ['above at the foot of the window', 'ltr', { left: 100, top: 700 }, { left: 100, top: 494 }],
    ['pushed in from the right edge', 'ltr', { left: 950, top: 100 }, { left: 692, top: 130 }],
  ] as const)('goes %s', (_, direction, at, expected) => {
    const badge = { ...at, width: 140, height: 24 };
    expect(cardPosition(badge, { width: 300, height: 200 }, { width: 1_000, height: 750 }, direction)).toMatchObject(expected);
  });
});
