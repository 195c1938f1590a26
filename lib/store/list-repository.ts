import type { ListFollowing } from '../core/settings.ts';
import type { Database, ListBlobRow, ListPart, ListRow } from './database.ts';

export interface StoredList {
  readonly row: ListRow;
  readonly index: Uint8Array<ArrayBuffer>;
  /** Pieces of key tails, in order. */
  readonly tails: readonly Uint8Array<ArrayBuffer>[];
  /** The `.flaglist` as it was imported, or the signed head alone: the records lie in `index` and `tails` as well. */
  readonly file: Uint8Array<ArrayBuffer>;
  /** Pictures by likeness, in the form of look-ups; absent where it has none. */
  readonly pictures?: Uint8Array<ArrayBuffer>;
  /** The hashes over the leaves of its records: updates begin with them. */
  readonly leaves?: Uint8Array<ArrayBuffer>;
  /** Records of a sudden change that the reader has not looked at. */
  readonly fresh?: Uint8Array<ArrayBuffer>;
}

/** The proof of a fork, under the current root or an earlier one, and the event by which others are told of the first. */
export type ForkPart = Extract<ListPart, 'fork' | 'past-fork' | 'fork-event'>;

/** Where a list stands: a state in its line. */
export type ListPoint = Pick<ListRow, 'version' | 'seq' | 'chain'>;

