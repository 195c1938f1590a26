import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayOf, firstDay, mergedSeen, putSeen, RING_DAYS, SEEN_BYTES, seenIn, sortedSeen, startOfDay, type SeenKey } from '../../lib/core/seen-keys.ts';
import { SUBJECT_KINDS } from '../../lib/core/subject.ts';

/** Few different bytes, so that keys repeat and begin alike. */
const aKey: fc.Arbitrary<SeenKey> = fc.record({
  kind: fc.constantFrom(...SUBJECT_KINDS),
  key: fc.uint8Array({ minLength: 12, maxLength: 12 }).map((key) => key.map((byte, i) => (i < 10 ? 0 : byte % 3))),
});
const someKeys = fc.array(aKey, { maxLength: 60 });

function packed(keys: readonly SeenKey[]): Uint8Array {
  const entries = new Uint8Array(keys.length * SEEN_BYTES);
  for (const [i, key] of keys.entries()) putSeen(entries, i * SEEN_BYTES, key);
  return sortedSeen(entries);
}
const named = ({ kind, key }: SeenKey) => `${Buffer.from(key).toString('hex')} ${kind}`;
const namesIn = (entries: Uint8Array) => seenIn(entries).map(named);
const namesOf = (...keys: readonly SeenKey[]) => [...new Set(keys.map(named))];

describe('keys of what was seen', () => {
  it('come back as they went in, each once, in order', () => {
    fc.assert(
      fc.property(someKeys, (keys) => {
        const names = namesIn(packed(keys));
        expect(new Set(names)).toEqual(new Set(namesOf(...keys)));
        expect(names).toHaveLength(new Set(names).size);
        expect(names.map((name) => name.slice(0, 24))).toEqual(names.map((name) => name.slice(0, 24)).toSorted());
      }),
    );
  });

  it('are merged as sets are', () => {
    fc.assert(
      fc.property(someKeys, someKeys, (a, b) => {
        const merged = mergedSeen(packed(a), packed(b), Infinity);
        expect(merged).toEqual(packed([...a, ...b]));
      }),
    );
  });

  it('are never more than the most, and the same in whatever order and how often the batches come', () => {
    fc.assert(
      fc.property(fc.array(someKeys, { maxLength: 6 }), fc.nat(40), fc.infiniteStream(fc.nat()), (batches, most, chance) => {
        const add = (day: Uint8Array, batch: readonly SeenKey[]): Uint8Array => {
          const merged = mergedSeen(day, packed(batch), most);
          expect(merged.length).toBeLessThanOrEqual(most * SEEN_BYTES);
          return merged;
        };
        const day = batches.reduce(add, new Uint8Array(0));
        const shuffled = [...batches, ...batches].map((batch) => [chance.next().value!, batch] as const).toSorted(([a], [b]) => a - b);
        expect(shuffled.map(([, batch]) => batch).reduce(add, new Uint8Array(0))).toEqual(day);
        expect(day).toEqual(packed(batches.flat()).subarray(0, most * SEEN_BYTES));
      }),
    );
  });

  it('of damaged bytes are read as far as they go, and merging them ends', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 200 }), fc.nat(20), (a, b, most) => {
        const merged = mergedSeen(a, b, most);
        expect(merged.length).toBeLessThanOrEqual(Math.min(most * SEEN_BYTES, a.length + b.length));
        for (const { kind, key } of seenIn(merged)) {
          expect(SUBJECT_KINDS).toContain(kind);
          expect(key).toHaveLength(12);
        }
      }),
    );
  });
});

describe('the days of the ring', () => {
  it('are today and the six before, by any clock', () => {
    fc.assert(
      fc.property(fc.integer({ min: -2, max: 4_000_000_000_000 }), fc.integer({ min: -20, max: 20 }), (nowMs, ago) => {
        const today = dayOf(nowMs);
        expect(startOfDay(today)).toBeLessThanOrEqual(nowMs);
        expect(startOfDay(today + 1)).toBeGreaterThan(nowMs);
        expect(today - ago >= firstDay(today) && today - ago <= today).toBe(ago >= 0 && ago < RING_DAYS);
      }),
    );
  });
});
