import type { Flag } from '../core/evidence.ts';
import type { ListSummary } from '../core/settings.ts';
import { FlagIndex, type IndexHit } from '../lists/flag-index.ts';
import { FlagIndexBlock } from '../lists/flag-index-block.ts';
import type { ListMeaning } from '../lists/flag-of-hit.ts';
import { indexRun } from '../lists/growth.ts';
import type { ListRow } from '../store/database.ts';
import type { ListRepository } from '../store/list-repository.ts';

/** The lists the reader follows, ready for look-ups. */
export interface FollowedLists {
  all(): readonly ListSummary[];
  meaningOf(listId: string): ListMeaning | undefined;
  /** Why a flag of a list does no more than label, where that is so. */
  heldBack(hit: IndexHit, key: Uint8Array): Flag['held'];
  /** Takes what was stored since: a list imported, brought up to date or removed. */
  reload(): Promise<void>;
}

/** Reads what is followed and fills the index: one read a list. A damaged index is built anew by importing again. */
export async function openFollowedLists(repository: ListRepository, index: FlagIndex): Promise<FollowedLists> {
  let rows = new Map<string, ListRow>();
  /** Of each list that changed suddenly, what is new. */
  const fresh = new FlagIndex();

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
      if (known === undefined || known.importedAt !== row.importedAt) await load(row);
      if (row.sudden === undefined) fresh.remove(row.id);
    }
    rows = new Map(stored.map((row) => [row.id, row]));
  }

  async function load({ id, sudden }: ListRow): Promise<void> {
    const bytes = await repository.indexOf(id);
    const block = bytes === undefined ? undefined : FlagIndexBlock.fromBytes(bytes);
    if (block?.ok) index.add(id, block.value);
    else index.remove(id);
    const run = sudden === undefined ? undefined : await repository.freshOf(id);
    if (run !== undefined) fresh.add(id, indexRun(run));
  }

  await reload();
  return {
    all: () => [...rows.values()],
    meaningOf: (listId) => rows.get(listId),
    heldBack({ listId, label }, key) {
      const row = rows.get(listId);
      if (row?.follow?.problem?.why === 'fork') return 'fork';
      if (row?.newTerms?.changes.some(({ code }) => code === label) === true) return 'terms';
      return fresh.lookup(key).some((hit) => hit.listId === listId) ? 'sudden' : undefined;
    },
    reload,
  };
}
