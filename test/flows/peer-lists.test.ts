import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keptPictures } from '../../lib/flows/kept-list.ts';
import { offerList } from '../../lib/flows/offer-list.ts';
import { openMirror, toldTip } from '../../lib/flows/open-sources.ts';
import { shareList } from '../../lib/flows/share-lists.ts';
import { syncLists, type SyncPorts } from '../../lib/flows/sync-lists.ts';
import type { DraftFlag } from '../../lib/lists/build-flag-list.ts';
import { blobName } from '../../lib/lists/domain-hash.ts';
import { decodeFlagListFile } from '../../lib/lists/flag-list-file.ts';
import { decodeIndex } from '../../lib/lists/list-index.ts';
import { encodePictureShard } from '../../lib/lists/picture-shard.ts';
import { blobsBeside } from '../../lib/lists/log-deltas.ts';
import { SHARD_RECORDS } from '../../lib/lists/shard.ts';
import { subscriptionLink } from '../../lib/lists/subscription-link.ts';
import { decodeTip, encodeTip } from '../../lib/lists/tip.ts';
import { createPeerConversation } from '../../lib/peers/peer-conversation.ts';
import type { PeerLibrary } from '../../lib/peers/peer-serving.ts';
import { createPeerSource } from '../../lib/peers/peer-source.ts';
import type { ListSource, SourceError } from '../../lib/peers/source.ts';
import { openDatabase, type Database } from '../../lib/store/database.ts';
import { listRepository } from '../../lib/store/list-repository.ts';
import { partRepository } from '../../lib/store/part-repository.ts';
import { ringRepository } from '../../lib/store/ring-repository.ts';
import { sourceRepository } from '../../lib/store/source-repository.ts';
import { aDraft, builtList, NOW_MS, OTHER_KEYS, seededRandom, someFlags, TEST_KEYS } from '../support/lists-draft.ts';
import { somePictures } from '../support/lists-pictures.ts';
import { serveMirror, type MirrorServer } from '../support/mirror-server.ts';
import { portPair } from '../support/peer-channels.ts';

const HOUR_MS = 3_600_000;
let serial = 0;
let nowMs: number;
let readers: Reader[] = [];
let mirror: MirrorServer;

/** Somebody with a profile of their own. */
interface Reader {
  readonly database: Database;
  /** Why conversations of this reader ended; undefined where the other side went. */
  readonly ends: (SourceError | undefined)[];
}

function aReader(): Reader {
  const reader = { database: openDatabase(`peers-${serial++}`), ends: [] };
  readers.push(reader);
  return reader;
}

beforeEach(async () => {
  nowMs = NOW_MS;
  mirror = await serveMirror();
});
afterEach(async () => {
  await mirror.close();
  for (const { database } of readers) await database.delete();
  readers = [];
});

/** A list whose states its mirror serves as they are made, each an hour after the one before. */
function aList(name = 'Harbour watch', keys = TEST_KEYS) {
  let last: Uint8Array | undefined;
  return {
    async publish(flags: readonly DraftFlag[]): Promise<Uint8Array> {
      nowMs += HOUR_MS;
      last = await builtList(aDraft({ name, flags }), keys, { nowMs, random: seededRandom(`${name} ${nowMs}`), ...(last === undefined ? {} : { previous: last }) });
      mirror.publish(last);
      return last;
    },
  };
}

const idOf = (file: Uint8Array): string => decodeTip(decodeFlagListFile(file).tip).list;

function ports({ database }: Reader, over: Partial<SyncPorts> = {}): SyncPorts {
  return {
    lists: listRepository(database),
    sources: sourceRepository(database),
    parts: partRepository(database),
    open: (address, isReaders) => openMirror(address, fetch, isReaders),
    peers: { of: new Map(), open: () => { throw new Error('There are no peers.'); } },
    now: () => nowMs,
    byReader: true,
    signal: new AbortController().signal,
    onProgress: () => {},
    ...over,
  };
}

async function follow(reader: Reader, file: Uint8Array): Promise<string> {
  const id = idOf(file);
  const offered = await offerList(subscriptionLink({ mirror: mirror.url, list: id }), { ...ports(reader), lists: listRepository(reader.database), ring: ringRepository(reader.database), seen: [], alwaysShow: [] });
  if (!offered.ok) throw new Error(offered.error.message);
  await listRepository(reader.database).join(id, nowMs);
  return id;
}