export interface ListRepository {
  /** Those the reader follows: without what was removed and may be brought back, and what is only offered. */
  all(): Promise<readonly ListRow[]>;
  /** Followed, removed or offered. */
  get(listId: string): Promise<ListRow | undefined>;
  indexOf(listId: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  tailsOf(listId: string, piece: number): Promise<Uint8Array<ArrayBuffer> | undefined>;
  allTailsOf(listId: string): Promise<readonly Uint8Array<ArrayBuffer>[]>;
  fileOf(listId: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  picturesOf(listId: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  leavesOf(listId: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  freshOf(listId: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** All or nothing: a list with this id is replaced in one transaction. */
  save(list: StoredList): Promise<void>;
  /** As `save`, of a list that is still followed and stands there; false where it was removed or replaced meanwhile. */
  update(list: StoredList, from: ListPoint): Promise<boolean>;
  /** The state held was signed again: its new head, under the same condition. */
  confirm(listId: string, from: ListPoint, head: { readonly file: Uint8Array<ArrayBuffer>; readonly confirmedAt: number; readonly expiresAt: number }): Promise<boolean>;
  /** Changes what is known of how a list is followed; nothing where it is not there any more. */
  follow(listId: string, change: (before: ListFollowing | undefined) => ListFollowing): Promise<void>;
  /** Keeps the proof that a list forked; the first one of each stays. */
  keepForkProof(listId: string, proof: Uint8Array<ArrayBuffer>, which?: ForkPart): Promise<void>;
  forkProofOf(listId: string, which?: ForkPart): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** The reader looked at a sudden change. */
  accept(listId: string): Promise<void>;
  /** Changes the row of a list; nothing where it is not there any more. */
  change(listId: string, change: (row: ListRow) => ListRow): Promise<void>;
  /** What was offered is followed from now on; false where it is not there any more. */
  join(listId: string, nowMs: number): Promise<boolean>;
  /** Forgets what was offered and is not followed. */
  decline(listId: string): Promise<void>;
  /** Puts the list aside; it can be brought back until it is purged. */
  remove(listId: string, nowMs: number): Promise<void>;
  /** Brings a removed list back as it was; false where it is not there any more. */
  bringBack(listId: string): Promise<boolean>;
  /** Forgets for good what was removed, or offered and not taken, before then. */
  purge(beforeMs: number): Promise<void>;
}

export function listRepository(database: Database): ListRepository {
  const { lists, blobs } = database;
  const read = async (listId: string, part: ListPart) => (await blobs.get([listId, part]))?.bytes;
  const together = <T>(work: () => Promise<T>): Promise<T> => database.transaction('rw', lists, blobs, work);

  async function put({ row, index, tails, file, leaves, pictures, fresh }: StoredList): Promise<void> {
    // What is proven of it stays proven; of which root, its row says.
    const kept: readonly ListPart[] = [...(row.follow?.problem?.why === 'fork' ? FORK_PARTS : []), ...(row.follow?.pastFork === undefined ? [] : ['past-fork' as const])];
    await blobs.where('listId').equals(row.id).filter(({ part }) => !kept.includes(part)).delete();
    await lists.put(row);
    await blobs.bulkPut([
      { listId: row.id, part: 'index', bytes: index },
      ...tails.map((bytes, piece): ListBlobRow => ({ listId: row.id, part: `tails-${piece}`, bytes })),
      { listId: row.id, part: 'file', bytes: file },
      ...(pictures === undefined ? [] : [{ listId: row.id, part: 'pictures' as const, bytes: pictures }]),
      ...(leaves === undefined ? [] : [{ listId: row.id, part: 'leaves' as const, bytes: leaves }]),
      ...(fresh === undefined ? [] : [{ listId: row.id, part: 'fresh' as const, bytes: fresh }]),
    ]);
  }

  /** Runs work on the row of a list that the reader follows and that stands there. */
  const where = (listId: string, from: ListPoint, work: (row: ListRow) => Promise<void>): Promise<boolean> =>
    together(async () => {
      const row = await lists.get(listId);
      const isThere = row !== undefined && isFollowed(row) && row.version === from.version && row.seq === from.seq && row.chain === from.chain;
      if (isThere) await work(row);
      return isThere;
    });

  return {
    all: () => lists.orderBy('id').filter(isFollowed).toArray(),
    get: (listId) => lists.get(listId),
    indexOf: (listId) => read(listId, 'index'),
    tailsOf: (listId, piece) => read(listId, `tails-${piece}`),
    async allTailsOf(listId) {
      const parts = await blobs.where('listId').equals(listId).filter(({ part }) => part.startsWith('tails-')).toArray();
      return parts.toSorted((a, b) => pieceOf(a) - pieceOf(b)).map(({ bytes }) => bytes);
    },
    fileOf: (listId) => read(listId, 'file'),
    picturesOf: (listId) => read(listId, 'pictures'),
    leavesOf: (listId) => read(listId, 'leaves'),
    freshOf: (listId) => read(listId, 'fresh'),
    save: (list) => together(() => put(list)),
    // Whether it is kept up to date is the reader's word, also where it was given meanwhile.
    update: (list, from) =>
      where(list.row.id, from, ({ follow: now }) => {
        const { follow } = list.row;
        return put(follow === undefined || now === undefined ? list : { ...list, row: { ...list.row, follow: { ...follow, isOn: now.isOn } } });
      }),
    confirm: (listId, from, { file, ...times }) =>
      where(listId, from, async (row) => {
        await lists.put({ ...row, ...times });
        await blobs.put({ listId, part: 'file', bytes: file });
      }),
    follow: (listId, change) =>
      together(async () => {
        const row = await lists.get(listId);
        if (row !== undefined) await lists.put({ ...row, follow: change(row.follow) });
      }),
    keepForkProof: (listId, bytes, part = 'fork') =>
      together(async () => {
        const isKept = (await lists.get(listId)) === undefined || (await read(listId, part)) !== undefined;
        if (!isKept) await blobs.put({ listId, part, bytes });
      }),
    forkProofOf: (listId, part = 'fork') => read(listId, part),
    accept: (listId) =>
      together(async () => {
        const row = await lists.get(listId);
        if (row === undefined) return;
        const { sudden: _, ...looked } = row;
        await lists.put(looked);
        await blobs.delete([listId, 'fresh']);
      }),
    change: (listId, change) =>
      together(async () => {
        const row = await lists.get(listId);
        if (row !== undefined) await lists.put(change(row));
      }),
    join: (listId, nowMs) =>
      together(async () => {
        const row = await lists.get(listId);
        if (row?.offeredAt === undefined) return false;
        const { offeredAt: _, ...joined } = row;
        await lists.put({ ...joined, importedAt: nowMs });
        return true;
      }),
    decline: (listId) =>
      together(async () => {
        if ((await lists.get(listId))?.offeredAt === undefined) return;
        await lists.delete(listId);
        await blobs.where('listId').equals(listId).delete();
      }),
    async remove(listId, nowMs) {
      await lists.update(listId, { removedAt: nowMs });
    },
    bringBack: (listId) =>
      database.transaction('rw', lists, async () => {
        const row = await lists.get(listId);
        if (row === undefined) return false;
        const { removedAt: _, ...kept } = row;
        await lists.put(kept);
        return true;
      }),
    purge: (beforeMs) =>
      together(async () => {
        const gone = await lists.filter(({ removedAt = Infinity, offeredAt = Infinity }) => Math.min(removedAt, offeredAt) < beforeMs).primaryKeys();
        await lists.bulkDelete(gone);
        await blobs.where('listId').anyOf(gone).delete();
      }),
  };
}

const FORK_PARTS: readonly ForkPart[] = ['fork', 'fork-event'];

function isFollowed({ removedAt, offeredAt }: ListRow): boolean {
  return removedAt === undefined && offeredAt === undefined;
}

function pieceOf({ part }: ListBlobRow): number {
  return Number(part.slice('tails-'.length));
}
