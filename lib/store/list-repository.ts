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
  all(): Promise<readonly ListRow[]>;
  indexOf(listId: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  tailsOf(listId: string, piece: number): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** All or nothing: a list with this id is replaced in one transaction. */
  save(list: StoredList): Promise<void>;
  remove(listId: string): Promise<void>;
}

export function listRepository(database: Database): ListRepository {
  const read = async (listId: string, part: ListPart) => (await database.blobs.get([listId, part]))?.bytes;
  return {
    all: () => database.lists.orderBy('id').toArray(),
    indexOf: (listId) => read(listId, 'index'),
    tailsOf: (listId, piece) => read(listId, `tails-${piece}`),
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
    remove: (listId) =>
      database.transaction('rw', database.lists, database.blobs, async () => {
        await database.lists.delete(listId);
        await database.blobs.where('listId').equals(listId).delete();
      }),
  };
}
