import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { webSocket } from '../../cli/web-socket.ts';
import { dayOf, putSeen, SEEN_BYTES, sortedSeen, startOfDay } from '../../lib/core/seen-keys.ts';
import { openFollowedLists } from '../../lib/flows/followed-lists.ts';
import { importList } from '../../lib/flows/import-list.ts';
import { keptList } from '../../lib/flows/kept-list.ts';
import { agreed } from '../../lib/flows/list-row.ts';
import { createLookUpFlags, createLookUpKeys } from '../../lib/flows/look-up-flags.ts';
import { offerList, type OfferPorts } from '../../lib/flows/offer-list.ts';
import { openMirror, openRelay } from '../../lib/flows/open-sources.ts';
import { readForkProof } from '../../lib/flows/read-fork-proof.ts';
import { receiptOfFlag } from '../../lib/flows/receipt-of-flag.ts';
import { syncLists, type SyncPorts } from '../../lib/flows/sync-lists.ts';
import { isNewIn, tryOnRing } from '../../lib/flows/try-on-ring.ts';
import type { DraftFlag } from '../../lib/lists/build-flag-list.ts';
import { decodeFlagListFile } from '../../lib/lists/flag-list-file.ts';
import { encodeDelta } from '../../lib/lists/delta.ts';
import { blobName } from '../../lib/lists/domain-hash.ts';
import { FlagIndex } from '../../lib/lists/flag-index.ts';
import { decodeIndex, type ListIndex } from '../../lib/lists/list-index.ts';
import { decodeSegment, encodeSegment } from '../../lib/lists/segment.ts';
import { subscriptionLink } from '../../lib/lists/subscription-link.ts';
import { decodeTip, encodeTip } from '../../lib/lists/tip.ts';
import { tipToEvent } from '../../lib/lists/tip-event.ts';
import { publishToRelay } from '../../lib/peers/relay.ts';
import { openDatabase, type Database } from '../../lib/store/database.ts';
import { listRepository } from '../../lib/store/list-repository.ts';
import { partRepository } from '../../lib/store/part-repository.ts';
import { ringRepository } from '../../lib/store/ring-repository.ts';
import { settingsRepository } from '../../lib/store/settings-repository.ts';
import { sourceRepository } from '../../lib/store/source-repository.ts';
import { subjectKeyBytes } from '../../lib/subjects/subject-key.ts';
import { aDraft, builtList, DAY_MS, NOW_MS, OTHER_KEYS, seededRandom, someFlags, TEST_KEYS, verifiedList } from '../support/lists-draft.ts';
import { lookOf, somePictures } from '../support/lists-pictures.ts';
import { changedList } from '../support/lists-roots.ts';
import { aHistory, numberedRun, withIndex } from '../support/lists-history.ts';
import { serveMirror, type MirrorServer } from '../support/mirror-server.ts';
import { serveRelay } from '../support/relay-server.ts';
import { signedTip } from '../support/lists-forge.ts';

const HOUR_MS = 3_600_000;
const flag = (name: string): DraftFlag & { readonly subject: { readonly kind: 'url'; readonly canonical: string } } => ({ subject: { kind: 'url', canonical: `https://harbour.example/${name}` }, label: 'Scam' });

/** States of one list, each an hour after the one before. */
async function history(...states: readonly (readonly DraftFlag[])[]): Promise<readonly Uint8Array[]> {
  const files: Uint8Array[] = [];
  for (const [i, flags] of states.entries()) {
    const previous = files.at(-1);
    files.push(await builtList(aDraft({ name: 'Harbour watch', flags }), TEST_KEYS, { nowMs: NOW_MS + i * HOUR_MS, ...(previous === undefined ? {} : { previous }) }));
  }
  return files;
}

let database: Database;
let serial = 0;
let nowMs: number;
let mirrors: MirrorServer[] = [];

async function aMirror(...files: readonly Uint8Array[]): Promise<MirrorServer> {
  const mirror = await serveMirror();
  mirrors.push(mirror);
  for (const file of files) mirror.publish(file);
  return mirror;
}

beforeEach(() => {
  database = openDatabase(`sync-${serial++}`);
  nowMs = NOW_MS;
});
afterEach(async () => {
  await database.delete();
  await Promise.all(mirrors.map((mirror) => mirror.close()));
  mirrors = [];
});

const ports = (over: Partial<SyncPorts> = {}): SyncPorts => ({
  lists: listRepository(database),
  sources: sourceRepository(database),
  parts: partRepository(database),
  open: (address, isReaders) => openMirror(address, fetch, isReaders),
  now: () => nowMs,
  byReader: false,
  signal: new AbortController().signal,
  onProgress: () => {},
  ...over,
});
const offerPorts = (over: Partial<OfferPorts> = {}): OfferPorts => ({ ...ports(), lists: listRepository(database), ring: ringRepository(database), seen: [], alwaysShow: [], ...over });
const idOf = (file: Uint8Array): string => verifiedList(file, decodeTip(decodeFlagListFile(file).tip).by.createdAt * 1000).id;
const rows = () => listRepository(database).all();
const row = async () => (await rows())[0]!;

/** Offers the list at a mirror and follows it. */
async function follow(mirror: MirrorServer, file: Uint8Array): Promise<string> {
  const id = idOf(file);
  const offered = await offerList(subscriptionLink({ mirror: mirror.url, list: id }), offerPorts());
  if (!offered.ok) throw new Error(offered.error.message);
  await listRepository(database).join(id, nowMs);
  return id;
}

