/**
 * Look-ups in the flag index beside a Set of hex strings, and what verifying a list costs.
 * Run: `npx tsx test/bench/lists.bench.ts [largest number of flags, 1000000 by default]`.
 * Times are processor time, of look-ups the median of rounds that alternate between the two; the load average tells how far to trust it.
 */
import { loadavg } from 'node:os';
import { randomFillSync } from 'node:crypto';
import { bytesToHex } from '@noble/hashes/utils.js';
import { buildFlagList, type DraftFlag } from '../../lib/lists/build-flag-list.ts';
import { FlagIndex } from '../../lib/lists/flag-index.ts';
import { newListKeys } from '../../lib/lists/list-keys.ts';
import { verifyFlagList } from '../../lib/lists/verify-flag-list.ts';

const ROUNDS = 9;
const LOOKUPS = 100_000;
/** Of which this share is in the list. */
const HITS = 0.01;

const LABELS = [
  { name: 'Scam', core: 'scam' },
  { name: 'Spam', core: 'spam' },
  { name: 'AI-made', core: 'ai-made' },
] as const;

const largest = Number(process.argv[2] ?? 1_000_000);
const nowMs = Date.now();
const random = (length: number) => randomFillSync(new Uint8Array(length));
const keys = newListKeys(random);

for (let n = 1000; n <= largest; n *= 10) measure(n);

function measure(n: number): void {
  const subjects = keysOf(random(12 * n));
  const flags: DraftFlag[] = subjects.map((key, i) => ({ key, label: LABELS[i % 3]!.name, confidence: (i % 8) / 7, week: 250 + (i % 100) }));
  const draft = { name: 'Bench', charter: 'Bench.', appealContact: 'nobody', labels: LABELS, flags };
  const built = buildFlagList(draft, keys, { nowMs, random });
  if (!built.ok) throw new Error(built.error.message);

  const { result, ms } = timed(() => verifyFlagList(built.value, { nowMs }));
  if (!result.ok) throw new Error(result.error.message);
  const list = result.value;
  const index = new FlagIndex();
  index.add(list.id, list.index);
  const set = new Set(subjects.map((key) => bytesToHex(key.subarray(0, 8))));

  const asked = Array.from({ length: LOOKUPS }, (_, i) => (i < LOOKUPS * HITS ? subjects[(i * 7919) % n]! : random(12)));
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(nanoseconds(() => asked.reduce((sum, key) => sum + index.lookup(key).length, 0)));
    theirs.push(nanoseconds(() => asked.reduce((sum, key) => sum + Number(set.has(bytesToHex(key.subarray(0, 8)))), 0)));
  }
  const bytes = list.index.toBytes().length;
  const load = loadavg()[0]!.toFixed(1);
  const say = (name: string, value: string) => console.log(`${name} at ${n}: ${value}  (load ${load})`);
  say('look-up', `${median(ours).toFixed(0)} ns, Set<hex> ${median(theirs).toFixed(0)} ns, ratio ${(median(theirs) / median(ours)).toFixed(1)}`);
  say('memory', `${(bytes / n - 4).toFixed(2)} bytes a flag for keys and index, 4 for what it says`);
  say('verify', `${ms.toFixed(0)} ms, ${(built.value.length / n).toFixed(2)} bytes a flag in the file`);
}

function keysOf(bytes: Uint8Array): readonly Uint8Array[] {
  return Array.from({ length: bytes.length / 12 }, (_, i) => bytes.subarray(12 * i, 12 * i + 12));
}

/** Processor time, not time by the clock: other programs on the machine then disturb it less. */
function timed<T>(work: () => T): { readonly result: T; readonly ms: number } {
  const start = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(start);
  return { result, ms: (user + system) / 1000 };
}

function nanoseconds(work: () => number): number {
  const { result, ms } = timed(work);
  if (result === 0) throw new Error('nothing was found');
  return (ms * 1e6) / LOOKUPS;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
