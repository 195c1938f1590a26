import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { webSocket } from '../../cli/web-socket.ts';
import { importList } from '../../lib/flows/import-list.ts';
import { openMirror, openRelay } from '../../lib/flows/open-sources.ts';
import { readForkProof } from '../../lib/flows/read-fork-proof.ts';
import { syncLists, type ForkWishes } from '../../lib/flows/sync-lists.ts';
import { nextTelling, planTelling, takeTellingBack, tellOfForks, type SendingPorts } from '../../lib/flows/tell-fork.ts';
import { forkToEvent } from '../../lib/lists/fork-event.ts';
import { decodeFlagListFile } from '../../lib/lists/flag-list-file.ts';
import { tipToEvent } from '../../lib/lists/tip-event.ts';
import { publishToRelay } from '../../lib/peers/relay.ts';
import { openDatabase, type Database } from '../../lib/store/database.ts';
import { listRepository } from '../../lib/store/list-repository.ts';
import { partRepository } from '../../lib/store/part-repository.ts';
import { sourceRepository } from '../../lib/store/source-repository.ts';
import { aDraft, builtList, NOW_MS, OTHER_KEYS, seededRandom, someFlags, TEST_KEYS, verifiedList } from '../support/lists-draft.ts';
import { headOf, madeFork, rootsForked } from '../support/lists-forks.ts';
import { changedList } from '../support/lists-roots.ts';
import { flipped } from '../support/lists-receipts.ts';
import { serveMirror, type MirrorServer } from '../support/mirror-server.ts';
import { serveRelay, type RelayServer } from '../support/relay-server.ts';

const HOUR_MS = 3_600_000;
const random = seededRandom('published forks');

const first = await builtList(aDraft({ flags: someFlags(2) }));
const next = (previous: Uint8Array, flags: number, hours: number) => builtList(aDraft({ flags: someFlags(flags) }), TEST_KEYS, { previous, nowMs: NOW_MS + hours * HOUR_MS });
/** The line that the reader sees, and the one that others do. */
const [second, other] = [await next(first, 3, 1), await next(first, 4, 1)];
const third = await next(second, 5, 2);
const proof = madeFork(headOf(second), headOf(other));
const id = verifiedList(first).id;
const foreign = await builtList(aDraft({ name: 'Another list', flags: someFlags(2) }), OTHER_KEYS);
const foreignNext = (flags: number) => builtList(aDraft({ name: 'Another list', flags: someFlags(flags) }), OTHER_KEYS, { previous: foreign, nowMs: NOW_MS + HOUR_MS });
const foreignProof = madeFork(headOf(await foreignNext(3)), headOf(await foreignNext(4)));

let database: Database;
let serial = 0;
let nowMs: number;
let mirror: MirrorServer;
let relay: RelayServer;

beforeEach(async () => {
  database = openDatabase(`published-forks-${serial++}`);
  // All that is published here has been signed by then.
  nowMs = NOW_MS + 2 * HOUR_MS;
  [mirror, relay] = [await serveMirror(), await serveRelay()];
});
afterEach(async () => {
  await database.delete();
  await Promise.all([mirror.close(), relay.close()]);
});

const lists = () => listRepository(database);
const row = async () => (await lists().get(id))!;
const NOT_ASKED: ForkWishes = { fromAll: false, own: [] };
const FROM_ALL: ForkWishes = { fromAll: true, own: [] };

/** A reader who follows the list from the mirror; its root is as good as naming the relay. */
async function follow(file: Uint8Array): Promise<void> {
  const imported = await importList(file.slice(), { lists: lists(), nowMs, onProgress: () => {} });
  if (!imported.ok) throw new Error(imported.error.message);
  await lists().follow(imported.value.id, () => ({ own: mirror.url, mirrors: [], relays: [relay.url], isOn: true }));
}

const sync = (forks: ForkWishes = FROM_ALL) =>
  syncLists(undefined, {
    lists: lists(),
    sources: sourceRepository(database),
    parts: partRepository(database),
    open: (address) => openMirror(address, fetch, true),
    openRelay: (address, writerOf) => openRelay(address, writerOf, { isReaders: true, WebSocket: webSocket, timeoutMs: 2000 }),
    forks,
    now: () => nowMs,
    byReader: false,
    signal: new AbortController().signal,
    onProgress: () => {},
  });

const eventOf = (bytes: Uint8Array) => {
  const event = forkToEvent(bytes, { nowMs, random });
  if (!event.ok) throw new Error(event.error.message);
  return event.value;
};
const publish = (bytes: Uint8Array, to = relay.url) => publishToRelay(to, eventOf(bytes), { WebSocket: webSocket });
const kindsAsked = () => relay.asked.flatMap(({ kinds }) => kinds ?? []);

