import { clustersOf, type Clusters } from '../core/agreement.ts';
import type { Flag } from '../core/evidence.ts';
import type { ListSummary } from '../core/settings.ts';
import { FlagIndex, type IndexHit } from '../lists/flag-index.ts';
import { Overlay } from '../lists/overlay.ts';
import type { FlagIndexBlock } from '../lists/flag-index-block.ts';
import type { ListMeaning } from '../lists/flag-of-hit.ts';
import { indexRun } from '../lists/growth.ts';
import { PictureIndex } from '../lists/picture-index.ts';
import { sampleStatements } from '../lists/sample-statements.ts';
import type { ListRow } from '../store/database.ts';
import { packedAtOf, picturesAtOf, type ListRepository } from '../store/list-repository.ts';
import { keptBlock, keptOverlay, keptPictures } from './kept-list.ts';

/** The lists the reader follows, ready for look-ups. */
export interface FollowedLists {
  all(): readonly ListSummary[];
  meaningOf(listId: string): ListMeaning | undefined;
  /** Why a flag of a list does no more than label, where that is so. */
  heldBack(hit: IndexHit, key: Uint8Array): Flag['held'];
  /** Pictures that they flag by likeness. */
  readonly pictures: PictureIndex;
  /** How they count together; undefined until that is known, and a moment longer after they were packed anew. */
  clusters(): Clusters | undefined;
  /** Takes what was stored since: a list imported, brought up to date or removed. */
  reload(): Promise<void>;
}

/** Several lists that arrive together are compared once. */
const COMPARE_AFTER_MS = 200;

/** Reads what is followed and fills the index: one read a list. A damaged index is built anew by importing again. */
export async function openFollowedLists(repository: ListRepository, index: FlagIndex): Promise<FollowedLists> {
  let rows = new Map<string, ListRow>();
  const pictures = new PictureIndex();
  const blocks = new Map<string, FlagIndexBlock>();
  let clusters: Clusters | undefined;
  let comparing: ReturnType<typeof setTimeout> | undefined;
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
    for (const id of rows.keys()) if (!stored.some((row) => row.id === id)) unload(id);
    let isOther = stored.length !== rows.size;
    for (const row of stored) {
      const known = rows.get(row.id);
      if (known === undefined || known.importedAt !== row.importedAt) isOther = (await load(row, known)) || isOther;
      if (row.sudden === undefined) fresh.remove(row.id);
    }
    rows = new Map(stored.map((row) => [row.id, row]));
    if (isOther) compareSoon();
  }

  /** Off the main path: a look-up in between finds what it finds, and nothing is said of agreement. */
  function compareSoon(): void {
    clusters = undefined;
    clearTimeout(comparing);
    comparing = setTimeout(() => {
      const compared = [...rows.values()].filter(({ id }) => blocks.has(id));
      if (compared.length < 2) return;
      const seed = crypto.getRandomValues(new Uint32Array(2));
      const statements = sampleStatements(compared.map(({ id, labels }) => ({ block: blocks.get(id)!, labels })), [seed[0]!, seed[1]!]);
      clusters = clustersOf(compared.map(({ id, rootKeys = [] }) => ({ id, rootKeys })), statements);
    }, COMPARE_AFTER_MS);
  }

  function unload(id: string): void {
    index.remove(id);
    pictures.remove(id);
    blocks.delete(id);
  }

  /** Whether other flags were packed than before: by those lists are compared. */
  async function load(row: ListRow, known: ListRow | undefined): Promise<boolean> {
    const { id, sudden } = row;
    const here = known !== undefined && packedAtOf(known) === packedAtOf(row) ? blocks.get(id) : undefined;
    const block = here ?? (await keptBlock(id, repository));
    const overlay = await keptOverlay(id, repository);
    if (block !== undefined && overlay !== 'damaged') {
      index.add(id, block, overlay && new Overlay(overlay));
      blocks.set(id, block);
    } else {
      index.remove(id);
      blocks.delete(id);
    }
    if (known === undefined || picturesAtOf(known) !== picturesAtOf(row)) {
      const seen = await keptPictures(id, repository);
      if (seen === undefined || seen === 'damaged') pictures.remove(id);
      else pictures.add(id, seen);
    }
    if (here !== undefined) return !blocks.has(id);
    const run = sudden === undefined ? undefined : await repository.freshOf(id);
    if (run !== undefined) fresh.add(id, indexRun(run));
    return true;
  }

  await reload();
  return {
    all: () => [...rows.values()],
    meaningOf: (listId) => rows.get(listId),
    pictures,
    clusters: () => clusters,
    heldBack({ listId, label }, key) {
      const row = rows.get(listId);
      if (row?.follow?.problem?.why === 'fork') return 'fork';
      if (row?.newTerms?.changes.some(({ code }) => code === label) === true) return 'terms';
      return fresh.lookup(key).some((hit) => hit.listId === listId) ? 'sudden' : undefined;
    },
    reload,
  };
}
