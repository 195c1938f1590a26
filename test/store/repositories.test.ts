import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../lib/core/settings.ts';
import { openDatabase, type Database, type ListRow } from '../../lib/store/database.ts';
import { eraseEverything } from '../../lib/store/erase-everything.ts';
import { findingRepository, FINDING_DAYS, MAX_FINDINGS } from '../../lib/store/finding-repository.ts';
import { listRepository } from '../../lib/store/list-repository.ts';
import { settingsRepository } from '../../lib/store/settings-repository.ts';
import { aSignal } from '../support/core-builders.ts';

const NOW = 1_790_000_000_000;
const DAY_MS = 86_400_000;
let database: Database;
let serial = 0;

beforeEach(() => {
  database = openDatabase(`test-${serial++}`);
});
afterEach(() => database.delete());

describe('settings', () => {
  it('are the defaults until the reader changes something', async () => {
    expect(await settingsRepository(database).read()).toEqual(DEFAULT_SETTINGS);
  });

  it('keep every change, also when two come at once', async () => {
    const settings = settingsRepository(database);
    await Promise.all([
      settings.change((all) => ({ ...all, pictures: 'off' })),
      settings.change((all) => ({ ...all, pausedHosts: [...all.pausedHosts, 'one.example'] })),
      settings.change((all) => ({ ...all, pausedHosts: [...all.pausedHosts, 'two.example'] })),
    ]);
    expect(await settings.read()).toEqual({ ...DEFAULT_SETTINGS, pictures: 'off', pausedHosts: ['one.example', 'two.example'] });
  });
});

describe('lists', () => {
  const bytes = (...all: number[]) => new Uint8Array(all);
  const row = (id: string): ListRow => ({
    id,
    name: 'Harbour watch',
    description: '',
    charter: '',
    appealContact: '',
    languages: ['en'],
    labels: [],
    flags: 2,
    version: 1,
    seq: 1,
    epochMs: 0,
    chain: 'c'.repeat(64),
    importedAt: NOW,
    confirmedAt: NOW,
    expiresAt: NOW + DAY_MS,
  });

  it('come back byte for byte', async () => {
    const lists = listRepository(database);
    await lists.save({ row: row('a'), index: bytes(1, 2), tails: [bytes(3), bytes(4)], file: bytes(5) });
    expect(await lists.all()).toEqual([row('a')]);
    expect(await lists.indexOf('a')).toEqual(bytes(1, 2));
    expect(await lists.tailsOf('a', 1)).toEqual(bytes(4));
    expect(await lists.tailsOf('a', 2)).toBeUndefined();
  });

  it('are replaced whole: a shorter state leaves nothing of the longer one behind', async () => {
    const lists = listRepository(database);
    await lists.save({ row: row('a'), index: bytes(1), tails: [bytes(3), bytes(4)], file: bytes(5) });
    await lists.save({ row: row('a'), index: bytes(9), tails: [bytes(8)], file: bytes(7) });
    expect(await lists.indexOf('a')).toEqual(bytes(9));
    expect(await lists.tailsOf('a', 1)).toBeUndefined();
  });

  it('are removed without touching the others', async () => {
    const lists = listRepository(database);
    await lists.save({ row: row('a'), index: bytes(1), tails: [bytes(2)], file: bytes(3) });
    await lists.save({ row: row('b'), index: bytes(4), tails: [bytes(5)], file: bytes(6) });
    await lists.remove('a', NOW);
    expect((await lists.all()).map(({ id }) => id)).toEqual(['b']);
    await lists.purge(NOW + 1);
    expect(await database.blobs.count()).toBe(3);
  });

  it('come back as they were when a removal is undone, until they are purged', async () => {
    const lists = listRepository(database);
    await lists.save({ row: row('a'), index: bytes(1), tails: [bytes(2)], file: bytes(3) });
    await lists.remove('a', NOW);
    await lists.purge(NOW);
    expect(await lists.bringBack('a')).toBe(true);
    expect(await lists.all()).toEqual([row('a')]);
    expect(await lists.fileOf('a')).toEqual(bytes(3));
    await lists.remove('a', NOW);
    await lists.purge(NOW + 1);
    expect(await lists.bringBack('a')).toBe(false);
    expect(await database.blobs.count()).toBe(0);
  });

  it('that are followed are never purged', async () => {
    const lists = listRepository(database);
    await lists.save({ row: row('a'), index: bytes(1), tails: [], file: bytes(3) });
    await lists.purge(Infinity);
    expect(await lists.all()).toEqual([row('a')]);
  });

  it('that could not be written whole are not there at all', async () => {
    const lists = listRepository(database);
    const broken = { row: row('a'), index: bytes(1), tails: [() => {}] as never, file: bytes(3) };
    await expect(lists.save(broken)).rejects.toThrow();
    expect(await lists.all()).toEqual([]);
    expect(await database.blobs.count()).toBe(0);
  });
});

