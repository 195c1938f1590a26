import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyDelta } from '../../lib/lists/apply-delta.ts';
import { decodeDelta, encodeDelta, NAME_BYTES, type Delta } from '../../lib/lists/delta.ts';
import { diffRecords } from '../../lib/lists/diff-records.ts';
import { attempt, type ListErrorTag } from '../../lib/lists/list-error.ts';
import { RECORD_BYTES, type RecordFields } from '../../lib/lists/record.ts';
import { StateTree } from '../../lib/lists/state-tree.ts';
import { cutAt, recordHistories, runOf } from '../support/lists-records.ts';

const LIST = 'ab'.repeat(32);

const outcome = (work: () => unknown): ListErrorTag | 'accepted' => {
  const result = attempt(work);
  return result.ok ? 'accepted' : result.error.tag;
};
const joined = (runs: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(runs));

function stateOf(run: Uint8Array): string {
  return StateTree.of([run]).state(LIST);
}

/** Some record, told apart by one byte of its key. */
const aRecord = (byte: number, changes: Partial<RecordFields> = {}): RecordFields => ({
  key: new Uint8Array(12).fill(byte),
  label: 1,
  polarity: 'asserts',
  confidence: 1,
  week: 300,
  ...changes,
});
const nameOf = (record: RecordFields) => runOf([record]).slice(0, NAME_BYTES);
const aDelta = (puts: readonly RecordFields[], deletes: readonly RecordFields[] = []): Delta => ({
  puts: runOf(puts),
  deletes: joined(deletes.map(nameOf)),
});

describe('deltas from state to state', () => {
  test('give the records and the state of a direct build, however the records held are cut into runs', () => {
    fc.assert(
      fc.property(recordHistories, fc.array(fc.nat()), (history, places) => {
        let runs = cutAt(runOf(history[0]!), places);
        const tree = StateTree.of(runs);
        for (const [i, next] of history.slice(1).entries()) {
          const delta = decodeDelta(encodeDelta(diffRecords(runOf(history[i]!), runOf(next))!));
          runs = applyDelta(runs, delta);
          tree.update(runs, delta);
          expect(joined(runs)).toEqual(runOf(next));
          expect(tree.state(LIST)).toBe(stateOf(runOf(next)));
        }
      }),
      { numRuns: 60 },
    );
  });

  test('hold 16 bytes a put and 13 a delete, and no change that is none', () => {
    fc.assert(
      fc.property(recordHistories, (history) => {
        const [before, after] = [runOf(history[0]!), runOf(history[1]!)];
        const { puts, deletes } = diffRecords(before, after)!;
        expect(encodeDelta({ puts, deletes })).toHaveLength(12 + puts.length + deletes.length);
        const held = new Set(cutAt(before, [...Array(history[0]!.length).keys()]).map(String));
        const said = cutAt(after, [...Array(history[1]!.length).keys()]).filter((record) => record.length > 0);
        expect(puts.length / RECORD_BYTES).toBe(said.filter((record) => !held.has(String(record))).length);
      }),
    );
  });

  test('made for other records are refused: what is there is not put again, what is gone not deleted again', () => {
    fc.assert(
      fc.property(recordHistories, fc.array(fc.nat()), (history, places) => {
        const delta = diffRecords(runOf(history[0]!), runOf(history[1]!))!;
        fc.pre(delta.puts.length + delta.deletes.length > 0);
        expect(outcome(() => applyDelta(cutAt(runOf(history[1]!), places), delta))).toBe('bad-delta');
      }),
    );
  });
});

describe('a delta', () => {
  const runs = [runOf([aRecord(1), aRecord(2)]), runOf([aRecord(5)]), runOf([aRecord(8), aRecord(9)])];

  test('changes only the runs that it touches, and nothing that was passed in', () => {
    const copies = runs.map((run) => run.slice());
    const after = applyDelta(runs, aDelta([aRecord(6)]));
    expect([after[0], after[2]]).toEqual([runs[0], runs[2]]);
    expect(after[0]).toBe(runs[0]);
    expect(after[2]).toBe(runs[2]);
    expect(after[1]).toEqual(runOf([aRecord(5), aRecord(6)]));
    expect(runs).toEqual(copies);
  });

  test.each<[string, Delta, readonly RecordFields[]]>([
    ['before the first record', aDelta([aRecord(0)]), [0, 1, 2, 5, 8, 9].map((byte) => aRecord(byte))],
    ['between two runs', aDelta([aRecord(4)]), [1, 2, 4, 5, 8, 9].map((byte) => aRecord(byte))],
    ['after the last record', aDelta([aRecord(10)]), [1, 2, 5, 8, 9, 10].map((byte) => aRecord(byte))],
    ['that empties a run', aDelta([], [aRecord(5)]), [1, 2, 8, 9].map((byte) => aRecord(byte))],
    ['that empties the list', aDelta([], [1, 2, 5, 8, 9].map((byte) => aRecord(byte))), []],
    ['of nothing', aDelta([]), [1, 2, 5, 8, 9].map((byte) => aRecord(byte))],
  ])('%s', (_, delta, records) => {
    expect(joined(applyDelta(runs, delta))).toEqual(runOf(records));
  });

  test('fills an empty list', () => {
    expect(joined(applyDelta([], aDelta([aRecord(3)])))).toEqual(runOf([aRecord(3)]));
  });

  test('of more than 65 536 puts or deletes, or of more than fills a blob, is not made', () => {
    const many = (count: number) => {
      const run = new Uint8Array(count * RECORD_BYTES);
      for (let i = 0; i < count; i++) run.set([i >>> 16, i >>> 8, i, ...Array(9).fill(0), 1, 0x7f, 0, 1], i * RECORD_BYTES);
      return run;
    };
    const none = new Uint8Array(0);
    // 65 535 puts fill a blob of 1 MiB; deletes take less.
    expect(diffRecords(none, many(65_535))).toBeDefined();
    expect(diffRecords(none, many(65_536))).toBeUndefined();
    expect(diffRecords(many(65_536), none)).toBeDefined();
    expect(diffRecords(many(65_537), none)).toBeUndefined();
  });
});

