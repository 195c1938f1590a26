import { bytesToHex } from '@noble/hashes/utils.js';
import bloomFilters, { type BloomFilter } from 'bloom-filters';
import { FlagIndex } from '../../lib/lists/flag-index.ts';
import { FlagIndexBlock } from '../../lib/lists/flag-index-block.ts';
import { verifyFlagList } from '../../lib/lists/verify-flag-list.ts';
import { collectGarbage } from './garbage.ts';
import { randomKeys, signedList } from './lists-signed.ts';
import { median, say, timedOnProcessor } from './rows.ts';

const ROUNDS = 9;
const LOOKUPS = 100_000;
/** Of which this share is in the list. */
const HITS = 0.01;
/** The filter takes a hundred times as long a look-up, and 26 µs to add a key. */
const BLOOM_LOOKUPS = 2_000;
const BLOOM_MOST = 1_000_000;
/** As sure as the 64 bits the index compares: the filter then takes 11.5 bytes a key. */
const BLOOM_ERROR_RATE = 2 ** -64;
/** Bytes a flag in memory for what it says: label, stand and week. */
const META_BYTES = 4;

/**
 * Look-ups from 1 000 flags on, each size ten times the one before. Beside the index: a Set of hex strings, made from
 * the asked key and ready-made; and a Bloom filter, which gives neither label nor confidence nor date nor who said so,
 * cannot be confirmed on the rest of the key and cannot take a flag back.
 * Times are processor time, median of rounds that alternate between all of them.
 */
export async function measureLookups(largest: number): Promise<void> {
  const times: number[] = [];
  for (let flags = 1000; flags <= largest; flags *= 10) times.push(await measure(flags));
  const growth = times.at(-1)! / times[0]!;
  say({ name: `look-up, ${largest} flags against 1000`, value: growth, unit: '×', aim: { bound: '≤', value: 4 } });
}

async function measure(flags: number): Promise<number> {
  const { file, subjects } = await signedList(flags);
  const { value: result, ms } = timedOnProcessor(() => verifyFlagList(file, { nowMs: Date.now() }));
  if (!result.ok) throw new Error(result.error.message);
  const { id, index: built } = result.value;
  const stored = built.toBytes();
  say({ name: `verify in node, ${flags} flags`, value: ms, unit: 'ms', note: `${(file.length / flags).toFixed(2)} bytes a flag in the file` });

  const [index, indexBytes] = held(() => indexOf(id, stored.slice()));
  const [set, setBytes] = held(() => new Set(subjects.map(nameOf)));
  const [bloom, bloomBytes] = flags <= BLOOM_MOST ? held(() => filled(subjects)) : [undefined, Number.NaN];

  const asked = randomKeys(LOOKUPS).map((miss, i) => (i < LOOKUPS * HITS ? subjects[(i * 7919) % flags]! : miss));
  const names = asked.map(nameOf);
  const some = names.filter((_, i) => i % (LOOKUPS / BLOOM_LOOKUPS) === 0);
  const ours: number[] = [];
  const sets: number[] = [];
  const readySets: number[] = [];
  const blooms: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(nanosecondsEach(asked, (key) => index.lookup(key).length));
    sets.push(nanosecondsEach(asked, (key) => Number(set.has(nameOf(key)))));
    readySets.push(nanosecondsEach(names, (name) => Number(set.has(name))));
    if (bloom !== undefined) blooms.push(nanosecondsEach(some, (name) => Number(bloom.has(name))));
  }

  const beside = (own: Record<string, number>, ofBloom: number) => (bloom === undefined ? own : { ...own, 'bloom-filters': ofBloom });
  say({
    name: `look-up, ${flags} flags`,
    value: median(ours),
    unit: 'ns',
    aim: { bound: '≤', value: 1000 },
    beside: beside({ 'Set of hex': median(sets), 'Set, name at hand': median(readySets) }, bloom === undefined ? 0 : median(blooms)),
  });
  say({ name: `keys and index, ${flags} flags`, value: stored.length / flags - META_BYTES, unit: 'bytes a flag', aim: { bound: '≤', value: 9 }, note: `and ${META_BYTES} for what it says` });
  if (flags >= 100_000) {
    // Below that the noise of the process is larger than the index.
    say({
      name: `process memory, ${flags} flags`,
      value: indexBytes / flags,
      unit: 'bytes a flag',
      aim: { bound: '≤', value: 13 },
      beside: beside({ 'Set of hex': setBytes / flags }, bloomBytes / flags),
    });
  }
  return median(ours);
}

/** As the engine holds it: the stored bytes, taken over. */
function indexOf(listId: string, stored: Uint8Array<ArrayBuffer>): FlagIndex {
  const block = FlagIndexBlock.fromBytes(stored);
  if (!block.ok) throw new Error(block.error.message);
  const index = new FlagIndex();
  index.add(listId, block.value);
  return index;
}

function filled(subjects: readonly Uint8Array[]): BloomFilter {
  const filter = bloomFilters.BloomFilter.create(subjects.length, BLOOM_ERROR_RATE);
  for (const key of subjects) filter.add(nameOf(key));
  return filter;
}

function nameOf(key: Uint8Array): string {
  return bytesToHex(key.subarray(0, 8));
}

/** What the process holds more than before: heap and array buffers, bytes. */
function held<T>(make: () => T): readonly [T, number] {
  const before = inUse();
  const made = make();
  return [made, inUse() - before];
}

function inUse(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function nanosecondsEach<T>(asked: readonly T[], found: (each: T) => number): number {
  const { value: result, ms } = timedOnProcessor(() => asked.reduce((sum, each) => sum + found(each), 0));
  if (result === 0) throw new Error('nothing was found');
  return (ms * 1e6) / asked.length;
}
