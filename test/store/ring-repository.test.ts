import 'fake-indexeddb/auto';
import { Dexie } from 'dexie';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_SEEN_A_DAY, putSeen, RING_DAYS, SEEN_BYTES, sortedSeen } from '../../lib/core/seen-keys.ts';
import { allOrNothing, openDatabase, type Database } from '../../lib/store/database.ts';
import { eraseEverything } from '../../lib/store/erase-everything.ts';
import { ringRepository } from '../../lib/store/ring-repository.ts';
import { settingsRepository } from '../../lib/store/settings-repository.ts';

const TODAY = 20_700;
let database: Database;
let serial = 0;

beforeEach(async () => {
  database = openDatabase(`ring-${serial++}`);
  await want(true);
});
afterEach(() => database.delete());

const want = (ring: boolean) => settingsRepository(database).change((all) => ({ ...all, ring }));

/** Keys that these numbers make. */
function entries(...numbers: readonly number[]): Uint8Array {
  const all = new Uint8Array(numbers.length * SEEN_BYTES);
  for (const [i, n] of numbers.entries()) {
    const key = new Uint8Array(12);
    new DataView(key.buffer).setUint32(8, n);
    putSeen(all, i * SEEN_BYTES, { kind: 'post', key });
  }
  return sortedSeen(all);
}
const kept = async () => (await database.ring.orderBy('day').toArray()).map(({ day, bytes }) => [day - TODAY, bytes.length / SEEN_BYTES]);

describe('the ring', () => {
  it('holds nothing where the reader does not want it, and says so', async () => {
    await want(false);
    const ring = ringRepository(database);
    await ring.add(TODAY, entries(1));
    expect(await kept()).toEqual([]);
    expect(await ring.days(TODAY)).toBeUndefined();
  });

  it('gathers what a day shows, each key once', async () => {
    const ring = ringRepository(database);
    await ring.add(TODAY, entries(1, 2));
    await ring.add(TODAY, entries(2, 3));
    expect(await ring.days(TODAY)).toEqual([{ day: TODAY, bytes: entries(1, 2, 3) }]);
  });

  it('is not written again by what is known', async () => {
    const ring = ringRepository(database);
    await ring.add(TODAY, entries(1, 2));
    let writes = 0;
    database.ring.hook('updating', () => void writes++);
    await ring.add(TODAY, entries(2));
    expect(writes).toBe(0);
    await ring.add(TODAY, entries(3));
    expect(writes).toBe(1);
  });

  it('goes on to the next day, and drops the oldest where there are too many', async () => {
    const ring = ringRepository(database);
    for (let day = 0; day < RING_DAYS + 2; day++) await ring.add(TODAY + day, entries(day, 100 + day));
    expect(await kept()).toEqual([2, 3, 4, 5, 6, 7, 8].map((day) => [day, 2]));
    await ring.add(TODAY + 30, entries(1));
    expect(await kept()).toEqual([[30, 1]]);
  });

  it('reads only the days it holds, also before the others are dropped', async () => {
    const ring = ringRepository(database);
    await ring.add(TODAY, entries(1));
    await ring.add(TODAY + 3, entries(2));
    expect((await ring.days(TODAY + 6))!.map(({ day }) => day - TODAY)).toEqual([0, 3]);
    expect((await ring.days(TODAY + 7))!.map(({ day }) => day - TODAY)).toEqual([3]);
    expect((await ring.days(TODAY + 20))!).toEqual([]);
    await ring.prune(TODAY + 7);
    expect(await kept()).toEqual([[3, 1]]);
  });

  it('drops what is dated later by a clock that was ahead: it would be kept too long', async () => {
    const ring = ringRepository(database);
    await ring.add(TODAY + 400, entries(1));
    await ring.add(TODAY - 1, entries(2));
    await ring.add(TODAY, entries(3));
    expect(await kept()).toEqual([[-1, 1], [0, 1]]);
  });

  it('never holds more than the most a day, whatever comes, nor a day that it does not hold', async () => {
    const days = fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 1, max: 3 * MAX_SEEN_A_DAY })), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(days, async (given) => {
        await database.ring.clear();
        for (const [day, n] of given) await ringRepository(database).add(TODAY + day, entries(...Array.from({ length: n }, (_, i) => i * 7919)));
        const today = given.at(-1)![0];
        for (const [day, n] of await kept()) {
          expect(n).toBeLessThanOrEqual(MAX_SEEN_A_DAY);
          expect(today - day!).toBeGreaterThanOrEqual(0);
          expect(today - day!).toBeLessThan(RING_DAYS);
        }
      }),
      { numRuns: 12 },
    );
  });

  it('survives bytes that were damaged', async () => {
    await database.ring.put({ day: TODAY, bytes: new Uint8Array([1, 2, 3]) });
    await ringRepository(database).add(TODAY, entries(4));
    expect((await ringRepository(database).days(TODAY))![0]!.bytes).toEqual(entries(4));
  });
});

describe('a reader who does not want the ring any more', () => {
  it('has it erased with that choice, in one transaction', async () => {
    await ringRepository(database).add(TODAY, entries(1));
    await want(false);
    expect(await kept()).toEqual([]);
    await want(true);
    expect(await ringRepository(database).days(TODAY)).toEqual([]);
  });

  it('has it erased by restoring a file that says so, and not by other changes', async () => {
    await ringRepository(database).add(TODAY, entries(1));
    await settingsRepository(database).change((all) => ({ ...all, pictures: 'off' }));
    expect(await kept()).toEqual([[0, 1]]);
    await allOrNothing(database, () => want(false));
    expect(await kept()).toEqual([]);
  });

  it('has nothing written that was under way, and the same after erasing everything', async () => {
    await Promise.all([ringRepository(database).add(TODAY, entries(1)), want(false), ringRepository(database).add(TODAY, entries(2))]);
    expect(await kept()).toEqual([]);
    await want(true);
    await Promise.all([ringRepository(database).add(TODAY, entries(1)), eraseEverything(database), ringRepository(database).add(TODAY, entries(2))]);
    expect(await kept()).toEqual([]);
    expect((await settingsRepository(database).read()).ring).toBe(false);
  });
});

it('a database of before there was a ring keeps what it holds, and has none', async () => {
  const name = 'before-the-ring';
  const before = new Dexie(name);
  before.version(5).stores({
    settings: 'id', lists: 'id', blobs: '[listId+part], listId', findings: 'name, at', secrets: 'id', models: 'id', modelPieces: '[modelId+n], modelId',
    modelFiles: '[modelId+name], modelId', corrections: '[key+label], at', trustLists: 'kind', sources: 'address', parts: 'sha256, at',
  });
  await before.table('settings').put({ id: 'settings', settings: { pictures: 'on-click', peers: true } });
  await before.table('sources').put({ address: 'https://mirror.example/', failures: 1, lies: 0 });
  before.close();
  const after = openDatabase(name);
  expect(await settingsRepository(after).read()).toMatchObject({ pictures: 'on-click', peers: true, ring: false });
  expect(await after.sources.count()).toBe(1);
  expect(await ringRepository(after).days(TODAY)).toBeUndefined();
  await settingsRepository(after).change((all) => ({ ...all, ring: true }));
  await ringRepository(after).add(TODAY, entries(1));
  expect(await after.ring.count()).toBe(1);
  await after.delete();
});
