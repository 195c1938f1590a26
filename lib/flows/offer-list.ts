import { err, ok, type Result } from '../core/result.ts';
import { hasRoomFor, type ListOffer } from '../core/settings.ts';
import { dayOf } from '../core/seen-keys.ts';
import type { Subject } from '../core/subject.ts';
import { FlagIndex } from '../lists/flag-index.ts';
import { encodeHead } from '../lists/kept-copy.ts';
import type { VerifiedList } from '../lists/verify-flag-list.ts';
import { parseSubscriptionLink } from '../lists/subscription-link.ts';
import { createSourcePool } from '../peers/source-pool.ts';
import { isFollowed, type ListRepository } from '../store/list-repository.ts';
import type { RingRepository } from '../store/ring-repository.ts';
import { fetchHead, fetchSnapshot, type FetchError } from './fetch-list.ts';
import type { ImportError } from './import-list.ts';
import { partsOf, rowOf } from './list-row.ts';
import { createLookUpFlags, createLookUpKeys, type LookUpPorts } from './look-up-flags.ts';
import type { SyncPorts } from './sync-lists.ts';
import { tryOnRing } from './try-on-ring.ts';

export interface OfferPorts extends Omit<SyncPorts, 'lists' | 'byReader' | 'onProgress'> {
  readonly lists: Pick<ListRepository, 'get' | 'all' | 'save' | 'tailsOf'>;
  readonly onProgress: (done: number, total: number) => void;
  /** What pages of this session showed, by what each post is looked up. */
  readonly seen: readonly (readonly Subject[])[];
  /** What was shown in the last days, where the reader has that kept. */
  readonly ring: Pick<RingRepository, 'days'>;
  /** Canonical accounts that the reader always shows. */
  readonly alwaysShow: readonly string[];
}

/**
 * Fetches the list that a link names and checks all of it, for the reader to look at: it is put aside and not followed.
 * What it would label is found by looking up, here, what this session's pages showed, and those of the last days. A list that is followed already
 * is only told of.
 */
export async function offerList(link: string, ports: OfferPorts): Promise<Result<ListOffer, ImportError>> {
  const address = parseSubscriptionLink(link);
  if (!address.ok) return err({ why: 'not-a-link', message: address.error.message });
  const { mirror, list: id } = address.value;
  const followed = await ports.lists.get(id);
  const pool = createSourcePool({ ...ports, known: await ports.sources.all(), open: (at) => ports.open(at, true), byReader: true });
  const tips = await pool.tips(new Map([[id, [mirror]]]));
  const [tip] = tips.get(id) ?? [];
  const [standing] = pool.standings();
  await ports.sources.save(pool.standings());
  if (tip === undefined) return err(standing?.failures === 0 && standing.lies === 0 ? { why: 'not-there', message: '' } : { why: 'no-answer', message: standing?.trouble?.message ?? '' });
  if (followed !== undefined && isFollowed(followed)) {
    return ok({ list: followed, isFollowed: true, source: mirror, seen: { of: 0, labelled: 0 }, alwaysShown: [] });
  }

  const fetching = { pool, parts: ports.parts, now: ports.now, onBytes: ports.onProgress, onFlags: () => {} };
  const head = await fetchHead(tip, [mirror], undefined, fetching);
  if (head.ok && !hasRoomFor({ id, flags: head.value.tip.n }, await ports.lists.all())) return err({ why: 'too-many-lists', message: '' });
  const list: Result<VerifiedList, FetchError> = head.ok ? await fetchSnapshot(head.value, [mirror], fetching) : head;
  await ports.sources.save(pool.standings());
  if (!head.ok) return err({ why: head.error.refusal, message: head.error.message });
  if (!list.ok) return err({ why: list.error.refusal, message: list.error.message });
  ports.signal.throwIfAborted();
  const { mirrors, relays } = list.value;
  const row = { ...rowOf(list.value, head.value.bytes.roots, ports.now()), follow: { own: mirror, mirrors, relays, isOn: true }, offeredAt: ports.now() };
  await ports.lists.save({ row, ...partsOf(list.value), file: encodeHead(head.value.bytes).slice() });

  const index = new FlagIndex();
  index.add(id, list.value.index);
  const lookUpPorts: LookUpPorts = { index, meaningOf: (listId) => (listId === id ? row : undefined), tailsOf: ports.lists.tailsOf, now: ports.now };
  const lookUp = createLookUpFlags(lookUpPorts);
  const found = await Promise.all(ports.seen.map((subjects) => lookUp(subjects)));
  const labelled = found.filter((post) => post.flat().some(({ polarity }) => polarity === 'asserts')).length;
  const accounts = await lookUp(ports.alwaysShow.map((canonical) => ({ kind: 'account', canonical })));
  const days = await ports.ring.days(dayOf(ports.now()));
  return ok({
    list: row,
    isFollowed: false,
    source: mirror,
    seen: { of: ports.seen.length, labelled },
    ...(days === undefined ? {} : { ring: await tryOnRing(days, createLookUpKeys(lookUpPorts)) }),
    alwaysShown: ports.alwaysShow.filter((_, i) => (accounts[i]?.length ?? 0) > 0),
  });
}
