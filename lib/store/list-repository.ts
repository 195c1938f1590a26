import type { Database, ListBlobRow, ListPart, ListRow } from './database.ts';

export interface StoredList {
  readonly row: ListRow;
  readonly index: Uint8Array<ArrayBuffer>;
  /** Pieces of key tails, in order. */
  readonly tails: readonly Uint8Array<ArrayBuffer>[];
  /** The `.flaglist` as it was imported, so that it can be passed on and checked again. */
  readonly file: Uint8Array<ArrayBuffer>;
}

export interface ListRepository {
  /** Those the reader follows: without what was removed and may be brought back. */
  all(): Promise<readonly ListRow[]>;
  indexOf(listId: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  tailsOf(listId: string, piece: number): Promise<Uint8Array<ArrayBuffer> | undefined>;
  fileOf(listId: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** All or nothing: a list with this id is replaced in one transaction. */
  save(list: StoredList): Promise<void>;
  /** Puts the list aside; it can be brought back until it is purged. */
  remove(listId: string, nowMs: number): Promise<void>;
  /** Brings a removed list back as it was; false where it is not there any more. */
  bringBack(listId: string): Promise<boolean>;
  /** Forgets for good what was removed before then. */
  purge(removedBeforeMs: number): Promise<void>;
}

export function listRepository(database: Database): ListRepository {
  const read = async (listId: string, part: ListPart) => (await database.blobs.get([listId, part]))?.bytes;
  return {
    all: () => database.lists.orderBy('id').filter(({ removedAt }) => removedAt === undefined).toArray(),
    indexOf: (listId) => read(listId, 'index'),
    tailsOf: (listId, piece) => read(listId, `tails-${piece}`),
    fileOf: (listId) => read(listId, 'file'),
    save: ({ row, index, tails, file }) =>
      database.transaction('rw', database.lists, database.blobs, async () => {
        await database.blobs.where('listId').equals(row.id).delete();
        await database.lists.put(row);
        await database.blobs.bulkPut([
          { listId: row.id, part: 'index', bytes: index },
          ...tails.map((bytes, piece): ListBlobRow => ({ listId: row.id, part: `tails-${piece}`, bytes })),
          { listId: row.id, part: 'file', bytes: file },
        ]);
      }),
    async remove(listId, nowMs) {
      await database.lists.update(listId, { removedAt: nowMs });
    },
    bringBack: (listId) =>
      database.transaction('rw', database.lists, async () => {
        const row = await database.lists.get(listId);
        if (row === undefined) return false;
        const { removedAt: _, ...kept } = row;
        await database.lists.put(kept);
        return true;
      }),
    purge: (removedBeforeMs) =>
      database.transaction('rw', database.lists, database.blobs, async () => {
        const gone = await database.lists.filter(({ removedAt = Infinity }) => removedAt < removedBeforeMs).primaryKeys();
        await database.lists.bulkDelete(gone);
        await database.blobs.where('listId').anyOf(gone).delete();
      }),
  };
}