describe('no decoder accepts a delta', () => {
  const good = encodeDelta(aDelta([aRecord(1), aRecord(3)], [aRecord(2), aRecord(4)]));
  const withCounts = (puts: number, deletes: number) => {
    const bytes = good.slice();
    new DataView(bytes.buffer).setUint32(4, puts);
    new DataView(bytes.buffer).setUint32(8, deletes);
    return bytes;
  };

  test('unless it is the one writing of its changes', () => {
    expect(decodeDelta(good)).toEqual(aDelta([aRecord(1), aRecord(3)], [aRecord(2), aRecord(4)]));
    expect(decodeDelta(encodeDelta(aDelta([])))).toEqual(aDelta([]));
  });

  test.each<[string, Uint8Array, ListErrorTag]>([
    ['without its magic', good.with(3, 0x33), 'malformed'],
    ['of no bytes', new Uint8Array(0), 'malformed'],
    ['cut short', good.subarray(0, -1), 'malformed'],
    ['with a byte after its end', Uint8Array.of(...good, 0), 'malformed'],
    ['with fewer puts than announced', withCounts(3, 2), 'malformed'],
    ['with more deletes than announced', withCounts(2, 1), 'malformed'],
    ['that announces 65 537 deletes', withCounts(0, 65_537), 'too-large'],
    ['that announces 65 537 puts', withCounts(65_537, 0), 'too-large'],
    ['that announces 4 billion changes', withCounts(0xffff_ffff, 0xffff_ffff), 'too-large'],
    ['that announces more than a blob holds', withCounts(60_000, 60_000), 'too-large'],
    ['with puts out of order', encodeDelta(aDelta([aRecord(3), aRecord(1)])), 'not-canonical'],
    ['with a put twice', encodeDelta(aDelta([aRecord(3), aRecord(3)])), 'not-canonical'],
    ['with two puts under one name', encodeDelta(aDelta([aRecord(3), aRecord(3, { week: 1 })])), 'not-canonical'],
    ['with deletes out of order', encodeDelta(aDelta([], [aRecord(3), aRecord(1)])), 'not-canonical'],
    ['with a delete twice', encodeDelta(aDelta([], [aRecord(3), aRecord(3)])), 'not-canonical'],
    ['that puts what it deletes', encodeDelta(aDelta([aRecord(3)], [aRecord(1), aRecord(3)])), 'not-canonical'],
    ['that puts under label code 0', encodeDelta(aDelta([aRecord(3, { label: 0 })])), 'bad-record'],
    ['that deletes under label code 0', encodeDelta(aDelta([], [aRecord(3, { label: 0 })])), 'bad-record'],
    ['that puts what neither asserts nor disputes', good.with(12 + 13, 0x3f), 'bad-record'],
    ['that puts what does both', good.with(12 + 13, 0xff), 'bad-record'],
    ['of nine labels on a subject', encodeDelta(aDelta([1, 2, 3, 4, 5, 6, 7, 8, 9].map((label) => aRecord(3, { label })))), 'bad-record'],
  ])('%s', (_, bytes, refusedAs) => {
    expect(outcome(() => decodeDelta(bytes))).toBe(refusedAs);
  });
});

describe('no records take a delta', () => {
  const held = [runOf([aRecord(1), aRecord(3)])];

  test.each<[string, Delta, ListErrorTag | 'accepted']>([
    ['that puts what is there in the same words', aDelta([aRecord(3)]), 'bad-delta'],
    ['that deletes what is not there', aDelta([], [aRecord(2)]), 'bad-delta'],
    ['that deletes another label than is there', aDelta([], [aRecord(3, { label: 2 })]), 'bad-delta'],
    ['unless it says something else of it', aDelta([aRecord(3, { week: 301 })], [aRecord(1)]), 'accepted'],
  ])('%s', (_, delta, expected) => {
    expect(outcome(() => applyDelta(held, delta))).toBe(expected);
  });
});
