import 'fake-indexeddb/auto';
import { webcrypto } from 'node:crypto';
import { unzipSync, zipSync, type Zippable } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Correction } from '../../lib/core/correction.ts';
import { DEFAULT_SETTINGS, withChange, withRestored, type Settings } from '../../lib/core/settings.ts';
import { SEEN_BYTES } from '../../lib/core/seen-keys.ts';
import type { SubjectKey } from '../../lib/core/subject.ts';
import type { TrustList } from '../../lib/core/trust-list.ts';
import { exportEverything } from '../../lib/flows/export-everything.ts';
import { importList } from '../../lib/flows/import-list.ts';
import { restoreEverything, type RestorePorts } from '../../lib/flows/restore-everything.ts';
import { trustListOf } from '../../lib/flows/trust-lists.ts';
import { buildFlagList, type ListDraft } from '../../lib/lists/build-flag-list.ts';
import { newListKeys } from '../../lib/lists/list-keys.ts';
import { correctionRepository } from '../../lib/store/correction-repository.ts';
import { allOrNothing, openDatabase, type Database } from '../../lib/store/database.ts';
import { findingRepository } from '../../lib/store/finding-repository.ts';
import { listRepository } from '../../lib/store/list-repository.ts';
import { ringRepository } from '../../lib/store/ring-repository.ts';
import { settingsRepository } from '../../lib/store/settings-repository.ts';
import { trustListRepository } from '../../lib/store/trust-list-repository.ts';
import { anAuthority, pemOf } from '../support/c2pa-certificates.ts';
import { aSignal } from '../support/core-builders.ts';
import { signersOf } from '../support/lists-draft.ts';

const NOW = Date.UTC(2026, 5, 1);
const YEAR_MS = 365 * 86_400_000;
const random = (bytes: number) => webcrypto.getRandomValues(new Uint8Array(bytes));
const SHA256 = 'ab'.repeat(32);

const DRAFT: ListDraft = {
  name: 'Harbour\u202E watch',
  charter: 'Scams on the harbour site.',
  appealContact: 'appeals@harbour.example',
  labels: [{ name: 'coin-trick', core: 'scam' }],
  flags: [{ subject: { kind: 'url', canonical: 'https://harbour.example/coins' }, label: 'coin-trick', confidence: 0.8 }],
};
const built = await buildFlagList(DRAFT, signersOf(newListKeys(random), random), { nowMs: NOW });
if (!built.ok) throw new Error(built.error.message);
const LIST = new Uint8Array(built.value);

const CHOSEN: Settings = withChange(
  { ...DEFAULT_SETTINGS, pausedHosts: ['mail.example'], policy: { ...DEFAULT_SETTINGS.policy, alwaysShow: ['bsky:alice.example'] } },
  { locale: 'de', policy: { treatments: { scam: 'hide' }, cautions: { spam: 'very-sure' } } },
);

const CORRECTION: Correction = { key: '0123456789abcdef' as SubjectKey, label: 'spam', word: 'wrong', said: [{ source: 'text-spam@4', probability: 0.9 }], at: NOW };

const AUTHORITY = await anAuthority();

async function aTrustList(): Promise<TrustList> {
  const list = await trustListOf('signers', new TextEncoder().encode(pemOf(AUTHORITY)), 'roots.pem', NOW);
  if (!list.ok) throw new Error(list.error.why);
  return list.value;
}

let database: Database;
let serial = 0;
beforeEach(() => {
  database = openDatabase(`restore-${serial++}`);
});
afterEach(() => database.delete());

const ports = (nowMs = NOW): RestorePorts => ({
  lists: listRepository(database),
  nowMs,
  onProgress: () => {},
  replace: ({ settings: chosen, corrections, trustLists, lists: followed }) =>
    allOrNothing(database, async () => {
      await settingsRepository(database).change((here) => withRestored(here, chosen));
      await correctionRepository(database).replace(corrections);
      await trustListRepository(database).replace(trustLists);
      for (const list of followed) await listRepository(database).save(list);
    }),
});

const settings = () => settingsRepository(database).read();
const lists = async () => (await listRepository(database).all()).map(({ name, flags }) => ({ name, flags }));

/** An export of a reader with choices, a list and a remembered picture. */
async function anExport(): Promise<Blob> {
  await settingsRepository(database).change(() => CHOSEN);
  await importList(LIST, ports());
  const findings = findingRepository(database, crypto);
  const corrections = correctionRepository(database);
  await corrections.save(CORRECTION);
  const trustLists = trustListRepository(database);
  await trustLists.save(await aTrustList());
  await findings.open().save(SHA256, 'd', aSignal(), NOW);
  const blob = await exportEverything({ settings: settingsRepository(database), lists: listRepository(database), findings, corrections, trustLists, nowMs: NOW });
  if (!blob.ok) throw new Error(blob.error);
  return blob.value;
}