/** Two readers of a list with so many flags, as its mirror serves it. */
async function twoReaders(flags: number) {
  const list = aList();
  const [first, second] = [aReader(), aReader()];
  const file = await list.publish(someFlags(flags));
  const id = await follow(first, file);
  await follow(second, file);
  return { list, first, second, id, file };
}

const libraryOf = ({ database }: Reader, id: string): PeerLibrary => shareList(id, { lists: listRepository(database), parts: partRepository(database) });

/** A peer as one reader sees it, over a channel. */
function peer(reader: Reader, address: string, library: PeerLibrary): ListSource {
  const pair = portPair();
  createPeerConversation(pair.theirs, { library, now: Date.now });
  const nothing: PeerLibrary = { tipOf: async () => undefined, blobOf: async () => undefined, recordsOf: async () => undefined };
  return createPeerSource(address, createPeerConversation(pair.ours, { library: nothing, now: Date.now, onEnd: (why) => reader.ends.push(why) }), toldTip);
}

/** Asks for news with these peers in the room of a list. */
function syncAmong(reader: Reader, id: string, ...libraries: readonly PeerLibrary[]) {
  const members = new Map(libraries.map((library, i) => [`peer:room/${i}`, peer(reader, `peer:room/${i}`, library)]));
  return syncLists([id], ports(reader, { peers: { of: new Map([[id, [...members.keys()]]]), open: (address) => members.get(address)! } }));
}

const stateOf = async ({ database }: Reader, id: string) => {
  const row = (await listRepository(database).get(id))!;
  return { seq: row.seq, flags: row.flags, chain: row.chain };
};

