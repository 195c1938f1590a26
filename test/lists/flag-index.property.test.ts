import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bucketOf } from '../../lib/lists/detail-manifest.ts';
import { FlagIndex } from '../../lib/lists/flag-index.ts';
import { FlagIndexBlock } from '../../lib/lists/flag-index-block.ts';
import { confirmHit, isConfirmed, KeyTails, tailShardOf, TAIL_SHARD_FLAGS } from '../../lib/lists/key-tails.ts';
import type { RecordFields } from '../../lib/lists/record.ts';
import { seededRandom } from '../support/lists-draft.ts';
import { recordSets, runOf } from '../support/lists-records.ts';

/** What a list holds, in both forms: as look-ups use it, and as a Map from the whole key. */
function bothForms(records: readonly RecordFields[]) {
  const run = runOf(records);
  const tails = new KeyTails(records.length);
  tails.push(run);
  const byKey = new Map<string, RecordFields[]>();
  for (const record of records) {
    const hex = Buffer.from(record.key).toString('hex');
    byKey.set(hex, [...(byKey.get(hex) ?? []), record]);
  }
  return { block: FlagIndexBlock.fromRuns([run], records.length), tails: tails.shards, byKey };
}

function lookedUp(index: FlagIndex, tails: readonly Uint8Array[], key: Uint8Array) {
  return index
    .lookup(key)
    .filter((hit) => isConfirmed(tails, hit, key))
    .map(({ label, polarity, confidence, week }) => ({ key, label, polarity, confidence, week }));
}

/** `n` sorted records under random keys. */
function randomRecords(n: number, seed: string): readonly RecordFields[] {
  const bytes = seededRandom(seed)(n * 12);
  return Array.from({ length: n }, (_, i) => Buffer.from(bytes.subarray(i * 12, i * 12 + 12)))
    .toSorted(Buffer.compare)
    .map((key, i) => ({
      key: new Uint8Array(key),
      label: 1 + (i % 255),
      polarity: i % 3 === 0 ? 'disputes' : 'asserts',
      confidence: (i % 64) / 63,
      week: i % 0x1_0000,
    }));
}

describe('a count of flags', () => {
  test('by the first bits of their keys is that of a filter, and by name that of a search', () => {
    fc.assert(
      fc.property(recordSets, recordSets, fc.integer({ min: 1, max: 14 }), fc.nat(0x3fff), (records, others, bits, some) => {
        const { block } = bothForms(records);
        const range = some % 2 ** bits;
        expect(block.countIn(range, bits)).toBe(records.filter(({ key }) => bucketOf(key, bits) === range).length);
        for (const { key, label } of [...records, ...others]) {
          const head = Buffer.from(key.subarray(0, 8));
          expect(block.hasFlag({ key, label })).toBe(records.some((each) => each.label === label && head.equals(each.key.subarray(0, 8))));
        }
      }),
    );
  });
});

describe('a look-up', () => {
  test('finds what a Map finds, over any records', () => {
    fc.assert(
      fc.property(recordSets, recordSets, (records, others) => {
        const { block, tails, byKey } = bothForms(records);
        const index = new FlagIndex();
        index.add('list', block);
        for (const { key } of [...records, ...others]) {
          expect(lookedUp(index, tails, key)).toEqual(byKey.get(Buffer.from(key).toString('hex')) ?? []);
        }
      }),
    );
  });

  test('finds what a Map finds, over 100 000 random keys, their neighbours and the edges', () => {
    const lowest = { key: new Uint8Array(12), label: 1, polarity: 'asserts', confidence: 1, week: 0 } as const;
    const highest = { ...lowest, key: new Uint8Array(12).fill(255) };
    const records = [lowest, ...randomRecords(100_000, 'keys'), highest];
    const { block, tails, byKey } = bothForms(records);
    const index = new FlagIndex();
    index.add('list', block);
    let wrong = 0;
    for (const { key } of records) {
      for (const [byte, change] of [[0, 0], [0, 128], [3, 1], [7, 1], [8, 1], [11, 1]] as const) {
        const asked = key.slice();
        asked[byte]! ^= change;
        const expected = byKey.get(Buffer.from(asked).toString('hex')) ?? [];
        const found = lookedUp(index, tails, asked);
        if (found.length !== expected.length || found.some(({ label, week }, i) => label !== expected[i]!.label || week !== expected[i]!.week)) {
          wrong += 1;
        }
      }
    }
    expect(wrong).toBe(0);
  });

  test('is confirmed on all 96 bits: a key that agrees in 64 does not count', () => {
    const [record] = randomRecords(1, 'one');
    const { block, tails } = bothForms([record!]);
    const index = new FlagIndex();
    index.add('list', block);
    const collision = record!.key.slice();
    collision[11]! ^= 1;
    expect(index.lookup(collision)).toHaveLength(1);
    expect(lookedUp(index, tails, collision)).toEqual([]);
  });

  test('finds nothing in an empty list', () => {
    const index = new FlagIndex();
    index.add('list', FlagIndexBlock.fromRuns([], 0));
    expect(index.lookup(new Uint8Array(12))).toEqual([]);
  });
});