/** A further mirror, as the curator's root would name it: tests may not have https. */
async function alsoFrom(id: string, mirror: MirrorServer): Promise<void> {
  await listRepository(database).follow(id, (before) => ({ ...before!, mirrors: [...before!.mirrors, mirror.url] }));
}
/** Mirrors of a root on this machine are not asked; here they are. */
const anyMirror = { open: (address: string) => openMirror(address, fetch, true) };

async function flagsOn(name: string) {
  const lists = listRepository(database);
  const index = new FlagIndex();
  const followed = await openFollowedLists(lists, index);
  const [found] = await createLookUpFlags({ index, meaningOf: followed.meaningOf, heldBack: followed.heldBack, tailsOf: lists.tailsOf, now: () => nowMs })([flag(name).subject]);
  return found!;
}

/** What the new flags of a list label of these, shown today. */
async function newOn(id: string, ...names: readonly string[]) {
  const lists = listRepository(database);
  const index = new FlagIndex();
  const { meaningOf, heldBack } = await openFollowedLists(lists, index);
  const lookUp = createLookUpKeys({ index, meaningOf, heldBack, tailsOf: lists.tailsOf, now: () => nowMs });
  return (await tryOnRing([{ day: dayOf(nowMs), bytes: keysOf(...names) }], lookUp, isNewIn(id))).kinds;
}

/** The keys of these, as the ring holds them. */
function keysOf(...names: readonly string[]): Uint8Array<ArrayBuffer> {
  const entries = new Uint8Array(names.length * SEEN_BYTES);
  for (const [i, name] of names.entries()) putSeen(entries, i * SEEN_BYTES, { kind: 'url', key: subjectKeyBytes(flag(name).subject) });
  return sortedSeen(entries);
}

describe('a list that is offered by a link', () => {
  it('is checked, shown and not followed before the reader says so', async () => {
    const [first] = await history([flag('coins'), flag('lottery')]);
    const mirror = await aMirror(first!);
    const link = subscriptionLink({ mirror: mirror.url, list: idOf(first!) });
    const seen = [[flag('coins').subject], [{ kind: 'url', canonical: 'https://harbour.example/quiet' }]] as const;
    const offered = await offerList(link, offerPorts({ seen }));
    expect(offered).toMatchObject({ ok: true, value: { isFollowed: false, list: { name: 'Harbour watch', flags: 2 }, seen: { of: 2, labelled: 1 }, source: mirror.url } });
    expect(await rows()).toEqual([]);
    expect(await flagsOn('coins')).toEqual([]);
    expect(await listRepository(database).join(idOf(first!), nowMs)).toBe(true);
    expect(await flagsOn('coins')).toMatchObject([{ labelName: 'Scam', list: { name: 'Harbour watch' } }]);
    expect(await row()).toMatchObject({ follow: { own: mirror.url, isOn: true } });
  });

  it('is tried on the last seven days where the reader has them kept', async () => {
    const [first] = await history([flag('coins'), flag('lottery')]);
    const mirror = await aMirror(first!);
    const link = subscriptionLink({ mirror: mirror.url, list: idOf(first!) });
    expect(await offerList(link, offerPorts())).not.toHaveProperty(['value', 'ring']);
    await settingsRepository(database).change((all) => ({ ...all, ring: true }));
    expect(await offerList(link, offerPorts())).toMatchObject({ ok: true, value: { ring: { kinds: [], labels: [] } } });
    await ringRepository(database).add(dayOf(nowMs), keysOf('coins', 'quiet'));
    expect(await offerList(link, offerPorts())).toMatchObject({
      ok: true,
      value: { seen: { of: 0 }, ring: { since: startOfDay(dayOf(nowMs)), kinds: [{ kind: 'url', of: 2, labelled: 1 }], labels: [{ name: 'Scam', n: 1 }] } },
    });
  });

  it('says which accounts that the reader always shows it flags', async () => {
    const [first] = await history([{ subject: { kind: 'account', canonical: 'bsky:shop.example' }, label: 'Scam' }]);
    const mirror = await aMirror(first!);
    const offered = await offerList(subscriptionLink({ mirror: mirror.url, list: idOf(first!) }), offerPorts({ alwaysShow: ['bsky:shop.example', 'bsky:friend.example'] }));
    expect(offered).toMatchObject({ ok: true, value: { alwaysShown: ['bsky:shop.example'] } });
  });

  it('tells nobody which list it is about, but for what is fetched', async () => {
    const [first] = await history([flag('coins')]);
    const mirror = await aMirror(first!);
    await follow(mirror, first!);
    expect(mirror.asked[0]!.path).toBe('tips');
    expect(mirror.asked.map(({ path }) => path).join()).not.toContain(idOf(first!));
  });

  it.each([
    ['not a link', 'hello', 'not-a-link'],
    ['a link without an id', 'https://mirror.example/', 'not-a-link'],
    ['another list than the mirror has', undefined, 'not-there'],
  ])('is refused: %s', async (_, link, why) => {
    const [first] = await history([flag('coins')]);
    const mirror = await aMirror(first!);
    expect(await offerList(link ?? subscriptionLink({ mirror: mirror.url, list: 'b'.repeat(64) }), offerPorts())).toMatchObject({ ok: false, error: { why } });
  });

  it('is refused where the mirror is gone, serves a forged tip, other bytes, a redirect or no end', async () => {
    const [first] = await history([flag('coins')]);
    const mirror = await aMirror(first!);
    const link = subscriptionLink({ mirror: mirror.url, list: idOf(first!) });
    const outcome = async () => {
      await database.sources.clear();
      const offered = await offerList(link, offerPorts());
      return offered.ok ? 'offered' : offered.error.why;
    };
    mirror.fault = () => ({ kind: 'status', status: 503 });
    expect(await outcome()).toBe('no-answer');
    mirror.fault = () => ({ kind: 'redirect', to: mirror.url });
    expect(await outcome()).toBe('no-answer');
    mirror.fault = (path) => (path === 'tips' ? { kind: 'endless' } : undefined);
    expect(await outcome()).toBe('no-answer');
    mirror.fault = (path) => (path === 'tips' ? undefined : { kind: 'altered' });
    expect(await outcome()).toBe('data-missing');
    mirror.fault = (path) => (path === 'tips' ? undefined : { kind: 'endless' });
    expect(await outcome()).toBe('data-missing');
    mirror.fault = () => undefined;
    const tip = decodeTip(decodeFlagListFile(first!).tip);
    mirror.serveTip(encodeTip({ ...tip, seq: tip.seq + 1 }));
    expect(await outcome()).toBe('not-signed');
    expect(await database.sources.get(mirror.url)).toMatchObject({ lies: 1 });
    mirror.publish(first!);
    expect(await outcome()).toBe('offered');
    expect(await rows()).toEqual([]);
  });
});

