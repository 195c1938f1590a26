import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFollowedLists } from '../../lib/flows/followed-lists.ts';
import { importList } from '../../lib/flows/import-list.ts';
import { createLookUpFlags } from '../../lib/flows/look-up-flags.ts';
import { offerList } from '../../lib/flows/offer-list.ts';
import { openMirror } from '../../lib/flows/open-sources.ts';
import { reasonOfFlag, type ReasonPorts } from '../../lib/flows/reason-of-flag.ts';
import { syncLists } from '../../lib/flows/sync-lists.ts';
import type { DraftFlag } from '../../lib/lists/build-flag-list.ts';
import { bucketOf, bucketsOf } from '../../lib/lists/detail-manifest.ts';
import { decodeFlagListFile, encodeFlagListFile } from '../../lib/lists/flag-list-file.ts';
import { FlagIndex } from '../../lib/lists/flag-index.ts';
import { detailsIn } from '../../lib/lists/list-details.ts';
import { decodeIndex } from '../../lib/lists/list-index.ts';
import { subscriptionLink } from '../../lib/lists/subscription-link.ts';
import { openDatabase, type Database } from '../../lib/store/database.ts';
import { eraseEverything } from '../../lib/store/erase-everything.ts';
import { listRepository } from '../../lib/store/list-repository.ts';
import { partRepository } from '../../lib/store/part-repository.ts';
import { ringRepository } from '../../lib/store/ring-repository.ts';
import { sourceRepository } from '../../lib/store/source-repository.ts';
import { subjectKeyBytes } from '../../lib/subjects/subject-key.ts';
import { aDraft, builtList, NOW_MS, someFlags, TEST_KEYS, verifiedList } from '../support/lists-draft.ts';
import { detailedFlags, someDetails, toldBy, withDetails } from '../support/lists-details.ts';
import { serveMirror, type MirrorServer } from '../support/mirror-server.ts';

const flags = someFlags(600);
const list = Uint8Array.from(await builtList(aDraft({ flags: detailedFlags(600) })));
const id = verifiedList(list).id;
const parts = decodeFlagListFile(list);
const manifest = detailsIn(parts, decodeIndex(parts.index))!;
const namesOf = (file: Uint8Array): readonly string[] => {
  const read = decodeFlagListFile(file);
  const index = decodeIndex(read.index);
  return [index.details!.sha256, ...bucketsOf(detailsIn(read, index)!).map(({ sha256 }) => sha256)];
};
const bare = Uint8Array.from(encodeFlagListFile({ ...parts, blobs: new Map([...parts.blobs].filter(([name]) => !namesOf(list).includes(name))) }));

let database: Database;
let serial = 0;
let mirror: MirrorServer;
beforeEach(async () => {
  database = openDatabase(`reasons-${serial++}`);
  mirror = await serveMirror();
});
afterEach(async () => {
  await database.delete();
  await mirror.close();
});

const open = (address: string) => openMirror(address, fetch, true);
async function ports(over: Partial<ReasonPorts> = {}): Promise<ReasonPorts> {
  const lists = listRepository(database);
  const index = new FlagIndex();
  const { meaningOf } = await openFollowedLists(lists, index);
  const lookUpFlags = createLookUpFlags({ index, meaningOf, tailsOf: lists.tailsOf, now: () => NOW_MS });
  return { lookUpFlags, lists, parts: partRepository(database), sources: sourceRepository(database), open, now: () => NOW_MS, isPrivate: false, signal: new AbortController().signal, ...over };
}
const asked = (i: number, more: object = {}) => ({ list: id, subject: flags[i]!.subject, label: flags[i]!.label, ...more });
const whyOf = async (i: number, over: Partial<ReasonPorts> = {}) => reasonOfFlag(asked(i), await ports(over));
const pathsAsked = () => mirror.asked.map(({ path }) => path);

