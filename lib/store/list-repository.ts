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
  /** The hashes over its records: updates begin with them. */
  readonly tree?: Uint8Array<ArrayBuffer>;
  /** Records of a sudden change that the reader has not looked at. */
  readonly fresh?: Uint8Array<ArrayBuffer>;
}

/** A newer state of a list whose flags stay as they were packed. */
export interface AmendedList {
  readonly row: ListRow;
  readonly file: Uint8Array<ArrayBuffer>;
  /** All that changed since they were packed. */
  readonly overlay: Uint8Array<ArrayBuffer>;
  readonly tree: Uint8Array<ArrayBuffer>;
  /** Absent where no picture changed; empty where the last one is gone. */
  readonly pictures?: Uint8Array<ArrayBuffer>;
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
  overlayOf(listId: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  treeOf(listId: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  freshOf(listId: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** All or nothing: a list with this id is replaced in one transaction. */
  save(list: StoredList): Promise<void>;
  /** As `save`, of a list that is still followed and stands there; false where it was removed or replaced meanwhile. */
  update(list: StoredList, from: ListPoint): Promise<boolean>;
  /** As `update`, where the flags stay as they were packed. */
  amend(list: AmendedList, from: ListPoint): Promise<boolean>;
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

  async function put({ row, index, tails, file, tree, pictures, fresh }: StoredList): Promise<void> {
    // What is proven of it stays proven; of which root, its row says.
    const kept: readonly string[] = [...(row.follow?.problem?.why === 'fork' ? FORK_PARTS : []), ...(row.follow?.pastFork === undefined ? [] : ['past-fork'])];
    const before = await blobs.where('listId').equals(row.id).primaryKeys();
    await blobs.bulkDelete(before.filter(([, part]) => !kept.includes(part)));
    await lists.put(row);
    await blobs.bulkPut([
      { listId: row.id, part: 'index', bytes: index },
      ...tails.map((bytes, piece): ListBlobRow => ({ listId: row.id, part: `tails-${piece}`, bytes })),
      { listId: row.id, part: 'file', bytes: file },
      ...(pictures === undefined ? [] : [{ listId: row.id, part: 'pictures' as const, bytes: pictures }]),
      ...(tree === undefined ? [] : [{ listId: row.id, part: 'tree' as const, bytes: tree }]),
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
      const parts = await blobs.where('[listId+part]').between([listId, 'tails-'], [listId, 'tails-\uffff']).toArray();
      return parts.toSorted((a, b) => pieceOf(a) - pieceOf(b)).map(({ bytes }) => bytes);
    },
    fileOf: (listId) => read(listId, 'file'),
    picturesOf: (listId) => read(listId, 'pictures'),
    overlayOf: (listId) => read(listId, 'overlay'),
    treeOf: (listId) => read(listId, 'tree'),
    freshOf: (listId) => read(listId, 'fresh'),
    save: (list) => together(() => put(list)),
    update: (list, from) => where(list.row.id, from, (now) => put({ ...list, row: asFollowed(list.row, now) })),
    amend: ({ row, pictures, ...parts }, from) =>
      where(row.id, from, async (now) => {
        const picturesAt = pictures === undefined ? picturesAtOf(now) : row.importedAt;
        await lists.put({ ...asFollowed(row, now), packedAt: packedAtOf(now), picturesAt });
        await blobs.bulkPut((['file', 'overlay', 'tree'] as const).map((part) => ({ listId: row.id, part, bytes: parts[part] })));
        if (pictures?.length === 0) await blobs.delete([row.id, 'pictures']);
        else if (pictures !== undefined) await blobs.put({ listId: row.id, part: 'pictures', bytes: pictures });
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

/** Whether the reader follows it: neither removed nor only offered. */
export function isFollowed({ removedAt, offeredAt }: ListRow): boolean {
  return removedAt === undefined && offeredAt === undefined;
}

/** Whether it is kept up to date is the reader's word, also where it was given meanwhile. */
function asFollowed(row: ListRow, { follow: now }: ListRow): ListRow {
  const { follow } = row;
  return follow === undefined || now === undefined ? row : { ...row, follow: { ...follow, isOn: now.isOn } };
}

/** When the flags of a list were packed as its parts `index` and `tails-N` hold them. */
export function packedAtOf({ packedAt, importedAt }: ListRow): number {
  return packedAt ?? importedAt;
}

/** When its pictures were written as its part `pictures` holds them. */
export function picturesAtOf(row: ListRow): number {
  return row.picturesAt ?? packedAtOf(row);
}

function pieceOf({ part }: ListBlobRow): number {
  return Number(part.slice('tails-'.length));
}
