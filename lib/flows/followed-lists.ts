import type { ListSummary } from '../core/settings.ts';
import type { FlagIndex } from '../lists/flag-index.ts';
import { FlagIndexBlock } from '../lists/flag-index-block.ts';
import type { ListMeaning } from '../lists/flag-of-hit.ts';
import type { ListRow } from '../store/database.ts';
import type { ListRepository } from '../store/list-repository.ts';

/** The lists the reader follows, ready for look-ups. */
export interface FollowedLists {
  all(): readonly ListSummary[];
  meaningOf(listId: string): ListMeaning | undefined;
  /** Takes what was stored since: a list imported, replaced or removed. */
  reload(): Promise<void>;
}

/** Reads what is followed and fills the index: one read a list. A damaged index is built anew by importing again. */
export async function openFollowedLists(repository: ListRepository, index: FlagIndex): Promise<FollowedLists> {
  let rows = new Map<string, ListRow>();

  let last: Promise<void> = Promise.resolve();

  /** One after the other: an import and a removal that overlap must not undo each other. */
  function reload(): Promise<void> {
    last = last.catch(() => {}).then(readAnew);
    return last;
  }

  async function readAnew(): Promise<void> {
    const stored = await repository.all();
    for (const id of rows.keys()) if (!stored.some((row) => row.id === id)) index.remove(id);
    for (const row of stored) {
      const known = rows.get(row.id);
      if (known === undefined || known.importedAt !== row.importedAt) await load(row.id);
    }
    rows = new Map(stored.map((row) => [row.id, row]));
  }

  async function load(listId: string): Promise<void> {
    const bytes = await repository.indexOf(listId);
    const block = bytes === undefined ? undefined : FlagIndexBlock.fromBytes(bytes);
    if (block?.ok) index.add(listId, block.value);
    else index.remove(listId);
  }

  await reload();
  return {
    all: () => [...rows.values()],
    meaningOf: (listId) => rows.get(listId),
    reload,
  };
}
