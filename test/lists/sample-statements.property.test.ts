import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clustersOf, type ForEachStatement } from '../../lib/core/agreement.ts';
import type { Label } from '../../lib/core/label.ts';
import { FlagIndexBlock } from '../../lib/lists/flag-index-block.ts';
import type { RecordFields } from '../../lib/lists/record.ts';
import { sampleStatements, type SampledList } from '../../lib/lists/sample-statements.ts';
import { randomFrom } from '../e2e/support/random.ts';
import { recordSets, runOf } from '../support/lists-records.ts';

/** Codes as the records of `recordSets` use them: some mean the same, some only their list knows, most mean nothing. */
const LABELS: readonly { readonly code: number; readonly core: Label }[] = Array.from({ length: 60 }, (_, i) => ({
  code: i + 1,
  core: i % 3 === 0 ? 'scam' : i % 3 === 1 ? 'spam' : 'x-own',
}));

const asList = (records: readonly RecordFields[]): SampledList => ({ block: FlagIndexBlock.fromRuns([runOf(records)], records.length), labels: LABELS });

/** How often which lists make one statement, by what the statements stand for. */
function tally(forEach: ForEachStatement): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  forEach((holders, standsFor) => sums.set(holders.join(' '), (sums.get(holders.join(' ')) ?? 0) + standsFor));
  return sums;
}

/** The same by names of statements, of all flags. */
function tallyOf(lists: readonly (readonly RecordFields[])[]): ReadonlyMap<string, number> {
  const holders = new Map<string, Set<number>>();
  for (const [i, records] of lists.entries()) {
    for (const { key, label, polarity } of records) {
      const core = LABELS.find(({ code }) => code === label)?.core;
      if (core === undefined || core === 'x-own') continue;
      const name = `${Buffer.from(key.subarray(0, 8)).toString('hex')} ${core} ${polarity}`;
      holders.set(name, (holders.get(name) ?? new Set()).add(i));
    }
  }
  const sums = new Map<string, number>();
  for (const by of holders.values()) sums.set([...by].join(' '), (sums.get([...by].join(' ')) ?? 0) + 1);
  return sums;
}

const SEED = [0x1234_5678, 0x9abc_def0] as const;

/** Lists of given sizes over random keys; of each, a share is drawn from keys that all may hold. */
function overlapping(sizes: readonly number[], share: number): readonly SampledList[] {
  const random = randomFrom(11);
  const key = () => Uint8Array.from({ length: 12 }, () => Math.floor(random() * 256));
  const common = Array.from({ length: Math.ceil(Math.max(...sizes) * share * 2) }, key);
  return sizes.map((size) => {
    const keys = new Map<string, Uint8Array>();
    while (keys.size < size) {
      const next = random() < share ? common[Math.floor(random() * common.length)]! : key();
      keys.set(Buffer.from(next).toString('hex'), next);
    }
    const sorted = [...keys].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return asList(sorted.map(([, each]) => ({ key: each, label: 1, polarity: 'asserts', confidence: 1, week: 0 })));
  });
}

describe('statements of lists that are no larger than a sample', () => {
  it('are all of them, each with all who make it', () => {
    fc.assert(
      fc.property(fc.array(recordSets, { maxLength: 4 }), fc.tuple(fc.nat(0xffff_ffff), fc.nat(0xffff_ffff)), (lists, seed) => {
        expect(tally(sampleStatements(lists.map(asList), seed))).toEqual(tallyOf(lists));
      }),
    );
  });

  it('are the same each time they are gone through', () => {
    fc.assert(
      fc.property(fc.array(recordSets, { maxLength: 4 }), (lists) => {
        const statements = sampleStatements(lists.map(asList), SEED, 20);
        expect(tally(statements)).toEqual(tally(statements));
      }),
    );
  });
});

describe('a sample of larger lists', () => {
  const sizes = [8_000, 60_000, 300, 30_000];
  const lists = overlapping(sizes, 0.3);
  const all = tally(sampleStatements(lists, SEED, Infinity));

  it('stands for as many statements as there are, by who makes them', () => {
    const sums = new Map<string, number>();
    const tries = 12;
    for (let i = 0; i < tries; i++) {
      for (const [by, sum] of tally(sampleStatements(lists, [i * 77_777, i * 31_337 + 1], 1_000))) sums.set(by, (sums.get(by) ?? 0) + sum / tries);
    }
    for (const [by, sum] of all) {
      if (sum >= 1_000) expect(Math.abs(sums.get(by)! / sum - 1), by).toBeLessThan(0.1);
    }
    // Whatever the smallest list says is seen in every one of them.
    for (const [by, sum] of all) if (by.includes('2')) expect(sums.get(by)).toBeCloseTo(sum, 6);
  });

  it('does not count a statement for less because of a list that says something else of the subject', () => {
    const [large, other] = overlapping([40_000, 40_000], 0.3) as [SampledList, SampledList];
    const foreign = { block: large.block, labels: [{ code: 1, core: 'x-own' as const }] };
    const few = { ...foreign, block: FlagIndexBlock.fromRuns([runOf(Array.from({ length: 800 }, (_, at) => recordAt(large.block, 50 * at)))], 800) };
    const sums = tally(sampleStatements([large, other, few], SEED, 1_000));
    expect(sums).toEqual(tally(sampleStatements([large, other], SEED, 1_000)));
  });

  it('is of about the size asked for, and of other subjects for another seed', () => {
    const sampled = (seed: readonly [number, number]) => {
      const stood: number[] = [];
      sampleStatements(lists, seed, 1_000)((_, standsFor) => stood.push(standsFor));
      return stood;
    };
    expect(sampled(SEED).length).toBeGreaterThan(2_500);
    expect(sampled(SEED).length).toBeLessThan(3_800);
    expect(sampled(SEED)).not.toEqual(sampled([1, 2]));
  });

  it('finds the copy among them that a look at everything finds', () => {
    const strangers = overlapping([9_000, 9_000, 9_000, 9_000, 9_000], 0.3);
    const copied = asList(Array.from({ length: 9_000 }, (_, at) => recordAt(strangers[0]!.block, at)).filter((_, at) => at % 3 !== 0));
    const compared = [...strangers, copied].map((_, i) => ({ id: `list ${i}`, rootKeys: [] }));
    const whole = clustersOf(compared, sampleStatements([...strangers, copied], SEED, Infinity));
    const sampled = clustersOf(compared, sampleStatements([...strangers, copied], SEED, 1_000));
    expect(whole.voices.map((voice) => voice.lists)).toContainEqual(['list 0', 'list 5']);
    expect(sampled).toEqual(whole);
  });
});

function recordAt(block: FlagIndexBlock, at: number): RecordFields {
  const head = Buffer.from(`${block.headAt(at)}00000000`, 'hex');
  return { key: new Uint8Array(head), ...block.flagAt(at) };
}
