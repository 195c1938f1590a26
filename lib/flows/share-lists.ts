import { blobName } from '../lists/domain-hash.ts';
import type { FlagListFile } from '../lists/flag-list-file.ts';
import type { KeptHead } from '../lists/kept-copy.ts';
import { decodeIndex } from '../lists/list-index.ts';
import { blobsBeside } from '../lists/log-deltas.ts';
import { packed } from '../lists/layers.ts';
import { packPart, type HeldRecords } from '../lists/record-parts.ts';
import type { PeerLibrary } from '../peers/peer-serving.ts';
import type { ListRow } from '../store/database.ts';
import { isFollowed, type ListRepository } from '../store/list-repository.ts';
import type { PartRepository } from '../store/part-repository.ts';
import { keptHead, keptLayers, keptPictureRun, type KeptFlags } from './kept-list.ts';

export interface SharePorts {
  readonly lists: KeptFlags & Pick<ListRepository, 'get' | 'fileOf' | 'picturesOf'>;
  readonly parts: Pick<PartRepository, 'read'>;
  /** Forgets what was read after this; peers ask for one thing after the other. */
  readonly forgetAfterMs?: number;
}

const FORGET_AFTER_MS = 60_000;

/**
 * What is handed out of one list, as long as it is followed: its tip, roots and index, what else the stored file holds,
 * the updates of its log that were loaded within the last day, and all records of the state held. Nothing else that is
 * stored can be asked for.
 */
export function shareList(list: string, { lists, parts, forgetAfterMs = FORGET_AFTER_MS }: SharePorts): PeerLibrary {
  let shelf: Shelf | undefined;
  let forgetting: ReturnType<typeof setTimeout> | undefined;

  /** A list may take a hundred megabytes: what was read stays for the next question, and not for long. */
  async function open(): Promise<Shelf | undefined> {
    const row = await lists.get(list);
    if (row === undefined || !isFollowed(row)) return undefined;
    clearTimeout(forgetting);
    forgetting = setTimeout(() => (shelf = undefined), forgetAfterMs);
    if (shelf !== undefined && isSame(shelf.row, row)) return shelf;
    const kept = await keptHead(list, lists);
    return (shelf = kept === undefined ? undefined : { row, kept, blobs: blobsOf(kept.file), deltas: new Set(blobsBeside(decodeIndex(kept.file.index))) });
  }

  async function recordsIn(held: Shelf): Promise<HeldRecords | undefined> {
    if (held.records !== undefined) return held.records;
    const layers = await keptLayers(list, lists);
    const flags = layers === undefined ? undefined : packed(layers);
    if (flags === undefined || flags.n !== held.kept.tip.n) return undefined;
    const pictures = await keptPictureRun(list, lists);
    if (pictures === 'damaged') return undefined;
    return (held.records = { ...flags, pictures });
  }

  return {
    tipOf: async (asked) => (asked === list ? (await open())?.kept.file.tip : undefined),
    async blobOf(sha256) {
      const held = await open();
      return held?.blobs.get(sha256) ?? (held?.deltas.has(sha256) === true ? parts.read(sha256) : undefined);
    },
    async recordsOf(asked, state, part) {
      const held = asked === list ? await open() : undefined;
      if (held === undefined || held.kept.tip.state !== state) return undefined;
      const records = await recordsIn(held);
      return records === undefined ? undefined : packPart(records, part);
    },
  };
}

interface Shelf {
  readonly row: ListRow;
  readonly kept: KeptHead;
  readonly blobs: ReadonlyMap<string, Uint8Array>;
  /** Names of those of its updates, single and merged, that lie beside the index, and of the segments that tell of older ones. */
  readonly deltas: ReadonlySet<string>;
  records?: HeldRecords;
}

function blobsOf({ roots, index, blobs }: FlagListFile): ReadonlyMap<string, Uint8Array> {
  return new Map([[blobName(roots), roots], [blobName(index), index], ...blobs]);
}

/** The same state may have been signed again. */
function isSame(a: ListRow, b: ListRow): boolean {
  return a.version === b.version && a.seq === b.seq && a.chain === b.chain && a.confirmedAt === b.confirmedAt;
}
