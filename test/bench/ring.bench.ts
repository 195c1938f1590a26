import { randomFillSync } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { correctionsFrom } from '../../lib/core/correction.ts';
import { DEFAULT_POLICY } from '../../lib/core/policy.ts';
import type { Post } from '../../lib/core/post.ts';
import { MAX_SEEN_A_DAY, mergedSeen, RING_DAYS, SEEN_BYTES, sortedSeen } from '../../lib/core/seen-keys.ts';
import { createFloodIndex } from '../../lib/detect/flood-index.ts';
import { createTextDetectors } from '../../lib/detect/text-detectors.ts';
import { judgePosts } from '../../lib/flows/judge-posts.ts';
import { createLookUpFlags, createLookUpKeys, type OnKey } from '../../lib/flows/look-up-flags.ts';
import { createSeenRing, type SeenRing } from '../../lib/flows/seen-ring.ts';
import { tryOnRing } from '../../lib/flows/try-on-ring.ts';
import { FlagIndex } from '../../lib/lists/flag-index.ts';
import { launchWithExtension } from '../e2e/support/extension.ts';
import { aDraft, builtList, someFlags, verifiedList, NOW_MS } from '../support/lists-draft.ts';
import { TEXT_CARD, TEXT_WEIGHTS } from '../support/text-model.ts';
import { median, say, timedOnProcessor, valueOf } from './rows.ts';

/**
 * What the ring of the last seven days costs (`npm run bench:ring`): a post more than without it, a writing, the trial of
 * a list at the most that is kept, and, in Chromium, the bytes on the disk. CPU time in node: a shared machine's clock
 * would measure the others.
 */
const BATCH = 32;
const POSTS = 1_600;
const ROUNDS = 12;
const FLAGS = 100_000;

const words = 'ferry harbour tide pier lantern rope gull fog anchor crew deck sail storm calm chart buoy mast keel cargo wharf'.split(' ');
let seed = 1;
const draw = (below: number) => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0) % below;
const text = () => Array.from({ length: 14 + draw(16) }, () => words[draw(words.length)]).join(' ');

function posts(from: number): readonly Post[] {
  return Array.from({ length: POSTS }, (_, i): Post => ({
    ref: `p${i}`,
    site: 'bsky',
    permalink: `https://bsky.app/profile/user${(from + i) % 400}.example/post/3k${(from + i).toString(36).padStart(8, 'a')}`,
    author: { handle: `user${(from + i) % 400}.example`, stableId: `did:plc:${((from + i) % 400).toString(36).replaceAll(/[018-9]/g, 'z').padStart(24, 'a')}` },
    text: text(),
    textCut: false,
    links: [`https://news${(from + i) % 150}.example/${from + i}`],
  }));
}

const list = verifiedList(await builtList(aDraft({ flags: someFlags(FLAGS) })));
const index = new FlagIndex();
index.add(list.id, list.index);
const lookUpPorts = { index, meaningOf: () => list, tailsOf: async (_: string, piece: number) => list.shards[piece], now: () => NOW_MS };
const detectors = valueOf(createTextDetectors({ card: TEXT_CARD, weights: TEXT_WEIGHTS.slice().buffer }, { now: Date.now }));

const aRing = () => createSeenRing({ ring: { add: async () => {} }, now: () => NOW_MS, later: () => {}, onTrouble: () => {} });
const noteFor = (ring: SeenRing): OnKey => ring.noteFor({ ring: true, pausedHosts: [] }, { pageUrl: 'https://bsky.app/', incognito: false })!;

