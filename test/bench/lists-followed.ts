import { randomFillSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Answer } from '../../lib/messages/contract.ts';
import type { SyncReport } from '../../lib/core/settings.ts';
import { buildFlagList, type DraftFlag } from '../../lib/lists/build-flag-list.ts';
import { FlagIndex } from '../../lib/lists/flag-index.ts';
import { newListKeys } from '../../lib/lists/list-keys.ts';
import { subscriptionLink } from '../../lib/lists/subscription-link.ts';
import { verifyFlagList } from '../../lib/lists/verify-flag-list.ts';
import type { BrowserDriver, Page } from '../e2e/support/driver.ts';
import { ask, launchWithExtension } from '../e2e/support/extension.ts';
import { serveMirror, type MirrorServer } from '../support/mirror-server.ts';
import { collectGarbage } from './garbage.ts';
import { randomHash, randomKeys, signedList } from './lists-signed.ts';
import { median, say } from './rows.ts';
import { signersOf } from '../support/lists-draft.ts';

const ROUNDS = 5;
const PICTURES = 10_000;
const random = (length: number): Uint8Array => randomFillSync(new Uint8Array(length));
const keys = newListKeys(random);

const draft = (flags: readonly DraftFlag[]) => ({ name: 'Bench', charter: 'Made to measure with.', appealContact: 'nobody', labels: [{ name: 'Scam', core: 'scam' as const }], flags });

interface Curator {
  readonly first: Uint8Array;
  /** Its next update: so many flags change, half of which come and half go; so many pictures go, and so many come. */
  next(changes: number, pictures?: { readonly gone: number; readonly come: number }): Promise<Uint8Array>;
}

async function curatorOf(count: number): Promise<Curator> {
  let flags: DraftFlag[] = randomKeys(count).map((key) => ({ key, label: 'Scam', week: 250 }));
  let looks: DraftFlag[] = [];
  let last = await build(flags);
  async function build(all: readonly DraftFlag[], previous?: Uint8Array): Promise<Uint8Array> {
    const built = await buildFlagList(draft(all), signersOf(keys, random), { nowMs: Date.now(), ...(previous === undefined ? {} : { previous }) });
    if (!built.ok) throw new Error(built.error.message);
    return built.value;
  }
  return {
    first: last,
    async next(changes, { gone, come } = { gone: 0, come: 0 }) {
      flags = [...flags.slice(changes / 2), ...randomKeys(changes / 2).map((key) => ({ key, label: 'Scam', week: 250 }))];
      looks = [...looks.slice(gone), ...Array.from({ length: come }, () => ({ pdq: randomHash(), label: 'Scam', week: 250 }))];
      return (last = await build([...flags, ...looks], last));
    },
  };
}

/**
 * Lists followed from a mirror on this machine, in a real Chromium, from the options page's question to its answer:
 * joining, updates of 100 and 1,000 changes, and of ten updates at once. Beside it what came over the wire.
 */
