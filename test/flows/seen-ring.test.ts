import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seenIn, startOfDay, type SeenKey } from '../../lib/core/seen-keys.ts';
import type { Subject } from '../../lib/core/subject.ts';
import { createLookUpFlags, createLookUpKeys, type OnKey } from '../../lib/flows/look-up-flags.ts';
import { createSeenRing, MAX_WAITING, WRITE_AFTER_MS, type SeenRing } from '../../lib/flows/seen-ring.ts';
import { tryOnRing } from '../../lib/flows/try-on-ring.ts';
import { FlagIndex } from '../../lib/lists/flag-index.ts';
import { openDatabase, type Database } from '../../lib/store/database.ts';
import { ringRepository } from '../../lib/store/ring-repository.ts';
import { settingsRepository } from '../../lib/store/settings-repository.ts';
import { subjectKeyBytes } from '../../lib/subjects/subject-key.ts';
import { aDraft, builtList, NOW_MS, verifiedList } from '../support/lists-draft.ts';

const WANTED = { ring: true, pausedHosts: ['mail.example:8443'] };
const VISIT = { pageUrl: 'https://harbour.example/feed', incognito: false };
const TODAY = Math.floor(NOW_MS / 86_400_000);
const url = (name: string) => ({ kind: 'url', canonical: `https://harbour.example/${name}` }) as const;
const account = (name: string) => ({ kind: 'account', canonical: `bsky:${name}.example` }) as const;
const keyOf = (subject: Subject): SeenKey => ({ kind: subject.kind, key: subjectKeyBytes(subject) });

let database: Database;
let serial = 0;
let nowMs: number;
/** Timers that run. */
let timers: { readonly work: () => void; readonly ms: number }[];
let troubles: unknown[];
let ring: SeenRing;
const see: OnKey = (key) => ring.noteFor(WANTED, VISIT)!(key);

beforeEach(async () => {
  database = openDatabase(`seen-ring-${serial++}`);
  nowMs = NOW_MS;
  timers = [];
  troubles = [];
  await settingsRepository(database).change((all) => ({ ...all, ring: true }));
  ring = aRing();
});
afterEach(() => database.delete());

const aRing = () =>
  createSeenRing({ ring: ringRepository(database), now: () => nowMs, later: (work, ms) => void timers.push({ work, ms }), onTrouble: (error) => void troubles.push(error) });
const days = async () => (await ringRepository(database).days(Math.floor(nowMs / 86_400_000)))!;
const keptKeys = async () => (await days()).flatMap(({ bytes }) => seenIn(bytes));
const hex = ({ kind, key }: SeenKey) => `${kind} ${Buffer.from(key).toString('hex')}`;

