/**
 * What the content script costs the page it runs in, beside the page alone, a naive rescan and the least possible, in
 * real Chromium. Run: `npm run bench:feed [-- --rounds 3 --largest 10000 --only cpu]`.
 * The browsers take turns within one run; the load average tells how far to trust a figure.
 */
import { parseArgs } from 'node:util';
import { CONDITIONS, openBench } from './feed/conditions.ts';
import { measureCpu } from './feed/cpu.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    largest: { type: 'string', default: '10000' },
  },
});
const rounds = Number(values.rounds);
const largest = Number(values.largest);
const sizes = [1_000, 2_000, 4_000, 8_000, 10_000].filter((size) => size <= largest);

const bench = await openBench(CONDITIONS);
try {
  await measureCpu(bench, { rounds, sizes, largestNaive: Math.min(8_000, largest) });
} finally {
  await bench.close();
}
