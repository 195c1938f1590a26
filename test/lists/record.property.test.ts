import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attempt } from '../../lib/lists/list-error.ts';
import { emptyState } from '../../lib/lists/list-state.ts';
import { readRecord, RecordCheck, RECORD_BYTES } from '../../lib/lists/record.ts';
import { StateTree } from '../../lib/lists/state-tree.ts';
import { decodeShard, encodeShard } from '../../lib/lists/shard.ts';
import { cutAt, recordSets, runOf } from '../support/lists-records.ts';

const LIST = 'ab'.repeat(32);

test('a record read back says what was written', () => {
  fc.assert(
    fc.property(recordSets, (records) => {
      const run = runOf(records);
      expect(records.map((_, i) => readRecord(run, i * RECORD_BYTES))).toEqual(records);
    }),
  );
});

test('a shard gives back its records', () => {
  fc.assert(
    fc.property(recordSets, (records) => {
      fc.pre(records.length > 0);
      expect(decodeShard(encodeShard(runOf(records)))).toEqual(runOf(records));
    }),
  );
});

test('sorted, unique records pass the check however they are cut into runs', () => {
  fc.assert(
    fc.property(recordSets, fc.array(fc.nat()), (records, places) => {
      const check = new RecordCheck(350);
      expect(attempt(() => cutAt(runOf(records), places).forEach((run) => check.push(run))).ok).toBe(true);
    }),
  );
});

test('records out of order or doubled are refused wherever a run ends', () => {
  fc.assert(
    fc.property(recordSets, fc.nat(), fc.nat(), fc.array(fc.nat()), (records, from, to, places) => {
      fc.pre(records.length > 1);
      const moved = [...records];
      moved[to % records.length] = records[from % records.length]!;
      fc.pre(from % records.length !== to % records.length);
      const check = new RecordCheck(350);
      const result = attempt(() => cutAt(runOf(moved), places).forEach((run) => check.push(run)));
      expect(result.ok ? 'accepted' : result.error.tag).toBe('not-canonical');
    }),
  );
});

test('the state depends on the records alone, not on how they are cut into runs', () => {
  fc.assert(
    fc.property(recordSets, fc.array(fc.nat()), (records, places) => {
      expect(stateOf(cutAt(runOf(records), places))).toBe(stateOf([runOf(records)]));
    }),
    { numRuns: 20 },
  );
});

test('the state of no records is the empty state, and any changed bit or other list gives another', () => {
  expect(stateOf([])).toBe(emptyState(LIST));
  expect(emptyState('00'.repeat(32))).not.toBe(emptyState(LIST));
  fc.assert(
    fc.property(recordSets, fc.nat(), fc.nat(7), (records, byte, bit) => {
      fc.pre(records.length > 0);
      const changed = runOf(records.slice(0, 1));
      changed[byte % RECORD_BYTES]! ^= 1 << bit;
      expect(stateOf([changed])).not.toBe(stateOf([runOf(records.slice(0, 1))]));
    }),
    { numRuns: 20 },
  );
});

function stateOf(runs: readonly Uint8Array[]): string {
  return StateTree.of(runs).state(LIST);
}