describe('a followed list', async () => {
  const [first, second, third] = await history([flag('coins')], [flag('coins'), flag('lottery')], [flag('lottery')]);

  it('is brought up to date by its deltas, and asks for nothing twice', async () => {
    const mirror = await aMirror(first!);
    await follow(mirror, first!);
    mirror.publish(second!);
    nowMs += HOUR_MS;
    mirror.asked.length = 0;
    expect(await syncLists(undefined, ports())).toMatchObject([{ name: 'Harbour watch', outcome: 'updated' }]);
    // The tips, and the index that carries the delta; the roots are those held.
    expect(mirror.asked.map(({ path }) => path)).toEqual(['tips', decodeTip(decodeFlagListFile(second!).tip).index.sha256]);
    expect(await flagsOn('lottery')).toHaveLength(1);
    expect(await row()).toMatchObject({ seq: 2, flags: 2, follow: { checkedAt: nowMs } });
    mirror.asked.length = 0;
    expect(await syncLists(undefined, ports())).toMatchObject([{ outcome: 'current' }]);
    expect(mirror.asked.map(({ path }) => path)).toEqual(['tips']);
  });

  it('takes an update of a hundred changes in no more than 6,000 bytes with tip and index', async () => {
    const [before, after] = await history(someFlags(1000), someFlags(1050).slice(50));
    const mirror = await aMirror(before!);
    await follow(mirror, before!);
    mirror.publish(after!);
    nowMs += HOUR_MS;
    mirror.asked.length = 0;
    expect(await syncLists(undefined, ports())).toMatchObject([{ outcome: 'updated' }]);
    expect(mirror.asked.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(6000);
    expect(await row()).toMatchObject({ flags: 1000 });
  });

  it('leaves a large one as it was packed, with what changed beside it, until that is too much', async () => {
    const all = someFlags(67_600);
    const pictures = somePictures(3);
    const [large, less, more, looks, other] = await history(all.slice(0, 66_000), all.slice(5, 66_000), all.slice(5, 66_010), [...all.slice(6, 66_010), ...pictures], [...all.slice(5, 67_600), ...pictures.slice(1)]);
    const mirror = await aMirror(large!);
    const id = await follow(mirror, large!);
    const lists = listRepository(database);
    const index = new FlagIndex();
    const followed = await openFollowedLists(lists, index);
    const lookUp = createLookUpFlags({ index, meaningOf: followed.meaningOf, tailsOf: lists.tailsOf, now: () => nowMs });
    const counts = async () => (await lookUp([0, 4, 5, 66_004, 67_000].map((i) => all[i]!.subject))).map(({ length }) => length);
    const parts = async () => (await database.blobs.where('listId').equals(id).toArray()).map(({ part }) => part).filter((part) => !part.startsWith('tails-'));
    expect(await counts()).toEqual([1, 1, 1, 0, 0]);
    const block = await lists.indexOf(id);
    const step = async (file: Uint8Array) => {
      mirror.publish(file);
      nowMs += HOUR_MS;
      expect(await syncLists(undefined, ports())).toMatchObject([{ outcome: 'updated' }]);
      await followed.reload();
      // What is handed on and what is proven is the list as it is now.
      const copy = await keptList(id, lists);
      expect(verifiedList(copy!, nowMs).state).toBe(verifiedList(file, nowMs).state);
      return counts();
    };
    expect(await step(less!)).toEqual([0, 0, 1, 0, 0]);
    expect(await step(more!)).toEqual([0, 0, 1, 1, 0]);
    expect(await parts()).toEqual(['file', 'index', 'overlay', 'tree']);
    expect(Buffer.compare((await lists.indexOf(id))!, block!)).toBe(0);
    expect(await row()).toMatchObject({ seq: 3, flags: 66_005, packedAt: NOW_MS, importedAt: nowMs });
    expect(await receiptOfFlag({ list: id, subject: all[66_004]!.subject, label: all[66_004]!.label }, { followed, lists, nowMs })).toMatchObject({ ok: true });
    const alike = () => pictures.map(({ pdq }) => followed.pictures.lookup(pdq, () => true).length);
    expect(await step(looks!)).toEqual([0, 0, 0, 1, 0]);
    expect(await parts()).toEqual(['file', 'index', 'overlay', 'pictures', 'tree']);
    expect(await row()).toMatchObject({ packedAt: NOW_MS, picturesAt: nowMs });
    expect(alike()).toEqual([1, 1, 1]);
    expect(await receiptOfFlag({ list: id, subject: lookOf(pictures[0]!), label: pictures[0]!.label }, { followed, lists, nowMs })).toMatchObject({ ok: true });
    // More than a sixty-fourth of what is packed.
    expect(await step(other!)).toEqual([0, 0, 1, 1, 1]);
    expect(await parts()).toEqual(['file', 'index', 'pictures', 'tree']);
    expect(alike()).toEqual([0, 1, 1]);
    expect((await row()).packedAt).toBeUndefined();
  }, 120_000);

  it('keeps its pictures where an update changes flags alone, and takes the snapshot where they are damaged or gone', async () => {
    const pictures = somePictures(5);
    const names = ['coins', 'lottery', 'tide', 'ferry'];
    const states = await history(...names.map((_, i) => [...names.slice(0, i + 1).map(flag), ...pictures.slice(0, i < 2 ? 4 : 5)]));
    const mirror = await aMirror(states[0]!);
    const id = await follow(mirror, states[0]!);
    const lists = listRepository(database);
    const step = async (file: Uint8Array) => {
      mirror.publish(file);
      nowMs += HOUR_MS;
      expect(await syncLists(undefined, ports())).toMatchObject([{ outcome: 'updated' }]);
      expect(verifiedList((await keptList(id, lists))!, nowMs).state).toBe(verifiedList(file, nowMs).state);
    };
    await step(states[1]!);
    await database.blobs.put({ listId: id, part: 'pictures', bytes: new Uint8Array(5) });
    expect(await keptList(id, lists)).toBeUndefined();
    await step(states[2]!);
    await database.blobs.delete([id, 'pictures']);
    await step(states[3]!);
  });

  it('goes over many updates at once, and by the snapshot where the log does not reach back', async () => {
    const states = await history(...Array.from({ length: 20 }, (_, i) => [flag(`a${i}`), flag('coins')]));
    const mirror = await aMirror(states[0]!);
    await follow(mirror, states[0]!);
    mirror.publish(states[9]!);
    nowMs += 9 * HOUR_MS;
    expect(await syncLists(undefined, ports())).toMatchObject([{ outcome: 'updated' }]);
    expect(await flagsOn('a9')).toHaveLength(1);
    mirror.publish(states[19]!);
    nowMs += 10 * HOUR_MS;
    // As of who fell far behind: the first state again.
    await database.lists.clear();
    await database.blobs.clear();
    mirror.serveTip(decodeFlagListFile(states[0]!).tip);
    await follow(mirror, states[0]!);
    mirror.publish(states[19]!);
    mirror.asked.length = 0;
    expect(await syncLists(undefined, ports())).toMatchObject([{ outcome: 'updated' }]);
    expect(mirror.asked.map(({ path }) => path)).toContain(decodeIndex(decodeFlagListFile(states[19]!).index).snapshot.manifest.sha256);
    expect(await flagsOn('a19')).toHaveLength(1);
    expect(await flagsOn('a0')).toEqual([]);
    // What came piece by piece is not kept twice.
    expect(await database.parts.count()).toBe(0);
  });

  it('takes the same state signed again as a word that it still holds', async () => {
    const mirror = await aMirror(first!);
    await follow(mirror, first!);
    const { confirmedAt } = await row();
    const file = decodeFlagListFile(first!);
    const old = decodeTip(file.tip);
    const again = signedTip(old.list, { ...old, exp: old.exp + 3600 }, TEST_KEYS.writer, [], old.by.createdAt + 7200, seededRandom('again'));
    mirror.serveTip(encodeTip(again));
    nowMs += 3 * HOUR_MS;
    expect(await syncLists(undefined, ports())).toMatchObject([{ outcome: 'current' }]);
    expect(await row()).toMatchObject({ seq: 1, confirmedAt: confirmedAt + 2 * HOUR_MS, expiresAt: (old.exp + 3600) * 1000 });
    expect(await flagsOn('coins')).toHaveLength(1);
  });

  it('stays as it is where a mirror serves an older state, or only an older one', async () => {
    const mirror = await aMirror(first!, second!);
    nowMs += HOUR_MS;
    await follow(mirror, second!);
    mirror.serveTip(decodeFlagListFile(first!).tip);
    expect(await syncLists(undefined, ports())).toMatchObject([{ outcome: 'current' }]);
    expect(await row()).toMatchObject({ seq: 2 });
  });

  it('falls over to the next source where one goes away mid-update', async () => {
    const [one, other] = [await aMirror(first!, second!), await aMirror(first!, second!)];
    one.serveTip(decodeFlagListFile(first!).tip);
    const id = await follow(one, first!);
    await alsoFrom(id, other);
    one.publish(second!);
    one.fault = (path) => (path === 'tips' ? undefined : { kind: 'cut' });
    nowMs += HOUR_MS;
    expect(await syncLists(undefined, ports(anyMirror))).toMatchObject([{ outcome: 'updated' }]);
    expect(await database.sources.get(one.url)).toMatchObject({ failures: 1, lies: 0 });
    expect(await database.sources.get(other.url)).toMatchObject({ failures: 0 });
  });

  it('names a source that sent other bytes, takes them from another, and leaves the liar alone for a day', async () => {
    const [liar, honest] = [await aMirror(first!, second!), await aMirror(first!, second!)];
    liar.serveTip(decodeFlagListFile(first!).tip);
    const id = await follow(liar, first!);
    await alsoFrom(id, honest);
    liar.publish(second!);
    liar.fault = (path) => (path === 'tips' ? undefined : { kind: 'altered' });
    nowMs += HOUR_MS;
    expect(await syncLists(undefined, ports(anyMirror))).toMatchObject([{ outcome: 'updated' }]);
    expect(await database.sources.get(liar.url)).toMatchObject({ lies: 1, trouble: { message: expect.stringContaining('other bytes') } });
    liar.asked.length = 0;
    await syncLists(undefined, ports({ ...anyMirror, byReader: true }));
    expect(liar.asked).toEqual([]);
    nowMs += 2 * DAY_MS;
    await syncLists(undefined, ports(anyMirror));
    expect(liar.asked).toHaveLength(1);
  });

  it('does not take a forged tip, blames who told it, and takes the true one', async () => {
    const [forger, honest] = [await aMirror(first!), await aMirror(first!, second!)];
    const id = await follow(forger, first!);
    await alsoFrom(id, honest);
    const tip = decodeTip(decodeFlagListFile(second!).tip);
    forger.publish(second!);
    forger.serveTip(encodeTip({ ...tip, seq: 9 }));
    nowMs += HOUR_MS;
    expect(await syncLists(undefined, ports(anyMirror))).toMatchObject([{ outcome: 'updated' }]);
    expect(await row()).toMatchObject({ seq: 2 });
    expect(await database.sources.get(forger.url)).toMatchObject({ lies: 1 });
  });

  it('says since when data is missing, keeps what it has, and takes the data when they come', async () => {
    const mirror = await aMirror(first!);
    await follow(mirror, first!);
    mirror.publish(second!);
    const index = decodeTip(decodeFlagListFile(second!).tip).index.sha256;
    mirror.forget(index);
    nowMs += HOUR_MS;
    const since = nowMs;
    expect(await syncLists(undefined, ports())).toMatchObject([{ outcome: 'failed', problem: 'data-missing' }]);
    nowMs += HOUR_MS;
    expect(await syncLists(undefined, ports())).toMatchObject([{ outcome: 'failed' }]);
    expect(await row()).toMatchObject({ seq: 1, follow: { problem: { why: 'data-missing', since } } });
    expect(await flagsOn('coins')).toHaveLength(1);
    mirror.publish(second!);
    expect(await syncLists(undefined, ports())).toMatchObject([{ outcome: 'updated' }]);
    expect((await row()).follow).not.toHaveProperty('problem');
  });

  it('is left alone for a day by a source that failed three times, unless the reader asks', async () => {
    const mirror = await aMirror(first!);
    await follow(mirror, first!);
    mirror.fault = () => ({ kind: 'status', status: 500 });
    for (let i = 0; i < 3; i++) expect(await syncLists(undefined, ports())).toMatchObject([{ outcome: 'failed', problem: 'no-answer' }]);
    mirror.asked.length = 0;
    await syncLists(undefined, ports());
    expect(mirror.asked).toEqual([]);
    await syncLists(undefined, ports({ byReader: true }));
    expect(mirror.asked).toHaveLength(1);
  });

  it('shows a fork, keeps its state, and does no more than label until it is taken out', async () => {
    const aside = await builtList(aDraft({ name: 'Harbour watch', flags: [flag('aside')] }), TEST_KEYS, { nowMs: NOW_MS + HOUR_MS, previous: first! });
    const asideOn = await builtList(aDraft({ name: 'Harbour watch', flags: [flag('further')] }), TEST_KEYS, { nowMs: NOW_MS + 2 * HOUR_MS, previous: aside });
    const mirror = await aMirror(first!, second!);
    nowMs += HOUR_MS;
    await follow(mirror, second!);
    mirror.publish(asideOn);
    nowMs += HOUR_MS;
    expect(await syncLists(undefined, ports())).toMatchObject([{ outcome: 'failed', problem: 'fork' }]);
    expect(await flagsOn('lottery')).toMatchObject([{ held: 'fork' }]);
    expect(await flagsOn('further')).toEqual([]);
    const proof = await listRepository(database).forkProofOf(idOf(second!));
    expect(readForkProof(proof!)).toMatchObject({ kind: 'proves', proven: { list: { id: idOf(second!), name: 'Harbour watch' }, version: 1, seq: 2 } });
    // What the mirror serves next does not make it undone, not even a state that continues what is held.
    const onSecond = await builtList(aDraft({ name: 'Harbour watch', flags: [flag('later')] }), TEST_KEYS, { nowMs: NOW_MS + 3 * HOUR_MS, previous: second! });
    nowMs += HOUR_MS;
    for (const file of [second!, onSecond]) {
      mirror.publish(file);
      expect(await syncLists(undefined, ports())).toMatchObject([{ outcome: 'current' }]);
      expect(await flagsOn('lottery')).toMatchObject([{ held: 'fork' }]);
    }
    // A new root does: it says which line is the list's.
    const cured = await changedList(onSecond, { terms: { ...aDraft({ name: 'Harbour watch' }), description: 'Under new keys.' } }, [TEST_KEYS], { nowMs: NOW_MS + 4 * HOUR_MS });
    nowMs += HOUR_MS;
    mirror.publish(cured);
    expect(await syncLists(undefined, ports())).toMatchObject([{ outcome: 'updated' }]);
    expect((await row()).follow).not.toHaveProperty('problem');
    expect(await flagsOn('later')).toEqual([expect.not.objectContaining({ held: 'fork' })]);
  });

  it('holds what is new of a sudden change back until the reader has looked', async () => {
    const many = someFlags(1500).map((each) => ({ ...each, label: 'Scam', polarity: 'asserts' as const }));
    const [small, large, larger] = await history([flag('coins')], [flag('coins'), ...many], [flag('coins'), flag('lottery'), ...many]);
    const mirror = await aMirror(small!);
    const id = await follow(mirror, small!);
    mirror.publish(large!);
    nowMs += HOUR_MS;
    await syncLists(undefined, ports());
    expect(await row()).toMatchObject({ flags: 1501, sudden: { added: 1500, removed: 0, before: 1 } });
    expect(await flagsOn('coins')).toEqual([expect.not.objectContaining({ held: 'sudden' })]);
    mirror.publish(larger!);
    nowMs += HOUR_MS;
    await syncLists(undefined, ports());
    expect(await flagsOn('lottery')).toMatchObject([{ held: 'sudden' }]);
    expect(await row()).toMatchObject({ sudden: { added: 1501, before: 1 } });
    expect(await newOn(id, 'coins', 'lottery', 'quiet')).toEqual([{ kind: 'url', of: 3, labelled: 1 }]);
    expect(await newOn('b'.repeat(64), 'coins', 'lottery')).toEqual([{ kind: 'url', of: 2, labelled: 0 }]);
    await listRepository(database).accept(id);
    expect(await flagsOn('lottery')).toEqual([expect.not.objectContaining({ held: 'sudden' })]);
    expect(await row()).not.toHaveProperty('sudden');
  });

  it('that was brought up to date is exported, restored and proven as one that was imported', async () => {
    const mirror = await aMirror(first!);
    const id = await follow(mirror, first!);
    mirror.publish(second!);
    nowMs += HOUR_MS;
    await syncLists(undefined, ports());
    const lists = listRepository(database);
    const copy = await keptList(id, lists);
    expect(verifiedList(copy!, nowMs)).toMatchObject({ id, seq: 2, n: 2, state: verifiedList(second!, nowMs).state });
    const made = await receiptOfFlag({ list: id, subject: flag('lottery').subject, label: 'Scam' }, { followed: { meaningOf: () => ({}) as never }, lists, nowMs });
    expect(made).toMatchObject({ ok: true });
    await database.lists.clear();
    await database.blobs.clear();
    expect(await importList(copy!, { lists, nowMs, onProgress: () => {} })).toMatchObject({ ok: true, value: { seq: 2 } });
    expect(await flagsOn('lottery')).toHaveLength(1);
    const flipped = copy!.slice();
    flipped[flipped.length - 3]! ^= 1;
    expect((await importList(flipped, { lists, nowMs, onProgress: () => {} })).ok).toBe(false);
  });

  it('under new terms waits for the reader’s word where they weigh more or lead elsewhere', async () => {
    const mirror = await aMirror(first!);
    const id = await follow(mirror, first!);
    const { flags: _, ...draft } = aDraft({ name: 'Harbour watch', mirrors: ['https://elsewhere.example/'], appealContact: 'new@harbour.example' });
    const terms = { ...draft, charter: 'Another charter.', labels: [...draft.labels, { name: 'Rumour', core: 'x-rumour' as const }] };
    const changed = await changedList(first!, { terms, successor: 'c'.repeat(64) }, [TEST_KEYS], { nowMs: NOW_MS + HOUR_MS });
    const next = await builtList({ ...terms, flags: [flag('coins'), { ...flag('lottery'), label: 'Rumour' }] }, TEST_KEYS, { previous: changed, nowMs: NOW_MS + 2 * HOUR_MS });
    mirror.publish(next);
    nowMs += 2 * HOUR_MS;
    expect(await syncLists(undefined, ports())).toMatchObject([{ outcome: 'updated' }]);
    expect(await row()).toMatchObject({
      version: 2,
      charter: 'Another charter.',
      appealContact: 'appeals@example.org',
      follow: { own: mirror.url, mirrors: [] },
      newTerms: { agreed: 1, changes: [{ what: 'label-added', text: 'Rumour', code: 4 }, { what: 'mirror-added', text: 'https://elsewhere.example/' }, { what: 'successor', text: 'c'.repeat(64) }, { what: 'appeal-contact', text: 'new@harbour.example' }] },
    });
    expect(await row()).not.toHaveProperty('successor');
    expect(await flagsOn('lottery')).toMatchObject([{ labelName: 'Rumour', held: 'terms' }]);
    expect(await flagsOn('coins')).toEqual([expect.not.objectContaining({ held: 'terms' })]);
    await listRepository(database).change(id, agreed);
    expect(await row()).toMatchObject({ appealContact: 'new@harbour.example', successor: 'c'.repeat(64), follow: { own: mirror.url, mirrors: ['https://elsewhere.example/'] } });
    expect(await row()).not.toHaveProperty('newTerms');
    expect(await flagsOn('lottery')).toEqual([expect.not.objectContaining({ held: 'terms' })]);
  });

  it('is asked for at relays where its mirrors tell nothing, and its parts are had from the mirrors', async () => {
    const [dead, live] = [await serveRelay(), await serveRelay()];
    const mirror = await aMirror(first!);
    const id = await follow(mirror, first!);
    await listRepository(database).follow(id, (before) => ({ ...before!, relays: [dead.url, live.url] }));
    const event = tipToEvent(decodeFlagListFile(second!).tip);
    await publishToRelay(live.url, event.ok ? event.value : {}, { WebSocket: webSocket });
    await dead.close();
    mirror.publish(second!);
    mirror.fault = (path) => (path === 'tips' ? { kind: 'status', status: 503 } : undefined);
    nowMs += HOUR_MS;
    const openAny = (address: string, writerOf: (list: string) => string | undefined) => openRelay(address, writerOf, { isReaders: true, WebSocket: webSocket, timeoutMs: 2000 });
    expect(await syncLists(undefined, ports({ openRelay: openAny }))).toMatchObject([{ outcome: 'updated' }]);
    expect(await row()).toMatchObject({ seq: 2 });
    expect(await database.sources.get(dead.url)).toMatchObject({ failures: 1 });
    // Where a mirror tells of it, no relay learns that anybody asks.
    mirror.fault = () => undefined;
    live.asked.length = 0;
    await syncLists(undefined, ports({ openRelay: openAny }));
    expect(live.asked).toEqual([]);
    await live.close();
  });

  it('that was removed meanwhile does not come back', async () => {
    const mirror = await aMirror(first!);
    const id = await follow(mirror, first!);
    mirror.publish(second!);
    nowMs += HOUR_MS;
    const removing: SyncPorts = { ...ports(), parts: { ...partRepository(database), read: async () => undefined } };
    const lists = listRepository(database);
    const reports = await syncLists(undefined, { ...removing, lists: { ...lists, indexOf: async (listId) => (await lists.remove(id, nowMs), lists.indexOf(listId)) } });
    expect(reports).toMatchObject([{ outcome: 'current' }]);
    expect(await rows()).toEqual([]);
    expect(await database.blobs.where('listId').equals(id).count()).toBeGreaterThan(0);
  });

  it('is not asked for on the mirrors of its root where those lie on this machine', async () => {
    const mirror = await aMirror(first!);
    const id = await follow(mirror, first!);
    const near = await aMirror(second!);
    await alsoFrom(id, near);
    await syncLists(undefined, ports());
    expect(near.asked).toEqual([]);
    expect(await database.sources.get(near.url)).toMatchObject({ trouble: { message: expect.any(String) } });
  });

  it('of another curator under the same name stays another list', async () => {
    const other = await builtList(aDraft({ name: 'Harbour watch', flags: [flag('lottery')] }), OTHER_KEYS);
    const mirror = await aMirror(first!, other);
    await follow(mirror, first!);
    expect(await flagsOn('lottery')).toEqual([]);
    expect(idOf(other)).not.toBe(idOf(first!));
  });

  it('is in its old state or in its new one, wherever it is cut off, and goes on from there', async () => {
    const mirror = await aMirror(first!);
    for (let cut = 1; ; cut++) {
      await database.delete();
      database = openDatabase(`sync-${serial++}`);
      nowMs = NOW_MS;
      mirror.serveTip(decodeFlagListFile(first!).tip);
      await follow(mirror, first!);
      mirror.publish(third!);
      mirror.publish(second!);
      mirror.publish(third!);
      nowMs += 2 * HOUR_MS;
      let left = cut;
      /** Throws at the n-th use of anything that is waited for. */
      const counted = <T extends object>(of: T): T =>
        new Proxy(of, { get: (target, name) => (typeof target[name as keyof T] !== 'function' ? target[name as keyof T] : (...all: unknown[]) => {
          if (--left === 0) throw new Error('cut off');
          return (target[name as keyof T] as unknown as (...of: unknown[]) => unknown)(...all);
        }) });
      const cutting = ports({ lists: counted(listRepository(database)), sources: counted(sourceRepository(database)), parts: counted(partRepository(database)), open: (address) => counted(openMirror(address, fetch, true)) });
      const isDone = await syncLists(undefined, cutting).then(() => true, () => false);
      const { seq, flags } = await row();
      expect([[1, 1], [3, 1]]).toContainEqual([seq, flags]);
      expect(await flagsOn(seq === 1 ? 'coins' : 'lottery')).toHaveLength(1);
      expect(await flagsOn(seq === 1 ? 'lottery' : 'coins')).toHaveLength(0);
      await syncLists(undefined, ports({ byReader: true }));
      expect(await row()).toMatchObject({ seq: 3 });
      if (isDone) {
        expect(cut).toBeGreaterThan(8);
        break;
      }
    }
  });
});

describe('a followed list that was left alone for long', async () => {
  /** Four thousand flags; at each update one goes and one comes. */
  const stateOf = (i: number) => numberedRun(new Map(Array.from({ length: 4000 }, (_, k) => [i + k, 300])));
  const past = aHistory(await builtList(aDraft({ name: 'Harbour watch' })), Array.from({ length: 339 }, (_, i) => stateOf(i)));
  const newest = await past.fileOf(340);
  const { index: indexBytes, tip } = decodeFlagListFile(newest);
  const index = decodeIndex(indexBytes);
  const snapshot = index.snapshot.manifest.sha256;

  /** A mirror that goes from update 340 − `behind` to 340, and what a reader of the first asks of it then. */
  async function syncedFrom(behind: number, fault: (mirror: MirrorServer) => void = () => {}, file?: Uint8Array): Promise<{ readonly asked: readonly string[]; readonly bytes: number; readonly reports: unknown }> {
    nowMs = NOW_MS + 340 * 60_000;
    const first = file ?? (await past.fileOf(340 - behind));
    const mirror = await aMirror(first);
    await follow(mirror, first);
    mirror.publish(newest);
    fault(mirror);
    mirror.asked.length = 0;
    const reports = await syncLists(undefined, ports());
    return { asked: mirror.asked.map(({ path }) => path), bytes: mirror.asked.reduce((sum, { bytes }) => sum + bytes, 0), reports };
  }

  /** Names of what leads on from an update: the segments first, then the merged updates; the log is in the index. */
  const leadingOn = (seq: number) => [...index.segments, ...index.merged].filter(({ to }) => to > seq).map(({ blob }) => blob.sha256);
  const named = ['tips', decodeTip(tip).index.sha256];

  it.each([
    [40, 1, 2],
    [300, 2, 6],
  ])('takes %i updates by %i segments and at most %i merged updates, for a part of the snapshot', async (behind, segments, merged) => {
    const { asked, bytes, reports } = await syncedFrom(behind);
    expect(reports).toMatchObject([{ outcome: 'updated' }]);
    expect(await row()).toMatchObject({ seq: 340, flags: 4000 });
    expect(asked).toEqual([...named, ...leadingOn(340 - behind)]);
    expect(leadingOn(340 - behind).filter((name) => index.segments.some(({ blob }) => blob.sha256 === name))).toHaveLength(segments);
    expect(asked.length - named.length - segments).toBeLessThanOrEqual(merged);
    const whole = [...decodeFlagListFile(newest).blobs.values()].filter((blob) => blob[2] === 'S'.charCodeAt(0)).reduce((sum, { length }) => sum + length, 0);
    expect(bytes).toBeLessThan(whole);
  });

  it('takes the snapshot where a merged update or a segment is missing, and loses nothing', async () => {
    for (const { blob } of [index.merged.at(-1)!, index.segments.at(-1)!]) {
      const { asked, reports } = await syncedFrom(40, (mirror) => mirror.forget(blob.sha256));
      expect(reports).toMatchObject([{ outcome: 'updated' }]);
      expect(asked).toEqual(expect.arrayContaining([blob.sha256, snapshot]));
      expect(await row()).toMatchObject({ seq: 340, flags: 4000 });
      await database.lists.clear();
      await database.blobs.clear();
    }
  });

  it('takes the snapshot where a merged update leads elsewhere than the curator says, or the segments do not fold', async () => {
    const nothing = encodeDelta({ puts: new Uint8Array(0), deletes: new Uint8Array(0) });
    const near = index.segments.at(-1)!;
    const told = decodeSegment(decodeFlagListFile(newest).blobs.get(near.blob.sha256)!);
    const unfolding = encodeSegment({ ...told, steps: told.steps.map((step) => ({ ...step, state: snapshot })) });
    const refTo = (blob: Uint8Array) => ({ sha256: blobName(blob), bytes: blob.length });
    const lies: readonly (readonly [Partial<ListIndex>, Uint8Array])[] = [
      [{ merged: index.merged.map((each) => ({ ...each, blob: refTo(nothing) })) }, nothing],
      [{ segments: [...index.segments.slice(0, -1), { ...near, blob: refTo(unfolding) }] }, unfolding],
    ];
    for (const [change, blob] of lies) {
      const { asked, reports } = await syncedFrom(40, (mirror) => mirror.publish(withIndex(newest, () => change, blob)));
      expect(reports).toMatchObject([{ outcome: 'updated' }]);
      expect(asked).toEqual(expect.arrayContaining([blobName(blob), snapshot]));
      expect(await row()).toMatchObject({ seq: 340, flags: 4000 });
      await database.lists.clear();
      await database.blobs.clear();
    }
  });

  it('shows a fork that lies long before the log, and keeps its proof', async () => {
    const aside = await aHistory(await builtList(aDraft({ name: 'Harbour watch' })), Array.from({ length: 299 }, (_, i) => stateOf(i < 150 ? i : 2 * i))).fileOf(300);
    const { reports } = await syncedFrom(40, () => {}, aside);
    expect(reports).toMatchObject([{ outcome: 'failed', problem: 'fork' }]);
    expect(await row()).toMatchObject({ seq: 300 });
    const proof = await listRepository(database).forkProofOf((await row()).id);
    expect(readForkProof(proof!)).toMatchObject({ kind: 'proves', proven: { seq: 300 } });
  });
});