describe('findings about pictures', () => {
  const sha256 = 'ab'.repeat(32);

  it('are found again by the same detector only', async () => {
    const findings = findingRepository(database, crypto);
    await findings.open().save(sha256, 'digest-1', aSignal(), NOW);
    expect(await findings.open().read(sha256, 'digest-1', NOW)).toEqual(aSignal());
    expect(await findings.open().read(sha256, 'digest-2', NOW)).toBeUndefined();
    expect(await findings.open().read('cd'.repeat(32), 'digest-1', NOW)).toBeUndefined();
  });

  it('are kept under names that do not give the picture away', async () => {
    const findings = findingRepository(database, crypto);
    await findings.open().save(sha256, 'digest-1', aSignal(), NOW);
    const [stored] = await database.findings.toArray();
    expect(JSON.stringify(stored)).not.toContain(sha256);
    const [secret] = await database.secrets.toArray();
    expect(secret?.key.extractable).toBe(false);
  });

  it('share one install key, also when two wake at once', async () => {
    const [a, b] = [findingRepository(database, crypto), findingRepository(database, crypto)];
    await Promise.all([a.open().save(sha256, 'd', aSignal(), NOW), b.open().save(sha256, 'd', aSignal(), NOW)]);
    expect(await database.findings.count()).toBe(1);
  });

  it(`are forgotten after ${FINDING_DAYS} days`, async () => {
    const findings = findingRepository(database, crypto);
    await findings.open().save(sha256, 'd', aSignal(), NOW);
    const later = NOW + (FINDING_DAYS + 1) * DAY_MS;
    expect(await findings.open().read(sha256, 'd', later)).toBeUndefined();
    expect(await findings.prune(later)).toBe(1);
  });

  it('are bounded in number: the oldest go first', async () => {
    const finding = aSignal();
    await database.findings.bulkPut(
      Array.from({ length: MAX_FINDINGS + 3 }, (_, i) => ({ name: String(i).padStart(5, '0'), detectorDigest: 'd', finding, at: NOW + i })),
    );
    expect(await findingRepository(database, crypto).prune(NOW + MAX_FINDINGS + 3)).toBe(3);
    expect(await database.findings.get('00002')).toBeUndefined();
    expect(await database.findings.get('00003')).toBeDefined();
  });
});

describe('erasing everything', () => {
  const sha256 = 'ab'.repeat(32);

  it('empties every table and says what went', async () => {
    await settingsRepository(database).change((all) => ({ ...all, pictures: 'off' }));
    await findingRepository(database, crypto).open().save(sha256, 'd', aSignal(), NOW);
    expect(await eraseEverything(database)).toEqual({ lists: 0, findings: 1 });
    expect(await Promise.all(database.tables.map((table) => table.count()))).toEqual(database.tables.map(() => 0));
  });

  it('is not outlived by a measurement that was under way, in this worker or in another', async () => {
    const [here, elsewhere] = [findingRepository(database, crypto), findingRepository(database, crypto)];
    const underWay = [here.open(), elsewhere.open()];
    await Promise.all(underWay.map((memory) => memory.read(sha256, 'd', NOW)));
    await eraseEverything(database);
    here.forgetKey();
    for (const memory of underWay) await memory.save(sha256, 'd', aSignal(), NOW);
    expect(await database.findings.count()).toBe(0);
    // Nor does a new key open the door to the old measurement.
    await here.open().save('cd'.repeat(32), 'd', aSignal(), NOW);
    for (const memory of underWay) await memory.save(sha256, 'd', aSignal(), NOW);
    expect(await database.findings.count()).toBe(1);
  });

  it('keeps what was remembered under the key of the last release until then', async () => {
    const findings = findingRepository(database, crypto);
    const key = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    await database.secrets.put({ id: 'install-key', key });
    const memory = findings.open();
    await memory.save(sha256, 'd', aSignal(), NOW);
    expect(await memory.read(sha256, 'd', NOW)).toEqual(aSignal());
    await eraseEverything(database);
    findings.forgetKey();
    await findings.open().save('cd'.repeat(32), 'd', aSignal(), NOW);
    await memory.save(sha256, 'd', aSignal(), NOW);
    expect(await database.findings.count()).toBe(1);
  });
});
