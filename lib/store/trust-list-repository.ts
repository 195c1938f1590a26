import type { TrustList, TrustListKind } from '../core/trust-list.ts';
import type { Database } from './database.ts';

export interface TrustListRepository {
  all(): Promise<readonly TrustList[]>;
  /** In place of the one of its kind. */
  save(list: TrustList): Promise<void>;
  remove(kind: TrustListKind): Promise<void>;
  /** Puts these in place of all there are. */
  replace(all: readonly TrustList[]): Promise<void>;
}

export function trustListRepository(database: Database): TrustListRepository {
  const { trustLists } = database;
  return {
    all: () => trustLists.toArray(),
    async save(list) {
      await trustLists.put(list);
    },
    remove: (kind) => trustLists.delete(kind),
    replace: (all) =>
      database.transaction('rw', trustLists, async () => {
        await trustLists.clear();
        await trustLists.bulkPut(all);
      }),
  };
}