test('unsubscribing removes exactly the flags of that list', () => {
  fc.assert(
    fc.property(fc.array(recordSets, { minLength: 1, maxLength: 4 }), fc.nat(), (lists, chosen) => {
      const index = new FlagIndex();
      for (const [i, records] of lists.entries()) index.add(`list ${i}`, bothForms(records).block);
      const removed = `list ${chosen % lists.length}`;
      const keys = lists.flat().map(({ key }) => key);
      const before = keys.map((key) => index.lookup(key).filter(({ listId }) => listId !== removed));
      index.remove(removed);
      expect(index.has(removed)).toBe(false);
      expect(keys.map((key) => index.lookup(key))).toEqual(before);
    }),
  );
});

test('adding a list again replaces what it held', () => {
  const [a, b] = randomRecords(2, 'two');
  const index = new FlagIndex();
  index.add('list', bothForms([a!]).block);
  index.add('list', bothForms([b!]).block);
  expect(index.lookup(a!.key)).toEqual([]);
  expect(index.lookup(b!.key)).toHaveLength(1);
});

describe('the stored form', () => {
  test('comes back as it was, from memory of any alignment', () => {
    fc.assert(
      fc.property(recordSets, fc.nat(3), (records, offset) => {
        const { block } = bothForms(records);
        const moved = new Uint8Array(block.toBytes().length + offset);
        moved.set(block.toBytes(), offset);
        const read = FlagIndexBlock.fromBytes(moved.subarray(offset));
        expect(read.ok && read.value.toBytes()).toEqual(block.toBytes());
        for (const [i, { label }] of records.entries()) expect(read.ok && read.value.flagAt(i).label).toBe(label);
      }),
    );
  });

  test('damaged anywhere but in what a flag says, it is refused', () => {
    const { block } = bothForms(randomRecords(40, 'forty'));
    const bytes = block.toBytes();
    const metaAt = bytes.length - 40 * 4;
    const accepted: number[] = [];
    for (let at = 0; at < metaAt; at++) {
      const damaged = bytes.slice();
      damaged[at]! ^= 0x80;
      if (FlagIndexBlock.fromBytes(damaged).ok) accepted.push(at);
    }
    // A key may change and stay between its neighbours: look-ups stay sound, and `confirmHit` guards what they find.
    const [headerAndBuckets, keys] = [16 + 9 * 4, 40 * 8];
    expect(accepted.filter((at) => at < headerAndBuckets)).toEqual([]);
    expect(accepted.length).toBeLessThan(keys);
    for (const length of [0, 15, 16, bytes.length - 1]) expect(FlagIndexBlock.fromBytes(bytes.slice(0, length)).ok).toBe(false);
  });

  test('takes at most 9 bytes a flag for keys and index, and 4 for what the flag says', () => {
    for (const n of [1000, 4095, 4096, 100_000]) {
      const bytes = bothForms(randomRecords(n, `size ${n}`)).block.toBytes();
      expect(bytes.length - n * 4).toBeLessThanOrEqual(n * 9 + 20);
    }
  });
});

test('key tails are found in every piece they are stored in', () => {
  const records = randomRecords(2 * TAIL_SHARD_FLAGS + 3, 'pieces');
  const { tails } = bothForms(records);
  expect(tails.map((piece) => piece.length / 4)).toEqual([TAIL_SHARD_FLAGS, TAIL_SHARD_FLAGS, 3]);
  for (const position of [0, TAIL_SHARD_FLAGS - 1, TAIL_SHARD_FLAGS, records.length - 1]) {
    expect(confirmHit(tails[tailShardOf(position)]!, { position }, records[position]!.key)).toBe(true);
  }
  expect(confirmHit(tails[2]!, { position: records.length }, records[0]!.key)).toBe(false);
});