const filesOf = async (blob: Blob) => unzipSync(new Uint8Array(await blob.arrayBuffer()));
const zipOf = (files: Zippable) => new Blob([new Uint8Array(zipSync(files))]);
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

async function fresh(): Promise<void> {
  await database.delete();
  database = openDatabase(`restore-${serial++}`);
}

describe('what is exported', () => {
  it('is choices, lists byte for byte, and what was measured, with a word on each', async () => {
    const files = await filesOf(await anExport());
    const id = (await listRepository(database).all())[0]!.id;
    expect(Object.keys(files).toSorted()).toEqual(['README.txt', 'corrections.json', 'findings.jsonl', `lists/${id}.flaglist`, 'settings.json', 'subscriptions.json', 'trust-lists.json']);
    expect(JSON.parse(text(files['settings.json']))).toEqual({ format: 'witnessmark-settings', version: 1, settings: CHOSEN });
    expect(files[`lists/${id}.flaglist`]).toEqual(LIST);
    expect(text(files['findings.jsonl'])).toContain('"probability"');
    expect(text(files['findings.jsonl'])).not.toContain(SHA256);
    expect(text(files['README.txt'])).toContain('"Harbour watch", 1 flags');
  });

  it('comes back on another device: choices and lists', async () => {
    const blob = await anExport();
    await fresh();
    expect(await restoreEverything(blob, ports())).toEqual({ ok: true, value: { lists: 1, leftOut: [] } });
    expect(await settings()).toEqual(CHOSEN);
    expect(await lists()).toEqual([{ name: DRAFT.name, flags: 1 }]);
    expect(await correctionRepository(database).all()).toEqual([CORRECTION]);
    expect(await trustListRepository(database).all()).toEqual([await aTrustList()]);
    expect(await database.findings.count()).toBe(0);
  });

  it('leaves out what was shown, and does not have that kept on a device whose reader did not say so', async () => {
    const want = (ring: boolean) => settingsRepository(database).change((all) => ({ ...all, ring }));
    const keep = () => ringRepository(database).add(1, new Uint8Array(SEEN_BYTES));
    await want(true);
    await keep();
    const blob = await exportEverything({ settings: settingsRepository(database), lists: listRepository(database), findings: findingRepository(database, crypto), corrections: correctionRepository(database), trustLists: trustListRepository(database), nowMs: NOW });
    const files = await filesOf(blob.ok ? blob.value : new Blob());
    expect(Object.keys(files).filter((name) => /ring|seen/.test(name))).toEqual([]);
    expect(text(files['README.txt'])).toContain('What was shown in the last seven days is left out');
    expect(await restoreEverything(blob.ok ? blob.value : new Blob(), ports())).toMatchObject({ ok: true });
    expect(await ringRepository(database).days(1)).toHaveLength(1);
    await fresh();
    expect(await restoreEverything(blob.ok ? blob.value : new Blob(), ports())).toMatchObject({ ok: true });
    expect((await settings()).ring).toBe(false);
    await want(true);
    await keep();
    const other = zipOf({ ...files, 'settings.json': json({ format: 'witnessmark-settings', version: 1, settings: DEFAULT_SETTINGS }) });
    expect(await restoreEverything(other, ports())).toMatchObject({ ok: true });
    expect(await database.ring.count()).toBe(0);
  });

  it('comes back with where lists are followed from', async () => {
    await importList(LIST, ports());
    const { id } = (await listRepository(database).all())[0]!;
    await listRepository(database).follow(id, () => ({ own: 'https://mirror.example/', mirrors: ['https://gone.example/'], isOn: true, checkedAt: NOW }));
    const blob = await anExport();
    await fresh();
    await restoreEverything(blob, ports());
    expect((await listRepository(database).all())[0]!.follow).toEqual({ own: 'https://mirror.example/', mirrors: [], isOn: true });
    const files = await filesOf(blob);
    const strange = json({ format: 'witnessmark-subscriptions', version: 1, subscriptions: [{ id, isOn: 'yes' }] });
    expect(await restoreEverything(zipOf({ ...files, 'subscriptions.json': strange }), ports())).toMatchObject({ ok: false, error: { why: 'not-an-export' } });
  });

  it('comes back also when a person unpacked it and packed it again', async () => {
    const files = await filesOf(await anExport());
    await fresh();
    expect((await restoreEverything(zipOf({ lists: {}, ...files }), ports())).ok).toBe(true);
    expect(await settings()).toEqual(CHOSEN);
  });

  it('comes back without a list that is out of date by then, which is named', async () => {
    const blob = await anExport();
    await fresh();
    expect(await restoreEverything(blob, ports(NOW + 2 * YEAR_MS))).toMatchObject({ ok: true, value: { lists: 0, leftOut: [{ why: 'expired' }] } });
    expect(await settings()).toEqual(CHOSEN);
  });

  it('comes back without a list whose curator signed two states under one number, and names by its own name what is followed', async () => {
    const blob = await anExport();
    const { id } = (await listRepository(database).all())[0]!;
    expect(await restoreEverything(blob, ports(NOW + 2 * YEAR_MS))).toMatchObject({ ok: true, value: { leftOut: [{ name: DRAFT.name, why: 'expired' }] } });
    await database.lists.update(id, { chain: 'another' });
    expect(await restoreEverything(blob, ports())).toEqual({ ok: true, value: { lists: 0, leftOut: [{ name: DRAFT.name, why: 'fork' }] } });
  });
});