describe('a proof that another reader published', () => {
  it('freezes the list of who saw only one of the two lines, before the next update of it is taken', async () => {
    await follow(second);
    mirror.publish(third);
    await publish(proof);
    expect(await sync()).toMatchObject([{ outcome: 'failed', problem: 'fork' }]);
    expect(await row()).toMatchObject({ seq: 2, follow: { problem: { why: 'fork', from: relay.url } } });
    expect(await lists().forkProofOf(id)).toEqual(proof);
    // It stays so, and no relay learns again that the list is followed: there is nothing more to be known.
    relay.asked.length = 0;
    expect(await sync()).toMatchObject([{ outcome: 'current' }]);
    expect(relay.asked).toEqual([]);
    expect(await row()).toMatchObject({ seq: 2, follow: { problem: { why: 'fork' } } });
  });

  it('of two roots of the current version does so too', async () => {
    const renamed = await changedList(second, { terms: { ...aDraft(), description: 'Renewed.' } }, [TEST_KEYS], { nowMs: NOW_MS + 2 * HOUR_MS });
    await follow(renamed);
    mirror.publish(renamed);
    await publish(rootsForked(second, ['One', 'Other']));
    expect(await sync()).toMatchObject([{ outcome: 'failed', problem: 'fork' }]);
    expect(readForkProof((await lists().forkProofOf(id))!)).toMatchObject({ kind: 'proves', proven: { version: 2 } });
  });

  it('under an earlier root is history: it is shown, and freezes nothing', async () => {
    const renewed = await changedList(second, { terms: { ...aDraft(), description: 'Renewed.' } }, [TEST_KEYS], { nowMs: NOW_MS + 2 * HOUR_MS });
    await follow(renewed);
    mirror.publish(renewed);
    await publish(proof);
    expect(await sync()).toMatchObject([{ outcome: 'current' }]);
    const { follow: after } = await row();
    expect(after).toMatchObject({ pastFork: { version: 1, signedAt: [expect.any(Number), expect.any(Number)] } });
    expect(after).not.toHaveProperty('problem');
    expect(await lists().forkProofOf(id)).toBeUndefined();
    expect(await lists().forkProofOf(id, 'past-fork')).toEqual(proof);
    // An update keeps it.
    nowMs += HOUR_MS;
    mirror.publish(await builtList(aDraft({ description: 'Renewed.', flags: someFlags(6) }), TEST_KEYS, { previous: renewed, nowMs }));
    expect(await sync()).toMatchObject([{ outcome: 'updated' }]);
    expect(await lists().forkProofOf(id, 'past-fork')).toEqual(proof);
  });

  it('is history as well once the new root came in the same round', async () => {
    await follow(second);
    const renewed = await changedList(second, { terms: { ...aDraft(), description: 'Renewed.' } }, [TEST_KEYS], { nowMs: NOW_MS + 2 * HOUR_MS });
    mirror.publish(renewed);
    await publish(proof);
    expect(await sync()).toMatchObject([{ outcome: 'updated' }]);
    const { follow: after, version } = await row();
    expect([version, after!.problem]).toEqual([2, undefined]);
    expect(after).toMatchObject({ pastFork: { version: 1 } });
  });

  it('that does not hold, or speaks of something else, is no word on the list nor on the relay', async () => {
    await follow(second);
    mirror.publish(second);
    await publish(foreignProof);
    // From the end of the proof on: signatures of tips, links.
    for (const at of [60, 400, proof.length - 80, proof.length - 40, proof.length - 10]) {
      const event = forkToEvent(flipped(proof, at, 1), { nowMs, random });
      if (event.ok) relay.events.push({ ...event.value, tags: [['d', id]] } as never);
    }
    const lines = await sync();
    expect(lines).toMatchObject([{ outcome: 'current' }]);
    expect((await row()).follow).not.toHaveProperty('problem');
  });

  it('is found among a flood of others on a list, of which a few are looked at, whatever is published on another one', async () => {
    await follow(second);
    await follow(foreign);
    for (const file of [second, foreign]) mirror.publish(file);
    for (let i = 0; i < 40; i++) {
      const event = forkToEvent(flipped(foreignProof, foreignProof.length - 4, 1 + i), { nowMs: nowMs + 86_400_000, random });
      if (event.ok) relay.events.push(event.value as never);
    }
    await publish(proof);
    expect((await sync()).toSorted((a, b) => (a.name < b.name ? -1 : 1))).toMatchObject([{ outcome: 'current' }, { outcome: 'failed', problem: 'fork' }]);
    expect(relay.asked).toHaveLength(2);
    expect(await database.sources.get(relay.url)).toMatchObject({ failures: 0, lies: 0 });
  });

  it('that the relay altered is a lie of the relay', async () => {
    await follow(second);
    mirror.publish(second);
    await publish(proof);
    relay.meddle = (message) => [message.replace(/"content":"RkxQ..../, '"content":"RkxQAAAA')];
    expect(await sync()).toMatchObject([{ outcome: 'current' }]);
    expect(await database.sources.get(relay.url)).toMatchObject({ lies: 1, off: { why: 'lied' } });
  });
});

describe('relays are asked for proofs', () => {
  beforeEach(async () => {
    await follow(second);
    await publish(proof);
  });

  it('not at all where mirrors tell of the list and the reader has not said so', async () => {
    mirror.publish(second);
    expect(await sync(NOT_ASKED)).toMatchObject([{ outcome: 'current' }]);
    expect(relay.asked).toEqual([]);
  });

  it('where they are asked for tips anyway', async () => {
    const event = tipToEvent(decodeFlagListFile(second).tip);
    await publishToRelay(relay.url, event.ok ? event.value : {}, { WebSocket: webSocket });
    expect(await sync(NOT_ASKED)).toMatchObject([{ outcome: 'failed', problem: 'fork' }]);
    expect(kindsAsked()).toEqual([37_430, 9432]);
  });

  it('of the reader’s own beside those of the list, with one question each', async () => {
    const own = await serveRelay();
    mirror.publish(second);
    relay.events.length = 0;
    await publish(proof, own.url);
    expect(await sync({ fromAll: true, own: [own.url, relay.url] })).toMatchObject([{ problem: 'fork' }]);
    expect([relay.asked, own.asked]).toEqual([[{ kinds: [9432], '#d': [id], limit: 8 }], [{ kinds: [9432], '#d': [id], limit: 8 }]]);
    expect(await row()).toMatchObject({ follow: { problem: { from: own.url } } });
    await own.close();
  });
});

describe('telling other readers', () => {
  let sent: [address: string, event: { readonly id: string; readonly pubkey: string }][];
  let answers: Map<string, string>;
  const ports = (over: Partial<SendingPorts> = {}): SendingPorts => ({
    lists: lists(),
    now: () => nowMs,
    random,
    publish: async (address, event) => {
      sent.push([address, event as (typeof sent)[number][1]]);
      return answers.get(address);
    },
    ...over,
  });
  const plan = (own: readonly string[] = []) => planTelling(id, own, ports());
  const telling = async () => (await row()).follow!.telling;

  beforeEach(async () => {
    [sent, answers] = [[], new Map()];
    await follow(second);
    await importList(other.slice(), { lists: lists(), nowMs, onProgress: () => {} });
  });

  it('is done once, at a moment between minutes and hours from now, by a key made for it', async () => {
    const planned = await plan();
    expect(planned).toMatchObject({ ok: true, value: { tries: 0, relays: [{ address: relay.url }] } });
    const due = (await nextTelling(lists()))!;
    expect(due).toBeGreaterThanOrEqual(nowMs + 600_000);
    expect(due).toBeLessThan(nowMs + 6 * HOUR_MS);
    // Whoever presses twice has planned once.
    expect(await plan()).toEqual(planned);
    await tellOfForks(ports());
    expect(sent).toEqual([]);
    nowMs = due;
    await tellOfForks(ports());
    await tellOfForks(ports());
    expect(sent).toEqual([[relay.url, expect.objectContaining({ kind: 9432, tags: [['d', id]] })]]);
    expect(await telling()).toEqual({ tries: 1, relays: [{ address: relay.url, toldAt: nowMs }] });
    expect(await nextTelling(lists())).toBeUndefined();
    await plan();
    expect([await nextTelling(lists()), sent.length]).toEqual([undefined, 1]);
  });

  it('reaches a reader who saw the other line alone, through a real relay', async () => {
    await plan();
    nowMs += 6 * HOUR_MS;
    await tellOfForks(ports({ publish: (address, event) => publishToRelay(address, event, { WebSocket: webSocket }).then(() => undefined, String) }));
    expect(await telling()).toMatchObject({ relays: [{ toldAt: nowMs }] });
    await database.delete();
    database = openDatabase(`published-forks-${serial++}`);
    await follow(other);
    mirror.publish(other);
    expect(await sync()).toMatchObject([{ outcome: 'failed', problem: 'fork' }]);
    expect(await row()).toMatchObject({ seq: 2, follow: { problem: { from: relay.url } } });
  });

  it('can be taken back until it is done', async () => {
    await plan();
    await takeTellingBack(id, lists());
    expect([await telling(), await nextTelling(lists())]).toEqual([undefined, undefined]);
    nowMs += 6 * HOUR_MS;
    await tellOfForks(ports());
    expect(sent).toEqual([]);
  });

  it('tries the relays that did not take it again, some times, by the same event', async () => {
    answers.set('wss://mine.example/', 'blocked: not here');
    await plan(['wss://mine.example/']);
    for (let i = 0; i < 10; i++) {
      nowMs += 6 * HOUR_MS;
      await tellOfForks(ports());
    }
    expect(sent.map(([address]) => address)).toEqual([relay.url, ...Array.from({ length: 6 }, () => 'wss://mine.example/')]);
    expect(new Set(sent.map(([, event]) => event.id)).size).toBe(1);
    expect(await telling()).toEqual({ tries: 6, relays: [{ address: relay.url, toldAt: expect.any(Number) as number }, { address: 'wss://mine.example/', trouble: 'blocked: not here' }] });
    // Asked for once more, only who has not taken it is told.
    answers.clear();
    await plan(['wss://mine.example/']);
    nowMs += 6 * HOUR_MS;
    await tellOfForks(ports());
    expect(sent.at(-1)![0]).toBe('wss://mine.example/');
    expect(new Set(sent.map(([, event]) => event.id)).size).toBe(1);
    expect(await nextTelling(lists())).toBeUndefined();
  });

  it('that was cut off at any moment goes on by the same event, in another worker as well', async () => {
    await plan();
    nowMs += 6 * HOUR_MS;
    await expect(tellOfForks(ports({ publish: async (address, event) => (sent.push([address, event as never]), Promise.reject(new Error('ended'))) }))).rejects.toThrow('ended');
    await tellOfForks(ports());
    expect(sent).toHaveLength(2);
    expect(sent[1]).toEqual(sent[0]);
    expect(await telling()).toMatchObject({ relays: [{ toldAt: nowMs }] });
  });

  it('shows what was said although it was taken back in that very moment, and tries no more', async () => {
    answers.set('wss://mine.example/', 'blocked: not here');
    await plan(['wss://mine.example/']);
    nowMs += 6 * HOUR_MS;
    await tellOfForks(ports({ publish: async (address) => (await takeTellingBack(id, lists()), answers.get(address)) }));
    expect(await telling()).toEqual({ tries: 1, relays: [{ address: relay.url, toldAt: nowMs }] });
    expect(await nextTelling(lists())).toBeUndefined();
  });

  it('ends with the list, and with a new root of it', async () => {
    await plan();
    await lists().remove(id, nowMs);
    expect(await nextTelling(lists())).toBeUndefined();
    await lists().bringBack(id);
    expect(await nextTelling(lists())).toBeDefined();
    nowMs += HOUR_MS;
    mirror.publish(await changedList(second, { terms: { ...aDraft(), description: 'Renewed.' } }, [TEST_KEYS], { nowMs }));
    expect(await sync()).toMatchObject([{ outcome: 'updated' }]);
    expect([await telling(), await nextTelling(lists()), await lists().forkProofOf(id, 'fork-event')]).toEqual([undefined, undefined, undefined]);
  });

  it('survives that the list is imported again, and so does the proof', async () => {
    await plan();
    await importList(second.slice(), { lists: lists(), nowMs, onProgress: () => {} });
    expect(await nextTelling(lists())).toBeDefined();
    nowMs += 6 * HOUR_MS;
    await tellOfForks(ports());
    expect(sent).toHaveLength(1);
  });

  it('is refused without a proof, without relays, and where relays would not take it', async () => {
    expect(await planTelling('c'.repeat(64), [], ports())).toMatchObject({ ok: false, error: { why: 'gone' } });
    const long = { ...lists(), forkProofOf: async () => new Uint8Array(48_001) };
    expect(await planTelling(id, [], ports({ lists: long }))).toMatchObject({ ok: false, error: { why: 'too-large-to-tell' } });
    await lists().follow(id, (before) => ({ ...before!, relays: [] }));
    expect(await plan()).toMatchObject({ ok: false, error: { why: 'no-relays' } });
    expect(await plan(['wss://mine.example/'])).toMatchObject({ ok: true });
  });
});