describe('two readers of one list', () => {
  it('give each other an update when its mirror is gone', async () => {
    const list = aList();
    const id = await follow(aReader(), await list.publish(someFlags(20)));
    const [first] = readers as [Reader];
    const second = aReader();
    await follow(second, await list.publish(someFlags(20)));
    await list.publish(someFlags(25));
    expect(await syncLists([id], ports(first))).toMatchObject([{ outcome: 'updated' }]);
    mirror.fault = () => ({ kind: 'status', status: 503 });
    expect(await syncLists([id], ports(second))).toMatchObject([{ outcome: 'failed', problem: 'no-answer' }]);
    expect(await syncAmong(second, id, libraryOf(first, id))).toMatchObject([{ outcome: 'updated' }]);
    expect(await stateOf(second, id)).toEqual(await stateOf(first, id));
    expect((await listRepository(second.database).get(id))!.follow!.problem).toBeUndefined();
    expect(await sourceRepository(second.database).all()).toMatchObject([{ address: mirror.url }]);
    expect(await syncAmong(second, id, libraryOf(first, id))).toMatchObject([{ outcome: 'current' }]);
    expect(second.ends).toEqual([]);
  });

  it('prefer the mirror where it has what a peer told', async () => {
    const { list, first, second, id } = await twoReaders(20);
    await list.publish(someFlags(25));
    await syncLists([id], ports(first));
    const library = libraryOf(first, id);
    const asked: string[] = [];
    const noting: PeerLibrary = { ...library, blobOf: (sha256) => (asked.push(sha256), library.blobOf(sha256)) };
    expect(await syncAmong(second, id, noting)).toMatchObject([{ outcome: 'updated' }]);
    expect(asked).toEqual([]);
  });

  it('hand on an update that is too large for the index, for a day', async () => {
    const { list, first, second, id } = await twoReaders(20_000);
    const next = await list.publish(someFlags(21_000));
    const [delta] = blobsBeside(decodeIndex(decodeFlagListFile(next).index)).slice(-1);
    await syncLists([id], ports(first));
    mirror.fault = () => ({ kind: 'status', status: 503 });
    const library = libraryOf(first, id);
    expect(blobName((await library.blobOf(delta!))!)).toBe(delta);
    const records: number[] = [];
    expect(await syncAmong(second, id, { ...library, recordsOf: (...asked) => (records.push(asked[2]), library.recordsOf(...asked)) })).toMatchObject([{ outcome: 'updated' }]);
    expect(records).toEqual([]);
    expect(await stateOf(second, id)).toEqual(await stateOf(first, id));
  });

  it('hand on the whole list, in parts, where the updates are gone', async () => {
    const { list, first, second, id } = await twoReaders(10);
    await list.publish([...someFlags(SHARD_RECORDS + 1000), ...somePictures(40)]);
    await syncLists([id], ports(first));
    for (let i = 0; i < 17; i++) await list.publish([...someFlags(SHARD_RECORDS + 1001 + i), ...somePictures(41)]);
    await syncLists([id], ports(first));
    mirror.fault = () => ({ kind: 'status', status: 503 });
    const library = libraryOf(first, id);
    const asked: number[] = [];
    expect(await syncAmong(second, id, { ...library, recordsOf: (of, state, part) => (asked.push(part), library.recordsOf(of, state, part)) })).toMatchObject([{ outcome: 'updated' }]);
    expect(asked).toEqual([0, 1, 2]);
    expect(await stateOf(second, id)).toEqual(await stateOf(first, id));
    expect(await keptPictures(id, listRepository(second.database))).toMatchObject({ n: 41 });
  }, 180_000);

  it('are not deceived: records that are not the state’s are refused, their sender is cut off, and the next peer asked', async () => {
    const { list, first, second, id } = await twoReaders(10);
    for (let i = 0; i < 17; i++) await list.publish([...someFlags(100 + i), ...somePictures(1)]);
    await syncLists([id], ports(first));
    const before = await stateOf(second, id);
    mirror.fault = () => ({ kind: 'status', status: 503 });
    const library = libraryOf(first, id);
    const packed = async (...asked: Parameters<PeerLibrary['recordsOf']>) => (await library.recordsOf(...asked))!;
    const liars: readonly PeerLibrary[] = [
      { ...library, recordsOf: async (...asked) => (await packed(...asked)).map((byte, i, all) => (i === all.length - 30 ? byte ^ 1 : byte)) },
      { ...library, recordsOf: async (...asked) => (await packed(...asked)).subarray(0, 50) },
      { ...library, recordsOf: async () => new Uint8Array(1_048_576).fill(7) },
      // All pictures but the one there is.
      { ...library, recordsOf: async (of, state, part) => (part === 0 ? packed(of, state, part) : encodePictureShard(new Uint8Array(0))) },
      { ...library, recordsOf: async (of, state, part) => (part === 0 ? packed(of, state, part) : encodePictureShard(new Uint8Array(28_000 * 37).fill(0x5a))) },
    ];
    for (const liar of liars) {
      second.ends.length = 0;
      expect(await syncAmong(second, id, liar)).toMatchObject([{ outcome: 'failed', problem: 'no-answer' }]);
      expect(second.ends).toMatchObject([{ tag: 'lied' }]);
      expect(await stateOf(second, id)).toEqual(before);
    }
    expect(await syncAmong(second, id, ...liars, library)).toMatchObject([{ outcome: 'updated' }]);
    expect(await stateOf(second, id)).toEqual(await stateOf(first, id));
  });

  it('take no harm from a tip that nobody signed: it is as if it had not been told', async () => {
    const { list, first, second, id } = await twoReaders(10);
    await list.publish(someFlags(12));
    await syncLists([id], ports(first));
    const library = libraryOf(first, id);
    const forger: PeerLibrary = { ...library, tipOf: async (asked) => encodeTip({ ...decodeTip((await library.tipOf(asked))!), seq: 999_999 }) };
    mirror.fault = () => ({ kind: 'status', status: 503 });
    expect(await syncAmong(second, id, forger)).toMatchObject([{ outcome: 'failed', problem: 'no-answer' }]);
    expect(second.ends).toMatchObject([{ tag: 'lied' }]);
    expect(await syncAmong(second, id, forger, library)).toMatchObject([{ outcome: 'updated' }]);
    mirror.fault = () => undefined;
    expect(await syncAmong(second, id, forger)).toMatchObject([{ outcome: 'current' }]);
    expect((await listRepository(second.database).get(id))!.follow!.problem).toBeUndefined();
  });

  it('say that no server answers where the news that a peer told of do not come to their end', async () => {
    const { list, first, second, id } = await twoReaders(20_000);
    await list.publish(someFlags(21_000));
    await syncLists([id], ports(first));
    mirror.fault = () => ({ kind: 'status', status: 503 });
    const before = await stateOf(second, id);
    const library = libraryOf(first, id);
    const { index } = decodeTip((await library.tipOf(id))!);
    const leaving: PeerLibrary = { ...library, blobOf: async (sha256) => (sha256 === index.sha256 ? library.blobOf(sha256) : undefined), recordsOf: async () => undefined };
    expect(await syncAmong(second, id, leaving)).toMatchObject([{ outcome: 'failed', problem: 'no-answer' }]);
    expect(await stateOf(second, id)).toEqual(before);
    expect(await syncAmong(second, id, leaving, library)).toMatchObject([{ outcome: 'updated' }]);
  });

  it('ask nobody else for what a stranger named in a tip that nobody signed', async () => {
    const { list, first, second, id } = await twoReaders(10);
    await list.publish(someFlags(12));
    await syncLists([id], ports(first));
    const library = libraryOf(first, id);
    const beacon = 'be'.repeat(32);
    const tracker: PeerLibrary = {
      ...library,
      async tipOf(asked) {
        const tip = decodeTip((await library.tipOf(asked))!);
        return encodeTip({ ...tip, seq: 999_999, index: { sha256: beacon, bytes: 100 } });
      },
    };
    mirror.asked.length = 0;
    await syncAmong(second, id, tracker);
    expect(mirror.asked.map(({ path }) => path)).not.toContain(beacon);
    expect(await stateOf(second, id)).toEqual(await stateOf(first, id));
  });

  it('find out a curator who tells them two things', async () => {
    const { first, second, id, file } = await twoReaders(10);
    const forked = (flags: number): Promise<Uint8Array> => builtList(aDraft({ name: 'Harbour watch', flags: someFlags(flags) }), TEST_KEYS, { nowMs, random: seededRandom(String(flags)), previous: file });
    nowMs += HOUR_MS;
    mirror.publish(await forked(11));
    await syncLists([id], ports(first));
    const other = await forked(12);
    nowMs += HOUR_MS;
    mirror.publish(await builtList(aDraft({ name: 'Harbour watch', flags: someFlags(13) }), TEST_KEYS, { nowMs, random: seededRandom('next'), previous: other }));
    await syncLists([id], ports(second));
    mirror.fault = () => ({ kind: 'status', status: 503 });
    expect(await syncAmong(first, id, libraryOf(second, id))).toMatchObject([{ outcome: 'failed', problem: 'fork' }]);
    expect(await listRepository(first.database).forkProofOf(id)).toBeDefined();
    expect(await stateOf(first, id)).toMatchObject({ seq: 2, flags: 11 });
  });
});