describe('a file that is not an export, whole, changes nothing', () => {
  const LIST_PATH = `lists/${'a'.repeat(64)}.flaglist`;
  const file = (over: object = {}) => json({ format: 'witnessmark-settings', version: 1, settings: CHOSEN, ...over });
  const altered = LIST.slice();
  altered[altered.length >> 1]! ^= 1;

  /** The two settings differ in one letter of their names, which is put right in the packed bytes: no packer writes a name twice. */
  function twice(): Blob {
    const packed = Buffer.from(zipSync({ 'settings.json': file(), 'settings.jsoN': file() })).toString('latin1');
    return new Blob([Buffer.from(packed.replaceAll('settings.jsoN', 'settings.json'), 'latin1')]);
  }

  it.each<[string, () => Blob, string]>([
    ['no archive', () => new Blob(['hello']), 'not-an-export'],
    ['without settings', () => zipOf({ [LIST_PATH]: LIST }), 'not-an-export'],
    ['settings that are no JSON', () => zipOf({ 'settings.json': new Uint8Array([123]) }), 'not-an-export'],
    ['settings with a treatment there is none of', () => zipOf({ 'settings.json': file({ settings: { ...CHOSEN, policy: { ...CHOSEN.policy, foreign: 'shred' } } }) }), 'not-an-export'],
    ['settings with a key more', () => zipOf({ 'settings.json': file({ also: 1 }) }), 'not-an-export'],
    ['corrections with a word there is none of', () => zipOf({ 'settings.json': file(), 'corrections.json': json({ format: 'witnessmark-corrections', version: 1, corrections: [{ ...CORRECTION, word: 'maybe' }] }) }), 'not-an-export'],
    ['corrections of a later version', () => zipOf({ 'settings.json': file(), 'corrections.json': json({ format: 'witnessmark-corrections', version: 2, corrections: [] }) }), 'newer-format'],
    ['settings of a later version', () => zipOf({ 'settings.json': file({ version: 2 }) }), 'newer-format'],
    ['a path that climbs', () => zipOf({ 'settings.json': file(), '../../etc/passwd': new Uint8Array(1) }), 'not-an-export'],
    ['a file nobody expects', () => zipOf({ 'settings.json': file(), 'lists/run.exe': new Uint8Array(1) }), 'not-an-export'],
    ['settings larger than any reader has', () => zipOf({ 'settings.json': new Uint8Array(17 * 1024 * 1024) }), 'not-an-export'],
    ['a list in which a byte is wrong', () => zipOf({ 'settings.json': file(), [LIST_PATH]: altered }), 'altered'],
    ['a list under the name of another', () => zipOf({ 'settings.json': file(), [LIST_PATH]: LIST }), 'not-an-export'],
    ['one name twice', () => twice(), 'not-an-export'],
    ['a list that is none', () => zipOf({ 'settings.json': file(), [LIST_PATH]: new Uint8Array(9) }), 'not-a-list'],
  ])('%s', async (_what, blob, why) => {
    expect(await restoreEverything(blob(), ports())).toMatchObject({ ok: false, error: { why } });
    expect(await settings()).toEqual(DEFAULT_SETTINGS);
    expect(await lists()).toEqual([]);
  });

  it('nor does a disk that fails half way', async () => {
    const blob = await anExport();
    await fresh();
    const failing: RestorePorts = {
      ...ports(),
      replace: (found) => ports().replace({ ...found, lists: found.lists.map((list) => ({ ...list, tails: [() => {}] as never })) }),
    };
    await expect(restoreEverything(blob, failing)).rejects.toThrow();
    expect(await settings()).toEqual(DEFAULT_SETTINGS);
    expect(await lists()).toEqual([]);
  });
});
