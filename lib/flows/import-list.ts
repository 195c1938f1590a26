import { err, ok, type Result } from '../core/result.ts';
import type { ListSummary } from '../core/settings.ts';
import type { ListError } from '../lists/list-error.ts';
import { verifyFlagList, type VerifiedList } from '../lists/verify-flag-list.ts';
import type { ListRow, StoredLabel } from '../store/database.ts';
import type { ListRepository } from '../store/list-repository.ts';

export interface ImportPorts {
  readonly lists: ListRepository;
  readonly nowMs: number;
  readonly onProgress: (done: number, total: number) => void;
}

export interface ImportError {
  readonly tag: 'older' | 'fork' | 'unreadable' | ListError['tag'];
  readonly message: string;
}

/** Checks a `.flaglist` from first byte to last and keeps it, in one transaction; an earlier state is replaced. */
export async function importList(
  file: Uint8Array<ArrayBuffer>,
  { lists, nowMs, onProgress }: ImportPorts,
): Promise<Result<ListSummary, ImportError>> {
  const verified = verifyFlagList(file, { nowMs, onProgress });
  if (!verified.ok) return verified;
  const list = verified.value;
  const known = (await lists.all()).find(({ id }) => id === list.id);
  if (known !== undefined && isOlder(list, known)) {
    return err({ tag: 'older', message: `You already follow a newer state of “${list.name}”.` });
  }
  if (known !== undefined && isFork(list, known)) {
    return err({ tag: 'fork', message: `The curator of “${list.name}” signed two different states under one number. What you follow stays as it is.` });
  }
  const row = rowOf(list, nowMs);
  await lists.save({ row, index: list.index.toBytes(), tails: list.shards, file });
  return ok(row);
}

/** Sequence numbers are compared within one version of the root only. */
function isOlder(list: VerifiedList, known: ListRow): boolean {
  return list.version < known.version || (list.version === known.version && list.seq < known.seq);
}

function isFork(list: VerifiedList, known: ListRow): boolean {
  return list.version === known.version && list.seq === known.seq && list.chain !== known.chain;
}

function rowOf(list: VerifiedList, nowMs: number): ListRow {
  const { id, name, description, charter, appealContact, languages, epochMs, chain, version, seq } = list;
  return {
    id,
    name,
    description,
    charter,
    appealContact,
    languages,
    labels: list.labels.map(storedLabel),
    epochMs,
    chain,
    version,
    seq,
    flags: list.n,
    importedAt: nowMs,
    confirmedAt: list.createdAtMs,
    expiresAt: list.expiresAtMs,
  };
}

function storedLabel({ code, name, core, subjects, ttlWeeks }: VerifiedList['labels'][number]): StoredLabel {
  return ttlWeeks === undefined ? { code, name, core, subjects } : { code, name, core, subjects, ttlWeeks };
}
