/**
 * Look-ups of pictures among those that lists hold: what one costs, that it finds what comparing all would, and what
 * such lists cost to verify, to keep and to load. Run: `npm run bench:pdq-lists`. Beside each: comparing every record
 * with the same code, and a Map of hex digits, which finds the very same fingerprint only.
 */
import { buildFlagList } from '../../lib/lists/build-flag-list.ts';
import { PictureIndexBlock } from '../../lib/lists/picture-index-block.ts';
import { PICTURE_BYTES, readHash } from '../../lib/lists/picture-record.ts';
import { verifyFlagList } from '../../lib/lists/verify-flag-list.ts';
import { PDQ_WORDS, writePdq, type PdqHash } from '../../lib/subjects/pdq.ts';
import { seededRandom } from '../../training/pictures/random.ts';
import { aDraft, NOW_MS, seededRandom as seededBytes, signersOf, TEST_KEYS, verifiedList } from '../support/lists-draft.ts';
import { offBy } from '../support/lists-pictures.ts';
import { median, quantile, say, timed, timedAsync } from './rows.ts';

const SIZES = [1_000, 100_000, 1_000_000];
const RADII = [16, 31];
const LOOKUPS = 1_000;
/** Of every record compared: enough to hold both ways to one answer. */
const COMPARED = 60;
const MAX_MS = 2;

const random = seededRandom(11);
for (const size of SIZES) {
  const hashes = randomHashes(size);
  for (const radius of RADII) measureLookups(`among ${size} within ${radius} bits`, recordsOf(hashes, radius));
  measureMap(size, hashes);
}
const crowd = randomHashes(1);
measureLookups('among 1000000 of one crowd within 31 bits', recordsOf(Array.from({ length: 1_000_000 }, () => offBy(crowd[0]!, someBits(12, 32))), 31), crowd[0]!);
await measureList();

/** One of three as it is in the list, one of three off by up to 40 bits, one of three like none. */
function measureLookups(name: string, run: Uint8Array, around?: PdqHash): void {
  const block = PictureIndexBlock.fromRun(run);
  const slow = PictureIndexBlock.fromRun(run, Number.POSITIVE_INFINITY);
  const places = run.length / PICTURE_BYTES;
  const asked = Array.from({ length: LOOKUPS }, (_, i) => {
    const listed = around ?? readHash(run, Math.floor(random() * places) * PICTURE_BYTES);
    return i % 3 === 0 ? listed : i % 3 === 1 ? offBy(listed, someBits(i % 41, 256)) : randomHashes(1)[0]!;
  });
  const { ms: firstMs } = timed(() => block.nearest(asked[0]!));
  const few = asked.slice(0, COMPARED);
  const slowMs = few.map((hash) => timed(() => slow.nearest(hash)).ms);
  const times: number[] = [];
  let found = 0;
  for (const [i, hash] of (around === undefined ? asked : few).entries()) {
    const { ms, value: hits } = timed(() => block.nearest(hash));
    times.push(ms);
    found += hits.length > 0 ? 1 : 0;
    if (i < COMPARED && JSON.stringify(hits) !== JSON.stringify(slow.nearest(hash))) throw new Error(`${name}: not what comparing all finds`);
  }
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  say({
    name: `look-up ${name}`,
    value: mean(times),
    unit: 'ms',
    ...(around === undefined ? { aim: { bound: '≤', value: MAX_MS } as const } : {}),
    beside: { 'comparing all': mean(slowMs) },
    note: `1 to ${Math.round(mean(slowMs) / mean(times))}; median ${median(times).toFixed(3)}, 99 % under ${quantile(times, 0.99).toFixed(3)}; the first ${firstMs.toFixed(0)} ms; ${found} of ${times.length} found`,
  });
}

function measureMap(size: number, hashes: readonly PdqHash[]): void {
  const map = new Map(hashes.map((hash, i) => [writePdq(hash), i]));
  const asked = Array.from({ length: LOOKUPS }, (_, i) => (i % 2 === 0 ? hashes[Math.floor(random() * size)]! : randomHashes(1)[0]!));
  const block = PictureIndexBlock.fromRun(recordsOf(hashes, 0));
  block.nearest(asked[0]!);
  const { ms: mapMs } = timed(() => asked.forEach((hash) => map.get(writePdq(hash))));
  const { ms } = timed(() => asked.forEach((hash) => block.nearest(hash)));
  say({ name: `look-up among ${size} at distance 0`, value: ms / LOOKUPS, unit: 'ms', beside: { 'Map of hex digits': mapMs / LOOKUPS } });
}

/** From the draft to look-ups, of the largest list there may be. */
async function measureList(): Promise<void> {
  const count = 1_000_000;
  const flags = randomHashes(count).map((pdq) => ({ pdq, label: 'Scam' }));
  const { ms: buildMs, value: built } = await timedAsync(() => buildFlagList(aDraft({ flags }), signersOf(TEST_KEYS, seededBytes('bench')), { nowMs: NOW_MS }));
  if (!built.ok) throw new Error(built.error.message);
  const { ms: verifyMs, value: verified } = timed(() => verifyFlagList(built.value, { nowMs: NOW_MS }));
  if (!verified.ok) throw new Error(verified.error.message);
  const bytes = verifiedList(built.value).pictures.toBytes();
  const { ms: loadMs } = timed(() => PictureIndexBlock.fromBytes(bytes));
  say({ name: 'bytes a record in the file', value: built.value.length / count, unit: '', note: `${count} pictures` });
  say({ name: 'bytes a record as stored', value: bytes.length / count, unit: '', note: 'and 64 in memory for tables, above 50 000' });
  say({ name: 'signing a list of pictures', value: buildMs, unit: 'ms' });
  say({ name: 'verifying it', value: verifyMs, unit: 'ms' });
  say({ name: 'reading its index from what is stored', value: loadMs, unit: 'ms' });
}

/** Half of their bits set, as those of pictures. */
function randomHashes(count: number): readonly PdqHash[] {
  return Array.from({ length: count }, () => {
    const words = new Uint32Array(PDQ_WORDS / 2).map(() => random() * 2 ** 32);
    return Uint32Array.from([...words, ...words.map((word) => ~word)]);
  });
}

/** Some of the last `among` bits. */
function someBits(count: number, among: number): ReadonlySet<number> {
  return new Set(Array.from({ length: count }, () => Math.floor(random() * among)));
}

/** A run in order, as look-ups take it. */
function recordsOf(hashes: readonly PdqHash[], radius: number): Uint8Array {
  const bytes = Buffer.alloc(hashes.length * 32);
  for (const [i, hash] of hashes.entries()) for (let word = 0; word < PDQ_WORDS; word++) bytes.writeUInt32BE(hash[PDQ_WORDS - 1 - word]!, i * 32 + 4 * word);
  const order = Uint32Array.from(hashes, (_, i) => i * 32).toSorted((a, b) => bytes.compare(bytes, b, b + 32, a, a + 32));
  const run = new Uint8Array(hashes.length * PICTURE_BYTES);
  for (const [i, from] of order.entries()) {
    run.set(bytes.subarray(from, from + 32), i * PICTURE_BYTES);
    run.set([1, 0x7f, 1, 44, radius], i * PICTURE_BYTES + 32);
  }
  return run;
}
