import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import { openFollowedLists } from '../../lib/flows/followed-lists.ts';
import { importList } from '../../lib/flows/import-list.ts';
import { encodeDelta } from '../../lib/lists/delta.ts';
import { FlagIndex } from '../../lib/lists/flag-index.ts';
import { openDatabase } from '../../lib/store/database.ts';
import { listRepository } from '../../lib/store/list-repository.ts';
import { subjectKeyBytes } from '../../lib/subjects/subject-key.ts';
import { aDraft, builtList, NOW_MS, OTHER_KEYS, someFlags, TEST_KEYS } from '../support/lists-draft.ts';

async function twoFollowed(name: string) {
  const database = openDatabase(name);
  const lists = listRepository(database);
  for (const [listName, keys] of [['One', TEST_KEYS], ['Another', OTHER_KEYS]] as const) {
    await importList((await builtList(aDraft({ name: listName, flags: someFlags(30) }), keys)).slice(), { lists, nowMs: NOW_MS, onProgress: () => {} });
  }
  const index = new FlagIndex();
  return { database, lists, index, followed: await openFollowedLists(lists, index) };
}

it('lists are compared a moment after they were read, also where they are read again at once', async () => {
  const { database, followed } = await twoFollowed('followed-lists');
  await followed.reload();
  expect(followed.clusters()).toBeUndefined();
  await expect.poll(() => followed.clusters()).toBeDefined();
  await database.delete();
});

it('lists stay compared while what changes lies beside what was packed, and is looked up at once', async () => {
  const { database, lists, index, followed } = await twoFollowed('followed-amended');
  await expect.poll(() => followed.clusters()).toBeDefined();
  const [row] = await lists.all();
  const [gone] = someFlags(1);
  const key = subjectKeyBytes(gone!.subject);
  const overlay = encodeDelta({ puts: new Uint8Array(0), deletes: Uint8Array.of(...key, 1) }).slice();
  const before = index.lookup(key).length;
  const file = (await lists.fileOf(row!.id))!;
  expect(await lists.amend({ row: { ...row!, seq: 2, importedAt: NOW_MS + 1 }, file, overlay, tree: new Uint8Array(1) }, row!)).toBe(true);
  await followed.reload();
  expect(index.lookup(key)).toHaveLength(before - 1);
  expect(followed.clusters()).toBeDefined();
  expect(followed.all().find(({ id }) => id === row!.id)).toMatchObject({ seq: 2, packedAt: NOW_MS });
  await database.delete();
});
