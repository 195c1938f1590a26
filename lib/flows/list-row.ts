import { TERMS_CHANGES, type NewTerms, type TermsChange } from '../core/new-terms.ts';
import type { ListFollowing } from '../core/settings.ts';
import { changesSince, type RootChange } from '../lists/root-changes.ts';
import type { ListFacts, VerifiedList } from '../lists/verify-flag-list.ts';
import type { ListRow, StoredLabel } from '../store/database.ts';
import type { StoredList } from '../store/list-repository.ts';

/**
 * What is kept of a verified list besides its flags; `roots` are those it was verified by. How it is followed stays as
 * it was, and what its terms say anew waits for the reader's word where that is asked for.
 */
export function rowOf(list: ListFacts, roots: Uint8Array, nowMs: number, known?: Pick<ListRow, 'follow' | 'newTerms' | 'version' | 'appealContact' | 'successor'>): ListRow {
  const { id, name, description, charter, languages, epochMs, chain, version, seq } = list;
  const newTerms = known === undefined ? undefined : newTermsOf(list, roots, nowMs, known);
  const follow = followingOf(list, newTerms, known === undefined ? undefined : followedBefore(list, known));
  const waits = (kind: TermsChange['what']): boolean => newTerms?.changes.some(({ what }) => what === kind) === true;
  const successor = waits('successor') ? known!.successor : list.successor;
  return {
    id,
    name,
    description,
    charter,
    appealContact: waits('appeal-contact') ? known!.appealContact : list.appealContact,
    ...(successor === undefined ? {} : { successor }),
    ...(list.vouches === undefined ? {} : { vouches: list.vouches }),
    languages,
    labels: list.labels.map(storedLabel),
    rootKeys: list.keys.root,
    epochMs,
    chain,
    version,
    seq,
    flags: list.n,
    importedAt: nowMs,
    confirmedAt: list.createdAtMs,
    expiresAt: list.expiresAtMs,
    ...(follow === undefined ? {} : { follow }),
    ...(newTerms === undefined ? {} : { newTerms }),
    ...inboxOf(list, newTerms),
  };
}

/** The row once the reader has agreed to the new terms. */
export function agreed({ newTerms, ...row }: ListRow): ListRow {
  if (newTerms === undefined) return row;
  const { changes } = newTerms;
  const added = (kind: TermsChange['what']): readonly string[] => changes.flatMap(({ what, text }) => (what === kind ? [text] : []));
  const { follow, inbox } = row;
  const successor = added('successor')[0] ?? row.successor;
  const relays = added('inbox-relay-added');
  return {
    ...row,
    appealContact: added('appeal-contact')[0] ?? row.appealContact,
    ...(successor === undefined ? {} : { successor }),
    ...(follow === undefined ? {} : { follow: { ...follow, mirrors: [...follow.mirrors, ...added('mirror-added')], relays: [...(follow.relays ?? []), ...added('relay-added')] } }),
    ...(inbox === undefined ? {} : { inbox: { ...inbox, relays: [...inbox.relays, ...relays] } }),
  };
}

function newTermsOf({ version }: ListFacts, roots: Uint8Array, nowMs: number, known: Pick<ListRow, 'newTerms' | 'version'>): NewTerms | undefined {
  const before = known.newTerms?.agreed ?? known.version;
  const changed = version > before ? changesSince(before, roots) : undefined;
  const changes = changed?.ok === true ? changed.value.filter(({ needsConsent }) => needsConsent).flatMap(termsChange) : [];
  return changes.length === 0 ? undefined : { agreed: before, changes, since: known.newTerms?.since ?? nowMs };
}

function termsChange(change: RootChange): readonly TermsChange[] {
  const what = TERMS_CHANGES.find((each) => each === change.what);
  if (what === undefined) return [];
  if ('label' in change) return [{ what, text: change.label.name, code: change.label.code }];
  return [{ what, text: 'address' in change ? change.address : String(change.to ?? '') }];
}

/** How it was followed; a fork under an earlier root is history: the new one says where the list goes on. */
function followedBefore({ version }: ListFacts, known: Pick<ListRow, 'follow' | 'version'>): ListFollowing | undefined {
  if (known.follow?.problem?.why !== 'fork' || version <= known.version) return known.follow;
  const { problem: _, telling: __, ...follow } = known.follow;
  return follow;
}

/** A list whose root names mirrors can be followed; whether it is, is the reader's word. */
function followingOf({ mirrors, relays }: ListFacts, newTerms: NewTerms | undefined, before: ListFollowing | undefined): ListFollowing | undefined {
  const waiting = new Set(newTerms?.changes.map(({ text }) => text));
  const isReachable = mirrors.length > 0 || before?.own !== undefined;
  if (!isReachable) return undefined;
  const asked = (addresses: readonly string[]): readonly string[] => addresses.filter((address) => !waiting.has(address));
  return { isOn: false, ...before, mirrors: asked(mirrors), relays: asked(relays) };
}

/** Where notes to its curators go; relays that the reader has not agreed to are kept out until then. */
function inboxOf({ inbox: { relays, pow }, keys }: ListFacts, newTerms: NewTerms | undefined): Pick<ListRow, 'inbox'> {
  const waiting = new Set(newTerms?.changes.flatMap(({ what, text }) => (what === 'inbox-relay-added' ? [text] : [])));
  return relays.length === 0 ? {} : { inbox: { key: keys.inbox, relays: relays.filter((address) => !waiting.has(address)), pow } };
}

function storedLabel({ code, name, core, subjects, ttlWeeks }: VerifiedList['labels'][number]): StoredLabel {
  return ttlWeeks === undefined ? { code, name, core, subjects } : { code, name, core, subjects, ttlWeeks };
}

/** The parts of a verified list that are stored beside its row. */
export function partsOf({ index, shards, tree, pictures }: VerifiedList): Pick<StoredList, 'index' | 'tails' | 'tree' | 'pictures'> {
  return { index: index.toBytes(), tails: shards, tree, ...(pictures.n === 0 ? {} : { pictures: pictures.toBytes() }) };
}