async function follow(file: Uint8Array): Promise<void> {
  mirror.publish(file);
  const lists = listRepository(database);
  const syncing = { lists, sources: sourceRepository(database), parts: partRepository(database), open, now: () => NOW_MS, byReader: true, signal: new AbortController().signal, onProgress: () => {} };
  const offered = await offerList(subscriptionLink({ mirror: mirror.url, list: id }), { ...syncing, seen: [], alwaysShow: [], ring: ringRepository(database) });
  if (!offered.ok) throw new Error(offered.error.message);
  if (!(await lists.join(id, NOW_MS))) await syncLists([id], syncing);
  await partRepository(database).prune(Infinity);
  expect(pathsAsked().filter((path) => namesOf(file).includes(path))).toEqual([]);
  mirror.asked.length = 0;
}
async function importFile(file: Uint8Array<ArrayBuffer>): Promise<void> {
  const imported = await importList(file, { lists: listRepository(database), nowMs: NOW_MS, onProgress: () => {} });
  if (!imported.ok) throw new Error(imported.error.message);
}
const bucketNameOf = (i: number) => manifest.buckets[bucketOf(subjectKeyBytes(flags[i]!.subject), manifest.bits)]!.sha256;

describe('why a list flags something', () => {
  it('is told from the file that was imported, and nobody is asked', async () => {
    await importFile(list);
    expect(await whyOf(1)).toEqual({ ok: true, value: { details: someDetails(1) } });
    expect(await whyOf(2)).toEqual({ ok: true, value: {} });
    expect(await sourceRepository(database).all()).toEqual([]);
  });

  it('is asked of the mirror that the list is followed by, for a part of many flags, and once', async () => {
    await follow(list);
    const first = await whyOf(0);
    const among = verifiedList(list).index.countIn(bucketOf(subjectKeyBytes(flags[0]!.subject), manifest.bits), manifest.bits);
    expect(first).toEqual({ ok: true, value: { details: someDetails(0), asked: { host: new URL(mirror.url).host, among } } });
    expect(among).toBeGreaterThanOrEqual(64);
    expect(pathsAsked()).toEqual([namesOf(list)[0], bucketNameOf(0)]);
    expect(await whyOf(0)).toEqual({ ok: true, value: { details: someDetails(0) } });
    expect(pathsAsked()).toHaveLength(2);
    // Of what the list gives no reason for, the mirror learns no less and no more.
    const silent = flags.findIndex((_, i) => i % 3 === 2 && bucketNameOf(i) !== bucketNameOf(0));
    expect(await whyOf(silent)).toMatchObject({ ok: true, value: { asked: {} } });
    expect(pathsAsked()).toEqual([namesOf(list)[0], bucketNameOf(0), bucketNameOf(silent)]);
  });

  it('leaves nothing behind in a private window', async () => {
    await follow(list);
    const sources = await sourceRepository(database).all();
    mirror.fault = (path) => (path === bucketNameOf(1) ? { kind: 'altered' } : undefined);
    expect(await whyOf(1, { isPrivate: true })).toMatchObject({ ok: false, error: { why: 'altered' } });
    mirror.fault = () => undefined;
    expect(await whyOf(1, { isPrivate: true })).toMatchObject({ ok: true, value: { details: someDetails(1) } });
    expect(await database.parts.count()).toBe(0);
    expect(await sourceRepository(database).all()).toEqual(sources);
  });

  it('leaves nothing behind where everything was erased while it was asked for', async () => {
    await follow(list);
    const all = await ports();
    const erasing = openMirror(mirror.url, fetch, true);
    await reasonOfFlag(asked(0), {
      ...all,
      open: () => ({ ...erasing, blob: async (name, signal) => {
        await eraseEverything(database);
        return erasing.blob(name, signal);
      } }),
    });
    expect([await database.parts.count(), await database.sources.count()]).toEqual([0, 0]);
  });

  it('is that of the newest state once the list was brought up to date', async () => {
    await follow(list);
    const details = { reason: { text: 'Looked at again.' }, evidence: [] };
    const next = await builtList(aDraft({ flags: detailedFlags(600).map((each, i) => (i === 3 ? ({ ...each, details } as DraftFlag) : each)) }), TEST_KEYS, { previous: list, nowMs: NOW_MS + 60_000 });
    await whyOf(3);
    await follow(next);
    expect(await whyOf(3)).toMatchObject({ ok: true, value: { details, asked: {} } });
  });

  it('of a list that gives no reasons is not asked of anybody', async () => {
    const silent = await builtList(aDraft({ flags }));
    mirror.publish(silent);
    const { isPrivate: _, lookUpFlags: __, ...rest } = await ports();
    const offered = await offerList(subscriptionLink({ mirror: mirror.url, list: id }), { ...rest, lists: listRepository(database), parts: partRepository(database), seen: [], alwaysShow: [], ring: ringRepository(database), onProgress: () => {} });
    expect(offered).toMatchObject({ ok: true });
    await listRepository(database).join(id, NOW_MS);
    mirror.asked.length = 0;
    expect(await whyOf(0)).toEqual({ ok: true, value: {} });
    expect(pathsAsked()).toEqual([]);
  });

  it('is not asked where nothing is told of any flag near it: then all flags of the list may be meant', async () => {
    const one = await builtList(aDraft({ flags: flags.map((each, i) => (i === 0 ? { ...each, details: someDetails(0) } : each)) }));
    await follow(one);
    const far = flags.findIndex(({ subject }) => bucketOf(subjectKeyBytes(subject), 1) !== bucketOf(subjectKeyBytes(flags[0]!.subject), 1));
    expect(await whyOf(far)).toEqual({ ok: true, value: { asked: { host: new URL(mirror.url).host, among: 600 } } });
    expect(pathsAsked()).toEqual([namesOf(one)[0]]);
  });
});