export async function measureFollowing(count: number): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'witnessmark-bench-'));
  const mirror = await serveMirror();
  const browser = await launchWithExtension('chromium', { profileDir: path.join(folder, 'profile') });
  try {
    const options = await browser.openExtensionPage('options.html');
    const curator = await curatorOf(count);
    mirror.publish(curator.first);
    const verified = verifyFlagList(curator.first, { nowMs: Date.now() });
    if (!verified.ok) throw new Error(verified.error.message);
    const { id } = verified.value;
    const link = subscriptionLink({ mirror: mirror.url, list: id });
    const joined = await timed(options, 'offer-list', { link });
    await ask(browser, 'join-list', { id, source: mirror.url });
    say({ name: `cold, ${count} flags, from the link to the offer`, value: joined.ms, unit: 'ms', ...(count === 1_000_000 ? { aim: { bound: '≤', value: 3000 } as const } : {}) });
    say({ name: `cold, ${count} flags, on the wire`, value: wireBytes(mirror) / 1e6, unit: 'MB', ...(count === 1_000_000 ? { aim: { bound: '≤', value: 12 } as const } : {}) });
    const one = { browser, mirror, options, curator };
    await measureUpdates(one, count, 100, 1, { bytes: 6000, ms: 200 });
    await measureUpdates(one, count, 100, 10);
    await measureUpdates(one, count, 1000, 1);
    // They come before the clock runs.
    mirror.publish(await curator.next(0, { gone: 0, come: PICTURES }));
    await timed(options, 'sync-lists', {});
    await measureUpdates(one, count, 50, 1, undefined, 50);
  } finally {
    await browser.close();
    await mirror.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

interface Following {
  readonly browser: BrowserDriver;
  readonly mirror: MirrorServer;
  readonly options: Page;
  readonly curator: Curator;
}

async function measureUpdates({ mirror, options, curator }: Following, count: number, changes: number, updates: number, bars?: { readonly bytes: number; readonly ms: number }, pictures = 0): Promise<void> {
  const times: number[] = [];
  let own = 0;
  let tips = 0;
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < updates; i++) mirror.publish(await curator.next(changes, { gone: pictures / 2, come: pictures / 2 }));
    mirror.asked.length = 0;
    // The curator is another machine: their garbage is not to be collected while the reader works.
    collectGarbage();
    const { ms, answer } = await timed<readonly SyncReport[]>(options, 'sync-lists', {});
    if (!answer.ok || answer.value[0]?.outcome !== 'updated') throw new Error(JSON.stringify(answer));
    times.push(ms);
    tips = mirror.asked.filter((asked) => asked.path === 'tips').reduce((sum, { bytes }) => sum + bytes, 0);
    own = wireBytes(mirror) - tips;
  }
  const what = pictures === 0 ? `${changes} changes, ${count} flags` : `${changes} changes and ${pictures} of ${PICTURES} pictures, ${count} flags`;
  const name = updates === 1 ? `update of ${what}` : `${updates} updates of ${what}`;
  say({ name: `${name}, on the wire`, value: own + tips, unit: 'bytes', ...(bars === undefined ? {} : { aim: { bound: '≤', value: bars.bytes } as const }), note: `of the list ${own}, /tips ${tips}` });
  say({ name: `${name}, question to answer`, value: median(times), unit: 'ms', ...(bars === undefined ? {} : { aim: { bound: '≤', value: bars.ms } as const }), note: `best of ${ROUNDS} ${Math.round(Math.min(...times))}; with the start of a worker, the mirror and the store` });
}

function wireBytes({ asked }: MirrorServer): number {
  return asked.reduce((sum, { bytes }) => sum + bytes, 0);
}

function timed<T>(options: Page, name: string, request: object): Promise<{ readonly ms: number; readonly answer: Answer<T> }> {
  return options.evaluate(`(async () => {
    const start = performance.now();
    const answer = await chrome.runtime.sendMessage(${JSON.stringify({ name, request })});
    return { ms: performance.now() - start, answer };
  })()`);
}

/** Subjects of a page looked up in many lists at once; the peer asks a Set of hex strings for each list. */
export async function measureManyLists(lists: number, subjects: number, flagsEach: number): Promise<void> {
  const index = new FlagIndex();
  const sets: Set<string>[] = [];
  for (let i = 0; i < lists; i++) {
    const { file, subjects: own } = await signedList(flagsEach);
    const verified = verifyFlagList(file, { nowMs: Date.now() });
    if (!verified.ok) throw new Error(verified.error.message);
    index.add(String(i).padStart(64, '0'), verified.value.index);
    sets.push(new Set(own.map(nameOf)));
  }
  const page = randomKeys(subjects);
  const timesOf = (work: () => number): number => {
    const start = process.cpuUsage();
    for (let round = 0; round < 20; round++) work();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 20_000;
  };
  const ours = timesOf(() => page.reduce((sum, key) => sum + index.lookup(key).length, 0));
  const theirs = timesOf(() => page.reduce((sum, key) => sum + sets.filter((set) => set.has(nameOf(key))).length, 0));
  say({ name: `${lists} lists of ${flagsEach} flags × ${subjects} subjects a page`, value: ours, unit: 'ms', beside: { 'a Set of hex for each list': theirs } });
}

function nameOf(key: Uint8Array): string {
  return Buffer.from(key.subarray(0, 8)).toString('hex');
}
