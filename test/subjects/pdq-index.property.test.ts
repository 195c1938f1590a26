import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PdqIndex } from '../../lib/subjects/pdq-index.ts';
import { PDQ_WORDS, pdqDistance, type PdqHash } from '../../lib/subjects/pdq.ts';

const hash = fc.uint32Array({ minLength: PDQ_WORDS, maxLength: PDQ_WORDS });

/** A hash and another at some distance from it, near ones as likely as far. */
const pair = fc.tuple(hash, fc.uniqueArray(fc.nat(255), { maxLength: 64 })).map(([first, bits]): readonly [PdqHash, PdqHash] => {
  const second = first.slice();
  for (const bit of bits) second[bit >> 5]! ^= 1 << (bit & 31);
  return [first, second];
});

const CAPACITY = 50;

function filled(hashes: readonly PdqHash[]): PdqIndex<number> {
  const index = new PdqIndex<number>(CAPACITY);
  for (const [i, each] of hashes.entries()) index.add(each, i);
  return index;
}

describe('PdqIndex', () => {
  it('finds all that is within the distance and nothing else, the nearest first', () => {
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1, maxLength: CAPACITY }), fc.nat(80), (pairs, distance) => {
        const hashes = pairs.map(([first]) => first);
        const index = filled(hashes);
        for (const [, asked] of pairs) {
          const found = index.within(distance, asked);
          const expected = hashes.map((each, value) => ({ value, distance: pdqDistance(each, asked) })).filter((each) => each.distance <= distance);
          expect(found.map((each) => each.distance)).toEqual(expected.map((each) => each.distance).toSorted((a, b) => a - b));
          expect(new Set(found.map(({ value }) => value))).toEqual(new Set(expected.map(({ value }) => value)));
        }
      }),
    );
  });

  it('lets the oldest go when it is full', () => {
    fc.assert(
      fc.property(fc.array(hash, { minLength: 1, maxLength: 3 * CAPACITY }), (hashes) => {
        const index = filled(hashes);
        const kept = hashes.map((_, i) => i).slice(-CAPACITY);
        expect(index.size).toBe(kept.length);
        expect(index.within(256, hashes[0]!).map(({ value }) => value).toSorted((a, b) => a - b)).toEqual(kept);
      }),
    );
  });
});