describe('what pages show', () => {
  it('is not taken down where the reader does not want it or paused the site, nor of private windows', () => {
    expect(ring.noteFor({ ...WANTED, ring: false }, VISIT)).toBeUndefined();
    expect(ring.noteFor(WANTED, { ...VISIT, incognito: true })).toBeUndefined();
    expect(ring.noteFor(WANTED, { ...VISIT, pageUrl: 'https://mail.example:8443/in' })).toBeUndefined();
    expect(ring.noteFor(WANTED, { ...VISIT, pageUrl: 'https://mail.example/in' })).toBeDefined();
  });

  it('is written once in a while, all that came meanwhile together', async () => {
    for (const name of ['a', 'b', 'a']) see(keyOf(url(name)));
    expect(timers.map(({ ms }) => ms)).toEqual([WRITE_AFTER_MS]);
    expect(await keptKeys()).toEqual([]);
    timers[0]!.work();
    await expect.poll(async () => (await keptKeys()).map(hex).toSorted()).toEqual(['a', 'b'].map((name) => hex(keyOf(url(name)))).toSorted());
    see(keyOf(url('c')));
    expect(timers).toHaveLength(2);
  });

  it('stands under the day of its writing, as the clock goes over midnight', async () => {
    nowMs = startOfDay(TODAY + 1) - 1;
    see(keyOf(url('a')));
    await ring.write();
    nowMs += 1;
    see(keyOf(url('a')));
    see(keyOf(url('b')));
    await ring.write();
    expect((await days()).map(({ day, bytes }) => [day - TODAY, seenIn(bytes).length])).toEqual([[0, 1], [1, 2]]);
  });

  it('is bounded however much a page shows at once, and goes on after it was written', async () => {
    for (let i = 0; i < MAX_WAITING + 100; i++) see({ kind: 'post', key: Uint8Array.from({ length: 12 }, (_, b) => (i >> (8 * b)) & 255) });
    await ring.write();
    expect(await keptKeys()).toHaveLength(MAX_WAITING);
    see(keyOf(url('a')));
    await ring.write();
    expect(await keptKeys()).toHaveLength(MAX_WAITING + 1);
  });

  it('is lost where the worker stops before it was written, and nothing else is', async () => {
    see(keyOf(url('a')));
    await ring.write();
    see(keyOf(url('b')));
    ring = aRing();
    await ring.write();
    see(keyOf(url('c')));
    await ring.write();
    expect((await keptKeys()).map(hex).toSorted()).toEqual(['a', 'c'].map((name) => hex(keyOf(url(name)))).toSorted());
  });

  it('that waits is forgotten where the ring is turned off or everything erased', async () => {
    see(keyOf(url('a')));
    ring.forget();
    timers[0]!.work();
    await ring.write();
    expect(await keptKeys()).toEqual([]);
  });

  it('that cannot be written is told of, and what comes after is written', async () => {
    let isFull = true;
    const broken = createSeenRing({
      ring: { add: async (...all) => (isFull ? Promise.reject(new Error('full')) : ringRepository(database).add(...all)) },
      now: () => nowMs,
      later: (work, ms) => void timers.push({ work, ms }),
      onTrouble: (error) => void troubles.push(error),
    });
    broken.noteFor(WANTED, VISIT)!(keyOf(url('a')));
    timers[0]!.work();
    await expect.poll(() => troubles).toHaveLength(1);
    isFull = false;
    broken.noteFor(WANTED, VISIT)!(keyOf(url('b')));
    await broken.write();
    expect(await keptKeys()).toHaveLength(1);
  });
});

describe('a list that is tried on the ring', async () => {
  const list = verifiedList(
    await builtList(
      aDraft({
        flags: [
          { subject: url('coins'), label: 'Scam' },
          { subject: account('shop'), label: 'Scam' },
          { subject: url('rumour'), label: 'Scam', polarity: 'disputes' },
        ],
      }),
    ),
  );
  const index = new FlagIndex();
  index.add(list.id, list.index);
  const lookUpPorts = {
    index,
    meaningOf: () => list,
    tailsOf: async (_: string, piece: number) => list.shards[piece],
    now: () => NOW_MS,
  };

  it('is looked up by the very keys that pages are looked up by', async () => {
    const subjects = [url('coins'), url('quiet'), account('shop')];
    const noted: SeenKey[] = [];
    const onKey: OnKey = (key) => void noted.push(key);
    const flags = await createLookUpFlags(lookUpPorts)(subjects, onKey);
    expect(noted.map(hex)).toEqual(subjects.map((subject) => hex(keyOf(subject))));
    for (const key of noted) see(key);
    await ring.write();
    const kept = await keptKeys();
    expect(new Set(kept.map(hex))).toEqual(new Set(noted.map(hex)));
    const again = await createLookUpKeys(lookUpPorts)(noted);
    expect(again).toEqual(flags);
    expect(flags.map((each) => each.length)).toEqual([1, 0, 1]);
  });

  it('says how many of each kind it would label, and under which names; what was shown on several days counts once', async () => {
    for (const shown of [['coins', 'quiet', 'rumour'], ['coins', 'other']]) {
      for (const name of shown) see(keyOf(url(name)));
      see(keyOf(account('shop')));
      await ring.write();
      nowMs += 86_400_000;
    }
    const trial = await tryOnRing(await days(), createLookUpKeys(lookUpPorts));
    expect(trial).toEqual({
      since: startOfDay(TODAY),
      kinds: [
        { kind: 'url', of: 4, labelled: 1 },
        { kind: 'account', of: 1, labelled: 1 },
      ],
      labels: [{ name: 'Scam', n: 2 }],
    });
  });

  it('says so where nothing is kept yet', async () => {
    expect(await tryOnRing([], createLookUpKeys(lookUpPorts))).toEqual({ kinds: [], labels: [] });
  });
});
