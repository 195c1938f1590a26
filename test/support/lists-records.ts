import fc from 'fast-check';
import { compareRecords, RECORD_BYTES, writeRecord, type RecordFields } from '../../lib/lists/record.ts';

/** Keys of any distribution: random ones, and some that share all but their last bytes. */
const keys = fc.oneof(
  fc.uint8Array({ minLength: 12, maxLength: 12 }),
  fc.tuple(fc.nat(2), fc.nat(255)).map(([head, tail]) => Uint8Array.of(head, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, tail)),
);

const records = fc.record<RecordFields>({
  key: keys,
  label: fc.integer({ min: 1, max: 255 }),
  polarity: fc.constantFrom('asserts' as const, 'disputes' as const),
  confidence: fc.nat(63).map((steps) => steps / 63),
  week: fc.nat(350),
});

/** Sorted records without two of one key and label, at most eight labels a key. */
export const recordSets: fc.Arbitrary<readonly RecordFields[]> = fc.array(records, { maxLength: 200 }).map(asSet);

/** Sets of records as updates lead from one to the next: some stay, some are gone, some say something else, some are new. */
export const recordHistories: fc.Arbitrary<readonly (readonly RecordFields[])[]> = fc
  .tuple(recordSets, fc.array(fc.tuple(fc.array(records, { maxLength: 40 }), fc.infiniteStream(fc.nat(9))), { minLength: 1, maxLength: 6 }))
  .map(([first, updates]) => {
    const history = [first];
    for (const [added, choices] of updates) {
      const kept = history.at(-1)!.flatMap((record) => changed(record, choices.next().value));
      history.push(asSet([...kept, ...added]));
    }
    return history;
  });

function changed(record: RecordFields, choice: number): readonly RecordFields[] {
  if (choice === 0) return [];
  if (choice === 1) return [{ ...record, week: (record.week + 1) % 350 }];
  return choice === 2 ? [{ ...record, polarity: record.polarity === 'asserts' ? 'disputes' : 'asserts' }] : [record];
}

function asSet(items: readonly RecordFields[]): readonly RecordFields[] {
  const sorted = items.toSorted((a, b) => compareRecords(runOf([a]), 0, runOf([b]), 0));
  const kept: RecordFields[] = [];
  for (const record of sorted) {
    const same = kept.filter(({ key }) => Buffer.compare(key, record.key) === 0);
    if (same.length < 8 && same.every(({ label }) => label !== record.label)) kept.push(record);
  }
  return kept;
}

export function runOf(items: readonly RecordFields[]): Uint8Array {
  const run = new Uint8Array(items.length * RECORD_BYTES);
  for (const [i, item] of items.entries()) writeRecord(run, i * RECORD_BYTES, item);
  return run;
}

/** Cuts a run into pieces between records. */
export function cutAt(run: Uint8Array, places: readonly number[]): readonly Uint8Array[] {
  const count = run.length / RECORD_BYTES;
  const ends = [...new Set(places.map((place) => place % (count + 1))), count].toSorted((a, b) => a - b);
  return ends.map((end, i) => run.subarray((ends[i - 1] ?? 0) * RECORD_BYTES, end * RECORD_BYTES));
}