describe('what a reader hands out', () => {
  it('is of the one list of the room, as long as it is followed', async () => {
    const reader = aReader();
    const file = await aList().publish(someFlags(10));
    const foreign = await aList('Another list', OTHER_KEYS).publish(someFlags(3));
    const id = await follow(reader, file);
    const other = await follow(reader, foreign);
    const library = libraryOf(reader, id);
    const { roots, tip } = decodeFlagListFile(file);
    const { roots: foreignRoots } = decodeFlagListFile(foreign);
    const { state } = decodeTip(tip);
    expect(Buffer.compare((await library.tipOf(id))!, tip)).toBe(0);
    expect(Buffer.compare((await library.blobOf(blobName(roots)))!, roots)).toBe(0);
    expect(await library.recordsOf(id, state, 0)).toBeDefined();
    expect(await library.recordsOf(id, state, 1)).toHaveLength(8);
    expect(await library.recordsOf(id, state, 2)).toBeUndefined();
    expect(await library.recordsOf(id, 'a'.repeat(64), 0)).toBeUndefined();
    expect(await library.tipOf(other)).toBeUndefined();
    expect(await library.blobOf(blobName(foreignRoots))).toBeUndefined();
    expect(await library.recordsOf(other, decodeTip(decodeFlagListFile(foreign).tip).state, 0)).toBeUndefined();
    await listRepository(reader.database).remove(id, nowMs);
    expect(await library.tipOf(id)).toBeUndefined();
    expect(await library.blobOf(blobName(roots))).toBeUndefined();
    expect(await library.recordsOf(id, state, 0)).toBeUndefined();
  });

  it('is what the reader holds now, also after an update', async () => {
    const reader = aReader();
    const list = aList();
    const id = await follow(reader, await list.publish(someFlags(10)));
    const library = libraryOf(reader, id);
    expect(decodeTip((await library.tipOf(id))!).seq).toBe(1);
    await list.publish(someFlags(11));
    await syncLists([id], ports(reader));
    expect(decodeTip((await library.tipOf(id))!)).toMatchObject({ seq: 2, n: 11 });
  });

  it('is none of the parts of other things that lie in the store', async () => {
    const reader = aReader();
    const id = await follow(reader, await aList().publish(someFlags(10)));
    await partRepository(reader.database).save('ab'.repeat(32), new Uint8Array(10), nowMs);
    expect(await libraryOf(reader, id).blobOf('ab'.repeat(32))).toBeUndefined();
  });
});