describe('nothing is told', () => {
  it('where the list came without its reasons and names no server', async () => {
    await importFile(bare);
    expect(await whyOf(0)).toMatchObject({ ok: false, error: { why: 'no-source' } });
  });

  it('of what the list does not say, or of a list that is not followed', async () => {
    await importFile(list);
    const all = await ports();
    expect(await reasonOfFlag(asked(0, { label: 'Off topic' }), all)).toMatchObject({ ok: false, error: { why: 'gone' } });
    expect(await reasonOfFlag(asked(0, { subject: { kind: 'url', canonical: 'https://example.org/elsewhere' } }), all)).toMatchObject({ ok: false, error: { why: 'gone' } });
    expect(await reasonOfFlag(asked(0, { list: 'b'.repeat(64) }), all)).toMatchObject({ ok: false, error: { why: 'gone' } });
    await listRepository(database).remove(id, NOW_MS);
    expect(await whyOf(0)).toMatchObject({ ok: false, error: { why: 'gone' } });
  });

  it.each([
    ['altered', { kind: 'altered' }],
    ['absent', { kind: 'status', status: 404 }],
    ['unreachable', { kind: 'status', status: 503 }],
    ['unreachable', { kind: 'redirect', to: 'https://elsewhere.example/' }],
    ['too-large', { kind: 'endless' }],
  ] as const)('where what comes is %s, and is tried again when it is not', async (why, fault) => {
    await follow(list);
    mirror.fault = () => fault;
    expect(await whyOf(0)).toMatchObject({ ok: false, error: { why } });
    expect(await database.parts.count()).toBe(0);
    mirror.fault = () => undefined;
    // Who sent something else has a day off.
    expect(await whyOf(0)).toMatchObject(why === 'altered' ? { ok: false, error: { why: 'unreachable' } } : { ok: true, value: { details: someDetails(0) } });
  });

  it('by the first mirror, where a second one has it', async () => {
    await follow(list);
    const other = await serveMirror();
    other.publish(list);
    await listRepository(database).follow(id, (before) => ({ ...before!, mirrors: [other.url] }));
    mirror.fault = (path) => (path === bucketNameOf(0) ? { kind: 'altered' } : undefined);
    expect(await whyOf(0)).toMatchObject({ ok: true, value: { details: someDetails(0), asked: { host: new URL(other.url).host } } });
    await other.close();
  });

  it('that the curator signed against the rules; the part of few flags is not even asked for', async () => {
    const narrow = withDetails(list, () => Array.from({ length: 32 }, (_, range) => toldBy(list).filter(({ key }) => bucketOf(key, 5) === range)));
    await follow(narrow);
    expect(await whyOf(0)).toMatchObject({ ok: false, error: { why: 'breaks-rules' } });
    expect(pathsAsked()).toEqual([namesOf(narrow)[0]]);
  });

  it('that tells of the flag as taken back', async () => {
    const key = Buffer.from(subjectKeyBytes(flags[0]!.subject));
    await follow(withDetails(list, (buckets) => buckets.map((part) => part!.map((each) => (key.equals(each.key) ? { key: each.key, label: each.label, retraction: { week: 1 } } : each)))));
    expect(await whyOf(0)).toMatchObject({ ok: false, error: { why: 'breaks-rules' } });
  });
});
