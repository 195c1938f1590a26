import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { postTime } from '../../lib/subjects/post-time.ts';

const NOW = Date.UTC(2026, 10, 22, 14, 2);

describe('when a post was made', () => {
  it.each<[string, number | undefined]>([
    // The example of X's own documentation of snowflakes, and one of the AT Protocol's of TIDs.
    ['x:1541815603606036480', Date.UTC(2022, 5, 28, 16, 7, 40, 105)],
    ['bsky:alice.example/3jzfcijpj2z2a', Date.UTC(2023, 5, 30, 15, 3, 1, 887)],
    ['bsky:did:plc:aaaaaaaaaaaaaaaaaaaaaaaa/3jzfcijpj2z2a', Date.UTC(2023, 5, 30, 15, 3, 1, 887)],
    ['fedi:social.example/109428392823267329', Date.UTC(2022, 10, 29, 17, 59, 23, 538)],
    // Before ids told the time.
    ['x:20', undefined],
    ['hn:8863', undefined],
    ['reddit:t3_abcdef', undefined],
    ['https://harbour.example/posts/1', undefined],
    // Ahead of the clock, as an author may choose it.
    ['bsky:alice.example/jzzzzzzzzzzzz', undefined],
    ['bsky:alice.example/2222222222222', undefined],
    ['fedi:social.example/999999999999999999999', undefined],
  ])('%s', (canonical, made) => {
    expect(postTime(canonical, NOW)).toBe(made);
  });

  it('is never later than now, whatever an id says, and never throws', () => {
    fc.assert(
      fc.property(fc.constantFrom('x:', 'fedi:a.example/', 'bsky:a/', ''), fc.string({ unit: fc.constantFrom(...'0123456789abcdefghijxyz') }), (site, id) => {
        expect(postTime(site + id, NOW) ?? 0).toBeLessThanOrEqual(NOW);
      }),
      { numRuns: 1000 },
    );
  });
});