/** Microseconds a post. */
async function judge(all: readonly Post[], onKey: OnKey | undefined): Promise<number> {
  const floods = createFloodIndex();
  const before = process.cpuUsage();
  for (let at = 0; at < all.length; at += BATCH) {
    await judgePosts(all.slice(at, at + BATCH), 'https://bsky.app/', {
      lookUpFlags: createLookUpFlags(lookUpPorts), onKey, floods, policy: async () => DEFAULT_POLICY, corrections: async () => correctionsFrom([]),
      textDetectors: async () => detectors, opinions: async (asked) => asked.map(() => undefined), now: () => NOW_MS,
    }, new AbortController().signal);
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / all.length;
}

/** A day that is full. */
function aFullDay(): Uint8Array<ArrayBuffer> {
  const all = randomFillSync(new Uint8Array(MAX_SEEN_A_DAY * SEEN_BYTES));
  for (let at = SEEN_BYTES - 1; at < all.length; at += SEEN_BYTES) all[at]! %= 6;
  return sortedSeen(all);
}

async function postsCost(): Promise<void> {
  const took = { without: [] as number[], with: [] as number[] };
  let keys = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const all = posts(round * POSTS);
    const note = noteFor(aRing());
    const counting: OnKey = (key) => {
      keys += 1;
      note(key);
    };
    for (const which of round % 2 === 0 ? (['without', 'with'] as const) : (['with', 'without'] as const)) {
      took[which].push(await judge(all, which === 'with' ? counting : undefined));
    }
  }
  say({ name: 'a post judged with the ring on', value: median(took.with), unit: 'µs', beside: { off: median(took.without) }, note: `${(keys / POSTS / ROUNDS).toFixed(1)} keys a post` });
  const ring = aRing();
  const note = noteFor(ring);
  const key = { kind: 'post' as const, key: new Uint8Array(12) };
  const { ms } = timedOnProcessor(() => {
    for (let n = 0; n < 1_000_000; n++) {
      if (n % 8_000 === 0) ring.forget();
      note(key);
    }
  });
  say({ name: 'a key put aside', value: ms, unit: 'ns' });
}

function writingsCost(): void {
  const [day, batch] = [aFullDay(), randomFillSync(new Uint8Array(2_000 * SEEN_BYTES))];
  const { ms } = timedOnProcessor(() => {
    for (let n = 0; n < 20; n++) mergedSeen(day, sortedSeen(batch), MAX_SEEN_A_DAY);
  });
  say({ name: '2,000 keys added to a full day', value: ms / 20, unit: 'ms', note: 'without the store' });
}

async function trialCost(): Promise<void> {
  const rows = Array.from({ length: RING_DAYS }, (_, day) => ({ day, bytes: aFullDay() }));
  const lookUp = createLookUpKeys(lookUpPorts);
  await tryOnRing(rows, lookUp);
  const before = process.cpuUsage();
  const trial = await tryOnRing(rows, lookUp);
  const { user, system } = process.cpuUsage(before);
  say({ name: `a list of ${FLAGS} flags tried on ${trial.kinds.reduce((sum, { of }) => sum + of, 0)} keys`, value: (user + system) / 1000, unit: 'ms' });
}

function bytesUnder(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /indexeddb/i.test(name))
    .map((name) => statSync(join(folder, name)))
    .reduce((sum, each) => sum + (each.isFile() ? each.size : 0), 0);
}

async function diskCost(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'witnessmark-ring-'));
  const profileDir = join(folder, 'profile');
  const measure = async (expression: string) => {
    const browser = await launchWithExtension('chromium', { profileDir });
    const told = await browser.evaluateInExtensionPage<readonly number[]>(expression);
    await browser.close();
    return { told, bytes: bytesUnder(profileDir) };
  };
  try {
    const empty = await measure('chrome.runtime.sendMessage({ name: "change-settings", request: { ring: true } }).then(() => [])');
    const full = await measure(`(async () => {
      await chrome.runtime.sendMessage({ name: 'get-settings', request: {} });
      const database = await new Promise((resolve) => { const opening = indexedDB.open('witnessmark'); opening.onsuccess = () => resolve(opening.result); });
      const today = Math.floor(Date.now() / 86400000);
      const took = [];
      for (let day = 0; day < ${RING_DAYS}; day++) {
        const bytes = new Uint8Array(${MAX_SEEN_A_DAY * SEEN_BYTES});
        for (let at = 0; at < bytes.length; at += 65536) crypto.getRandomValues(bytes.subarray(at, Math.min(bytes.length, at + 65536)));
        const from = performance.now();
        await new Promise((resolve, reject) => { const t = database.transaction('ring', 'readwrite'); t.objectStore('ring').put({ day: today - day, bytes }); t.oncomplete = resolve; t.onerror = reject; });
        took.push(performance.now() - from);
      }
      database.close();
      return took;
    })()`);
    const most = RING_DAYS * MAX_SEEN_A_DAY * SEEN_BYTES;
    say({ name: 'the fullest ring on the disk, in Chromium', value: full.bytes - empty.bytes, unit: 'bytes', beside: { 'of keys': most } });
    say({ name: 'a full day put', value: median(full.told), unit: 'ms', note: 'by the clock' });
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

await postsCost();
writingsCost();
await trialCost();
await diskCost();
