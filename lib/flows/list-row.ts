import type { ListFollowing } from '../core/settings.ts';
import type { VerifiedList } from '../lists/verify-flag-list.ts';
import type { ListRow, StoredLabel } from '../store/database.ts';

/** What is kept of a verified list besides its flags; how it is followed stays as it was. */
export function rowOf(list: VerifiedList, nowMs: number, known?: Pick<ListRow, 'follow'>): ListRow {
  const { id, name, description, charter, appealContact, languages, epochMs, chain, version, seq } = list;
  const follow = followingOf(list, known?.follow);
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
    ...(follow === undefined ? {} : { follow }),
  };
}

/** A list whose root names mirrors can be followed; whether it is, is the reader's word. */
function followingOf({ mirrors, relays }: VerifiedList, before: ListFollowing | undefined): ListFollowing | undefined {
  const isReachable = mirrors.length > 0 || before?.own !== undefined;
  return isReachable ? { isOn: false, ...before, mirrors, relays } : undefined;
}

function storedLabel({ code, name, core, subjects, ttlWeeks }: VerifiedList['labels'][number]): StoredLabel {
  return ttlWeeks === undefined ? { code, name, core, subjects } : { code, name, core, subjects, ttlWeeks };
}
