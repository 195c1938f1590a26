import { clustersOf } from '../../lib/core/agreement.ts';
import { FlagIndexBlock } from '../../lib/lists/flag-index-block.ts';
import { RECORD_BYTES } from '../../lib/lists/record.ts';
import { sampleStatements, type SampledList } from '../../lib/lists/sample-statements.ts';
import { randomFrom } from '../e2e/support/random.ts';
import { median, say, timedOnProcessor } from './rows.ts';

const ROUNDS = 3;
/** Keys that several lists may hold; a fifth of each list is drawn from them. */
const POPULAR = 200_000;
const SHARED = 0.2;
/** A Map of all statements is made for no more flags than this: at ten million it takes more than a gigabyte. */
const MAP_MOST = 1_000_000;

/**
 * What it takes to tell which of many lists are one voice, beside a bare pass over all keys and beside counting every
 * statement in a Map. The largest list is as large as Zipf has it. Processor time, median of rounds in turns.
 */
export function measureClusters(): void {
  for (const [lists, flags] of [[5, 1_000_000], [20, 10_000_000], [200, 1_000_000], [200, 10_000_000]] as const) measure(lists, flags);
}

function measure(count: number, flags: number): void {
  const random = randomFrom(count + flags);
  const whole = Array.from({ length: count }, (_, i) => 1 / (i + 1)).reduce((sum, share) => sum + share, 0);
  const lists = Array.from({ length: count }, (_, i): SampledList => ({ block: aBlock(Math.round(flags / (i + 1) / whole), random), labels: [{ code: 1, core: 'scam' }] }));
  const compared = lists.map((_, i) => ({ id: String(i), rootKeys: [] }));
  const [bare, sampling, clustering, naive]: readonly number[][] = [[], [], [], []] as const;
  let buffers = 0;
  let voices = 0;
  for (let round = 0; round < ROUNDS; round++) {
    bare!.push(processorMs(() => bareSum(lists)));
    const before = process.memoryUsage().arrayBuffers;
    const statements = timedOnProcessor(() => sampleStatements(lists, [random() * 2 ** 32, random() * 2 ** 32]));
    buffers = Math.max(buffers, process.memoryUsage().arrayBuffers - before);
    sampling!.push(statements.ms);
    const clusters = timedOnProcessor(() => clustersOf(compared, statements.value));
    clustering!.push(clusters.ms);
    voices = clusters.value.voices.length;
    if (flags <= MAP_MOST) naive!.push(processorMs(() => holdersByName(lists)));
  }
  const ms = median(sampling!) + median(clustering!);
  say({
    name: `which of ${count} lists with ${flags} flags are one voice`,
    value: ms,
    unit: 'ms',
    beside: { 'a bare pass over the keys': median(bare!), ...(naive!.length === 0 ? {} : { 'a Map of all statements': median(naive!) }) },
    note: `${(ms / median(bare!)).toFixed(0)} × the pass; sampling ${median(sampling!).toFixed(0)}, counting ${median(clustering!).toFixed(0)}; at most ${(buffers / 2 ** 20).toFixed(0)} MB of buffers; ${voices} voices`,
  });
}

function bareSum(lists: readonly SampledList[]): number {
  let sum = 0;
  for (const { block } of lists) for (let at = 0; at < block.n; at++) sum ^= block.highAt(at) ^ block.lowAt(at);
  return sum;
}

function holdersByName(lists: readonly SampledList[]): number {
  const holders = new Map<string, number[]>();
  for (const [i, { block }] of lists.entries()) {
    for (let at = 0; at < block.n; at++) {
      const name = `${block.headAt(at)} ${block.flagAt(at).label}`;
      const known = holders.get(name);
      if (known === undefined) holders.set(name, [i]);
      else known.push(i);
    }
  }
  return holders.size;
}

function aBlock(n: number, random: () => number): FlagIndexBlock {
  const keys = new BigUint64Array(n);
  for (let i = 0; i < n; i++) {
    const popular = Math.floor(random() * POPULAR);
    const [high, low] = random() < SHARED ? [Math.imul(popular, 0x9e37_79b1) >>> 0, popular] : [Math.floor(random() * 2 ** 32), Math.floor(random() * 2 ** 32)];
    keys[i] = (BigInt(high) << 32n) | BigInt(low);
  }
  keys.sort();
  const run = new Uint8Array(n * RECORD_BYTES);
  const view = new DataView(run.buffer);
  for (let i = 0; i < n; i++) {
    view.setBigUint64(i * RECORD_BYTES, keys[i]!);
    // Label 1, asserted with some confidence in some week.
    view.setUint32(i * RECORD_BYTES + 12, 0x0160_0100);
  }
  return FlagIndexBlock.fromRuns([run], n);
}

function processorMs(work: () => unknown): number {
  return timedOnProcessor(work).ms;
}
