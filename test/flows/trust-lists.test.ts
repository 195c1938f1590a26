import 'fake-indexeddb/auto';
import { Dexie } from 'dexie';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OFFICIAL_ADDRESS, TRUST_LIST_KINDS } from '../../lib/core/trust-list.ts';
import { createTrustLists, type TrustLists } from '../../lib/flows/trust-lists.ts';
import { readPem } from '../../lib/provenance/read-pem.ts';
import { openDatabase, type Database } from '../../lib/store/database.ts';
import { eraseEverything } from '../../lib/store/erase-everything.ts';
import { trustListRepository } from '../../lib/store/trust-list-repository.ts';
import { anAuthority, pemOf } from '../support/c2pa-certificates.ts';

const [PEM, OTHER] = [pemOf(await anAuthority()), pemOf(await anAuthority('CN=Other Root, O=Harbour Tests'))];

let database: Database;
let serial = 0;
let trustLists: TrustLists;
/** What the server of the official lists answers, and what it was asked. */
let served: () => Response;
let asked: (readonly [address: string, init: RequestInit | undefined])[];
let changes: number;

beforeEach(() => {
  database = openDatabase(`trust-${serial++}`);
  served = () => new Response(PEM);
  asked = [];
  changes = 0;
  trustLists = createTrustLists({
    lists: trustListRepository(database),
    fetch: async (address, init) => {
      asked.push([String(address), init]);
      return served();
    },
    now: () => 7,
    onChanged: () => changes++,
  });
});
afterEach(() => database.delete());

describe('a list from its official address', () => {
  it.each(TRUST_LIST_KINDS)('%s is kept with where it came from, when, and what it was', async (kind) => {
    const installed = await trustLists.install(kind);
    expect(installed).toEqual({ ok: true, value: { kind, source: OFFICIAL_ADDRESS[kind], digest: expect.stringMatching(/^[0-9a-f]{64}$/), certificates: 1, at: 7 } });
    expect(asked).toEqual([[OFFICIAL_ADDRESS[kind], expect.objectContaining({ credentials: 'omit', referrerPolicy: 'no-referrer', redirect: 'error' })]]);
    expect(await trustLists.summaries()).toEqual([installed.ok && installed.value]);
    const trust = await trustLists.trust();
    expect([trust.signers !== '', trust.timeStampers !== '', trust.interim !== '']).toEqual(TRUST_LIST_KINDS.map((each) => each === kind));
    expect(changes).toBe(1);
  });

  it.each([
    ['has gone', () => new Response('', { status: 404 }), 'no-answer'],
    ['is a page', () => new Response('<!doctype html>'), 'no-certificates'],
    ['is cut short', () => new Response(PEM.slice(0, -40)), 'no-certificates'],
    ['is too large', () => new Response('x'.repeat(2 * 1024 * 1024 + 1)), 'too-large'],
    ['does not answer', () => Response.error(), 'no-answer'],
  ])('that %s changes nothing', async (_name, answer, why) => {
    await trustLists.install('signers');
    const before = await trustLists.summaries();
    served = answer;
    expect(await trustLists.install('signers')).toMatchObject({ ok: false, error: { why } });
    expect(await trustLists.summaries()).toEqual(before);
    expect(changes).toBe(1);
  });
});

describe('a list from a file', () => {
  it('takes the place of the one before, and is forgotten when it is removed or everything is erased', async () => {
    await trustLists.install('signers');
    expect(await trustLists.import('signers', new Blob([`${OTHER}${PEM}`]), 'roots.pem')).toMatchObject({ ok: true, value: { source: 'roots.pem', certificates: 2 } });
    expect((await trustLists.trust()).signers).toBe(`${OTHER.trim()}\n${PEM.trim()}\n`);
    expect(await trustLists.summaries()).toHaveLength(1);
    await trustLists.remove('signers');
    expect((await trustLists.trust()).signers).toBe('');
    await trustLists.import('interim', new Blob([PEM]), 'roots.pem');
    await eraseEverything(database);
    expect(await trustLists.summaries()).toEqual([]);
  });
});

describe('certificates in a text', () => {
  it('count each once, whatever stands between them', () => {
    expect(readPem(`Subject\tCN=x\n${PEM}\r\n# again\n${PEM}\n\n${OTHER}`)?.count).toBe(2);
    expect(readPem(readPem(PEM)!.pem)).toEqual(readPem(PEM));
  });

  it.each([
    ['nothing', ''],
    ['a key', PEM.replaceAll('CERTIFICATE', 'PRIVATE KEY')],
    ['one cut short', PEM.replace(/.{8}\n-----END/, '\n-----END')],
    ['one without an end', `${PEM}-----BEGIN CERTIFICATE-----\nMIIB`],
    ['no base64', PEM.replace('MII', 'M*I')],
    ['another structure', '-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----'],
  ])('are none in %s', (_name, text) => {
    expect(readPem(text)).toBeUndefined();
  });
});

it('a database of version 3 gets its table for trust lists, and keeps what it held', async () => {
  const name = `before-${serial++}`;
  const before = new Dexie(name);
  before.version(1).stores({ settings: 'id', lists: 'id', blobs: '[listId+part], listId', findings: 'name, at', secrets: 'id' });
  before.version(2).stores({ models: 'id', modelPieces: '[modelId+n], modelId' });
  before.version(3).stores({ modelFiles: '[modelId+name], modelId', corrections: '[key+label], at' });
  const correction = { key: '0123456789abcdef', label: 'spam', word: 'wrong', said: [], at: 1 };
  await before.table('settings').put({ id: 'settings', settings: { locale: 'de' } });
  await before.table('corrections').put(correction);
  before.close();
  const after = openDatabase(name);
  expect(await after.settings.get('settings')).toEqual({ id: 'settings', settings: { locale: 'de' } });
  expect(await after.corrections.toArray()).toEqual([correction]);
  expect(await trustListRepository(after).all()).toEqual([]);
  expect(after.verno).toBeGreaterThanOrEqual(4);
  await after.delete();
});
