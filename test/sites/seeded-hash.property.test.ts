import fc from 'fast-check';
import { expect, it } from 'vitest';
import { seededHash } from '../../lib/sites/seeded-hash.ts';

it('tells texts apart, and the same text always alike', () => {
  const text = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(text, text, fc.integer(), (a, b, seed) => {
      expect(seededHash(a, seed) === seededHash(b, seed)).toBe(a === b);
    }),
    { numRuns: 2_000 },
  );
});

it('finds a number of its own for each of a hundred thousand posts, under every seed another', () => {
  const hashes = (seed: number) => Array.from({ length: 100_000 }, (_, n) => seededHash(`{"text":"Post ${n}"}`, seed));
  expect(new Set([...hashes(1), ...hashes(2)]).size).toBe(200_000);
});
