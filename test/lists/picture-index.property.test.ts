import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PictureIndex } from '../../lib/lists/picture-index.ts';
import { PictureIndexBlock, type PictureHit, type Speaks } from '../../lib/lists/picture-index-block.ts';
import { PICTURE_BYTES, readHash, type PictureFields } from '../../lib/lists/picture-record.ts';
import { PDQ_MAX_DISTANCE, PDQ_WORDS, pdqDistance, type PdqHash } from '../../lib/subjects/pdq.ts';
import { PdqTables } from '../../lib/subjects/pdq-tables.ts';
import { asPictureSet, hashes, near, offBy, pictureRun, pictureSets, recordsOn } from '../support/lists-pictures.ts';
import { seededRandom } from '../support/lists-draft.ts';

/** The rule as it is written: of those within whose radius the hash lies, the nearest; of equally near ones disputes first. */
function bruteForce(records: readonly PictureFields[], hash: PdqHash, speaks: Speaks = () => true): readonly PictureHit[] {
  const within = records
    .map((record, position) => ({ record, position, distance: pdqDistance(record.hash, hash) }))
    .filter(({ record, distance }) => distance <= record.radius && speaks(record));
  const least = Math.min(...within.map(({ distance }) => distance));
  const nearest = within.filter(({ distance }) => distance === least);
  const labels = [...new Set(nearest.map(({ record }) => record.label))].toSorted((a, b) => a - b);
  return labels.map((label) => {
    const ofLabel = nearest.filter(({ record }) => record.label === label);
    const { record, position, distance } = ofLabel.find(({ record: { polarity } }) => polarity === 'disputes') ?? ofLabel[0]!;
    const { polarity, confidence, week } = record;
    return { position, distance, label, polarity, confidence, week };
  });
}

/** Both ways of looking up. */
const blocksOf = (records: readonly PictureFields[]) => [Number.POSITIVE_INFINITY, 0].map((few) => PictureIndexBlock.fromRun(pictureRun(records), few));

/** All at places near one centre: every table has them under a few values. */
const crowds = hashes.chain((centre) => fc.tuple(fc.constant(centre), fc.array(recordsOn(near(fc.constant(centre), 6)), { maxLength: 60 })));
/** All alike in every piece but one: fourteen tables of sixteen have them under one value. */
const bucketfuls = hashes.chain((centre) =>
  fc.tuple(fc.constant(centre), fc.array(recordsOn(fc.uniqueArray(fc.nat(31), { maxLength: 12 }).map((bits) => offBy(centre, bits))), { maxLength: 60 })),
);

