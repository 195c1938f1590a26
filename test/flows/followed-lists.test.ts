import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import { openFollowedLists } from '../../lib/flows/followed-lists.ts';
import { importList } from '../../lib/flows/import-list.ts';
import { FlagIndex } from '../../lib/lists/flag-index.ts';
import { openDatabase } from '../../lib/store/database.ts';
import { listRepository } from '../../lib/store/list-repository.ts';
import { aDraft, builtList, NOW_MS, OTHER_KEYS, someFlags, TEST_KEYS } from '../support/lists-draft.ts';

it('lists are compared a moment after they were read, also where they are read again at once', async () => {
  const database = openDatabase('followed-lists');
  const lists = listRepository(database);
  for (const [name, keys] of [['One', TEST_KEYS], ['Another', OTHER_KEYS]] as const) {
    await importList((await builtList(aDraft({ name, flags: someFlags(30) }), keys)).slice(), { lists, nowMs: NOW_MS, onProgress: () => {} });
  }
  const followed = await openFollowedLists(lists, new FlagIndex());
  await followed.reload();
  expect(followed.clusters()).toBeUndefined();
  await expect.poll(() => followed.clusters()).toBeDefined();
  await database.delete();
});
