/**
 * What the content script costs the page it runs in, beside the page alone, a naive rescan and the least possible, in
 * real Chromium. Run: `npm run bench:feed [-- --rounds 3 --largest 10000 --only P1,P9]`.
 * The browsers take turns within one run; the load average tells how far to trust a figure.
 */
import { parseArgs } from 'node:util';
import { measureBundles } from './feed/bundles.ts';
import { measureColdPath } from './feed/cold-path.ts';
import { CONDITIONS, openBench } from './feed/conditions.ts';
import { measureCpu } from './feed/cpu.ts';
import { measureMemory } from './feed/memory.ts';
import { measureResponsiveness } from './feed/responsiveness.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    largest: { type: 'string', default: '10000' },
    only: { type: 'string', default: 'P1,P2,P9,P10,P11' },
  },
});
const rounds = Number(values.rounds);
const largest = Number(values.largest);
const sizes = [1_000, 2_000, 4_000, 8_000, 10_000].filter((size) => size <= largest);

const only = new Set(values.only.split(','));

if (only.has('P11')) measureBundles();
const bench = await openBench(CONDITIONS);
try {
  if (only.has('P1')) await measureCpu(bench, { rounds, sizes, largestNaive: Math.min(8_000, largest) });
  if (only.has('P2')) await measureResponsiveness(bench, rounds, Math.min(3_000, largest));
  if (only.has('P9')) await measureMemory(bench, 1, largest);
  if (only.has('P10')) await measureColdPath(bench, 5 * rounds);
} finally {
  await bench.close();
}