describe('the nearest record', () => {
  test('is the one that comparing all of them finds: some near each other, some far', () => {
    fc.assert(
      fc.property(pictureSets, fc.array(hashes, { maxLength: 3 }), fc.uniqueArray(fc.nat(255), { maxLength: 34 }), (records, others, bits) => {
        const asked = [...others, ...records.slice(0, 8).flatMap(({ hash }) => [hash, offBy(hash, bits)])];
        for (const block of blocksOf(records)) {
          for (const hash of asked) expect(block.nearest(hash)).toEqual(bruteForce(records, hash));
        }
      }),
    );
  });

  test.each([
    ['in a crowd', crowds],
    ['where all lie in one bucket', bucketfuls],
  ])('is that also %s', (_, sets) => {
    fc.assert(
      fc.property(sets, fc.uniqueArray(fc.nat(255), { maxLength: 34 }), ([centre, records], bits) => {
        const set = asPictureSet(records);
        for (const block of blocksOf(set)) {
          for (const hash of [centre, offBy(centre, bits)]) expect(block.nearest(hash)).toEqual(bruteForce(set, hash));
        }
      }),
    );
  });

  test('is found up to its radius and not a bit farther, for every radius', () => {
    fc.assert(
      fc.property(hashes, fc.shuffledSubarray([...Array(256).keys()], { minLength: PDQ_MAX_DISTANCE + 1 }), (hash, bits) => {
        for (let radius = 0; radius <= PDQ_MAX_DISTANCE; radius++) {
          const records: readonly PictureFields[] = [{ hash, label: 1, polarity: 'asserts', confidence: 1, week: 1, radius }];
          for (const block of blocksOf(records)) {
            expect(block.nearest(offBy(hash, bits.slice(0, radius)))).toMatchObject([{ distance: radius }]);
            expect(block.nearest(offBy(hash, bits.slice(0, radius + 1)))).toEqual([]);
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  test('is one that counts: those that say nothing any more stand before nobody', () => {
    fc.assert(
      fc.property(pictureSets, fc.nat(350), (records, week) => {
        const speaks: Speaks = (flag) => flag.week > week;
        for (const block of blocksOf(records)) {
          for (const { hash } of records.slice(0, 8)) expect(block.nearest(hash, speaks)).toEqual(bruteForce(records, hash, speaks));
        }
      }),
    );
  });
});

/** Random hashes, and copies of them, under the radii of `radiusOf`. */
function manyRecords(n: number, radiusOf: (i: number) => number): readonly PictureFields[] {
  const bytes = seededRandom('many pictures')(n * 32);
  const all = Array.from({ length: n }, (_, i) => readHash(bytes, i * 32));
  return all
    .map((hash, i): PictureFields => {
      const copied = i % 4 === 0 ? offBy(all[(i * 7) % n]!, Array.from({ length: i % 29 }, (_, bit) => (bit * 37 + i) % 256)) : hash;
      return { hash: copied, label: 1 + (i % 3), polarity: i % 5 === 0 ? 'disputes' : 'asserts', confidence: (i % 64) / 63, week: i % 350, radius: radiusOf(i) };
    })
    .toSorted((a, b) => Buffer.compare(pictureRun([a]), pictureRun([b])));
}

test.each([
  ['all of 16', () => 16],
  ['all of 31', () => 31],
  ['of 0 to 31', (i: number) => i % 32],
])('among 20 000 records of radii %s the tables find what comparing all of them finds', (_, radiusOf) => {
  const records = manyRecords(20_000, radiusOf);
  const [scanned, tabled] = blocksOf(records);
  let found = 0;
  for (let i = 0; i < 400; i++) {
    const hash = offBy(records[(i * 49) % records.length]!.hash, Array.from({ length: i % 34 }, (__, bit) => (bit * 53 + i) % 256));
    const hits = tabled!.nearest(hash);
    expect(hits).toEqual(scanned!.nearest(hash));
    if (i % 40 === 0) expect(hits).toEqual(bruteForce(records, hash));
    found += hits.length;
  }
  expect(found).toBeGreaterThan(100);
});

describe('tables', () => {
  test('come by every hash within the distance, whatever it is', () => {
    const words = new Uint32Array(seededRandom('tables')(4000 * 32).buffer);
    const tables = new PdqTables(words);
    fc.assert(
      fc.property(fc.nat(3999), fc.uniqueArray(fc.nat(255), { maxLength: 31 }), (place, bits) => {
        const seen = new Set<number>();
        const hash = offBy(words.slice(place * PDQ_WORDS, (place + 1) * PDQ_WORDS), bits);
        const isDone = tables.visit(hash, bits.length, (each) => (seen.add(each), bits.length));
        expect([isDone, seen.has(place)]).toEqual([true, true]);
        expect(seen.size).toBeLessThan(400);
      }),
    );
  });

  test('give up where they would look at most of the hashes', () => {
    const hash = new Uint32Array(seededRandom('one hash')(32).buffer);
    const words = Uint32Array.from({ length: 4000 * PDQ_WORDS }, (_, i) => (i % PDQ_WORDS === 0 ? i : hash[i % PDQ_WORDS]!));
    let looks = 0;
    expect(new PdqTables(words).visit(hash, 31, () => ((looks += 1), 31))).toBe(false);
    expect(looks).toBeLessThanOrEqual(4000 / 8);
  });
});

describe('the stored form', () => {
  test('comes back as it was, from memory of any alignment, with the records that made it', () => {
    fc.assert(
      fc.property(pictureSets, fc.nat(3), (records, offset) => {
        const block = PictureIndexBlock.fromRun(pictureRun(records));
        const moved = new Uint8Array(block.toBytes().length + offset);
        moved.set(block.toBytes(), offset);
        const read = PictureIndexBlock.fromBytes(moved.subarray(offset));
        expect(read.ok && read.value.run()).toEqual(pictureRun(records));
        for (const { hash } of records.slice(0, 3)) expect(read.ok && read.value.nearest(hash)).toEqual(block.nearest(hash));
      }),
    );
  });

  test('cut, out of order or with a radius of 32 is refused', () => {
    const records = manyRecords(5, () => 31);
    const bytes = PictureIndexBlock.fromRun(pictureRun(records)).toBytes();
    const isRead = (changed: Uint8Array<ArrayBuffer>) => PictureIndexBlock.fromBytes(changed).ok;
    expect(isRead(bytes.slice())).toBe(true);
    for (const length of [0, 15, 16, bytes.length - 1]) expect(isRead(bytes.slice(0, length))).toBe(false);
    for (let at = 0; at < 16; at++) expect(isRead(bytes.with(at, bytes[at]! ^ 1))).toBe(false);
    const radiiAt = 16 + 5 * 36;
    expect(isRead(bytes.with(radiiAt + 2, 32))).toBe(false);
    expect(isRead(bytes.with(radiiAt + 5, 1))).toBe(false);
    const swapped = bytes.slice();
    swapped.set(bytes.subarray(16, 48), 48);
    swapped.set(bytes.subarray(48, 80), 16);
    expect(isRead(swapped)).toBe(false);
  });

  test('takes 37 bytes a record', () => {
    expect(PictureIndexBlock.fromRun(pictureRun(manyRecords(1000, () => 16))).toBytes().length).toBe(16 + 1000 * PICTURE_BYTES);
  });
});

test('each list speaks for itself, and unsubscribing removes exactly its pictures', () => {
  fc.assert(
    fc.property(fc.array(pictureSets, { minLength: 1, maxLength: 4 }), fc.nat(), (lists, chosen) => {
      const index = new PictureIndex();
      for (const [i, records] of lists.entries()) index.add(`list ${i}`, PictureIndexBlock.fromRun(pictureRun(records)));
      const all = () => true;
      const asked = lists.flat().slice(0, 20).map(({ hash }) => hash);
      for (const hash of asked) {
        const expected = lists.flatMap((records, i) => bruteForce(records, hash).map((hit) => ({ listId: `list ${i}`, hash: records[hit.position]!.hash, ...hit })));
        expect(index.lookup(hash, all)).toEqual(expected);
      }
      const removed = `list ${chosen % lists.length}`;
      const before = asked.map((hash) => index.lookup(hash, all).filter(({ listId }) => listId !== removed));
      index.remove(removed);
      expect(index.has(removed)).toBe(false);
      expect(asked.map((hash) => index.lookup(hash, all))).toEqual(before);
    }),
  );
});
