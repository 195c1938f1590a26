import type { SourceStanding } from '../core/list-source.ts';
import { err, ok, type Result } from '../core/result.ts';
import { sourcesOf, type ListFollowing, type ListProblem, type SuddenChange, type SyncReport } from '../core/settings.ts';
import { makeForkProof } from '../lists/make-fork-proof.ts';
import { followInPlace, type FollowedInPlace, type StoredState } from '../lists/follow-in-place.ts';
import { followHead, needsSnapshot } from '../lists/follow-log.ts';
import { changesPictures, encodeDelta, NAME_BYTES } from '../lists/delta.ts';
import { growthBetween, isSudden, mergeRuns, type Growth } from '../lists/growth.ts';
import { recordsOf, type HeldRun } from '../lists/held-list.ts';
import { encodeHead, heldFromStore, storedState, writerOf, type KeptHead } from '../lists/kept-copy.ts';
import type { CheckedHead } from '../lists/list-head.ts';
import type { ListIndex } from '../lists/list-index.ts';
import { stepsOf } from '../lists/log-deltas.ts';
import { NO_PICTURES } from '../lists/picture-record.ts';
import type { VerifiedList } from '../lists/verify-flag-list.ts';
import type { ListSource } from '../peers/source.ts';
import { isPeer } from '../peers/peer-source.ts';
import { createSourcePool, newestFirst, type HeardTip, type SourcePool } from '../peers/source-pool.ts';
import type { ListRow } from '../store/database.ts';
import type { ListRepository, StoredList } from '../store/list-repository.ts';
import type { PartRepository } from '../store/part-repository.ts';
import type { SourceRepository } from '../store/source-repository.ts';
import { fetchDeltas, fetchHead, fetchPlan, fetchRecords, fetchSnapshot, firstOf, refused, type FetchError, type FetchListPorts } from './fetch-list.ts';
import { hearForks, heedHeard, unproven, type HeardFork } from './hear-forks.ts';
import { toldTip } from './open-sources.ts';
import { keptHead, keptLayers, keptPictureRun } from './kept-list.ts';
import { partsOf, rowOf } from './list-row.ts';

export interface SyncPorts {
  readonly lists: Pick<ListRepository, 'all' | 'get' | 'indexOf' | 'allTailsOf' | 'overlayOf' | 'fileOf' | 'freshOf' | 'treeOf' | 'picturesOf' | 'update' | 'amend' | 'confirm' | 'follow' | 'keepForkProof' | 'forkProofOf'>;
  readonly sources: SourceRepository;
  readonly parts: PartRepository;
  /** Opens a mirror; `isReaders` where it is the reader's word and not the curator's. */
  readonly open: (address: string, isReaders: boolean) => ListSource;
  /** Opens a relay, to be asked for what these keys signed of lists; without it none is asked. `isReaders` as of mirrors. */
  readonly openRelay?: (address: string, writerOf: (list: string) => string | undefined, isReaders: boolean) => ListSource;
  /** What the reader wants of relays beside; nothing of it where it is left out. */
  readonly forks?: ForkWishes;
  /** Peers in the rooms of these lists, where the reader wants any: they are asked for tips as mirrors are, and after them for blobs. */
  readonly peers?: PeerSources;
  readonly now: () => number;
  /** Whether the reader asks, now; otherwise the clock does. */
  readonly byReader: boolean;
  readonly signal: AbortSignal;
  /** Lists brought up to date so far, and in all; in between, how far the one under way is. */
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Which relays may learn that a list is followed by being asked whether somebody proved that it forked. Those that are
 * asked for its tips in the same round learn nothing more by it.
 */
export interface ForkWishes {
  /** Whether the relays of all lists may: the reader wants it, or meets peers in rooms by way of these very relays. */
  readonly fromAll: boolean;
  /** Relays of the reader's own that are asked as well, about all lists. */
  readonly own: readonly string[];
}

/** Peers that are connected at this moment, by address. */
export interface PeerSources {
  readonly of: ReadonlyMap<string, readonly string[]>;
  open(address: string): ListSource;
}

/** What came of one list: its problem, or the newest head seen of it. */
type Outcome = { readonly kind: 'current' | 'updated' } | { readonly kind: 'failed'; readonly error: FetchError };

/**
 * Asks for news of the lists that are followed (all that keep themselves up to date, or those named), and takes what
 * holds, one transaction a list. Ended at any moment, each list is in its old state or in its new one.
 */
export async function syncLists(ids: readonly string[] | undefined, ports: SyncPorts): Promise<readonly SyncReport[]> {
  const rows = (await ports.lists.all()).filter(({ id, follow }) => follow !== undefined && (ids?.includes(id) ?? follow.isOn));
  const known = await ports.sources.all();
  const readers = new Set(rows.map(({ follow }) => follow!.own));
  const writers = new Map<string, string>();
  const open = (address: string): ListSource => {
    if (isPeer(address)) return ports.peers!.open(address);
    return isRelay(address) ? ports.openRelay!(address, (list) => writers.get(list), ports.forks?.own.includes(address) === true) : ports.open(address, readers.has(address));
  };
  const pool = createSourcePool({ ...ports, known, open });
  const tips = new Map(await pool.tips(new Map(rows.map((row) => [row.id, allSourcesOf(row, ports)]))));
  const untold = rows.filter(({ id, follow }) => tips.get(id)!.length === 0 && (follow!.relays?.length ?? 0) > 0);
  if (ports.openRelay !== undefined && untold.length > 0) {
    for (const { id } of untold) await noteWriter(id, writers, ports.lists);
    for (const [id, told] of await pool.tips(new Map(untold.map(({ id: list, follow }) => [list, follow!.relays!])))) tips.set(id, told);
  }
  const forks = ports.openRelay === undefined ? new Map<string, readonly HeardFork[]>() : await forksOf(rows, untold, pool, ports);
  await ports.sources.save(lasting(pool.standings()));
  const reports: SyncReport[] = [];
  for (const [i, asked] of rows.entries()) {
    ports.signal.throwIfAborted();
    const heard = forks.get(asked.id) ?? [];
    let isFrozen = await heedHeard(heard, ports.lists);
    const row = heard.length === 0 ? asked : ((await ports.lists.get(asked.id)) ?? asked);
    const partly = (done: number, total: number): void => ports.onProgress(i + done / Math.max(1, total), rows.length);
    const fetching: FetchListPorts = { pool, parts: ports.parts, now: ports.now, handsOn: ports.peers !== undefined, onBytes: partly, onFlags: () => {} };
    const told = await bringUpToDate(row, tips.get(row.id) ?? [], pool.standings(), { ...ports, fetching });
    // Under a new root what froze it is history, and what was not of its root before may be.
    if (told.kind === 'updated') isFrozen = await heedHeard(heard, ports.lists);
    const outcome = isFrozen ? failed(FORKED) : told;
    await ports.lists.follow(row.id, (before) => noted(before ?? row.follow!, outcome, ports.now()));
    await ports.sources.save(lasting(pool.standings()));
    reports.push({ id: row.id, name: row.name, outcome: outcome.kind, ...(outcome.kind === 'failed' ? { problem: outcome.error.why } : {}) });
    ports.onProgress(i + 1, rows.length);
  }
  return reports;
}

/** What relays tell of forks of these lists, asked no more widely than the reader wants. */
async function forksOf(rows: readonly ListRow[], untold: readonly ListRow[], pool: SourcePool, { lists, forks = { fromAll: false, own: [] } }: SyncPorts): Promise<ReadonlyMap<string, readonly HeardFork[]>> {
  const asked = new Map<string, readonly string[]>();
  for (const row of await unproven(rows, lists)) {
    const relays = [...(forks.fromAll || untold.includes(row) ? (row.follow!.relays ?? []) : []), ...forks.own];
    if (relays.length > 0) asked.set(row.id, relays);
  }
  return hearForks(asked, rows, pool);
}

const NO_ANSWER: FetchError = { why: 'no-answer', refusal: 'no-answer', message: 'No source of this list could be asked.' };
const FORKED: FetchError = { why: 'fork', refusal: 'fork', message: 'Another reader proved that its curator signed two different states under one number.' };

function isRelay(address: string): boolean {
  return /^wss?:/.test(address);
}

/** Servers first. */
function allSourcesOf({ id, follow }: ListRow, { peers }: SyncPorts): readonly string[] {
  return [...sourcesOf(follow!), ...(peers?.of.get(id) ?? [])];
}

/** What a peer did ends with its connection: there is no name to remember it by. */
function lasting(standings: readonly SourceStanding[]): readonly SourceStanding[] {
  return standings.filter(({ address }) => !isPeer(address));
}

async function noteWriter(id: string, writers: Map<string, string>, lists: SyncPorts['lists']): Promise<void> {
  const kept = await keptHead(id, lists);
  const writer = kept === undefined ? undefined : writerOf(kept);
  if (writer?.ok === true) writers.set(id, writer.value);
}

type OnePorts = SyncPorts & { readonly fetching: FetchListPorts };

async function bringUpToDate(row: ListRow, tips: readonly HeardTip[], standings: readonly SourceStanding[], ports: OnePorts): Promise<Outcome> {
  const sources = sourcesOf(row.follow!);
  const isAnswered = standings.some(({ address, failures, off }) => sources.includes(address) && failures === 0 && off === undefined);
  if (tips.length === 0) return failed(isAnswered ? { why: 'data-missing', refusal: 'not-there', message: 'No source has this list.' } : NO_ANSWER);
  const kept = await keptHead(row.id, ports.lists);
  if (kept === undefined) return failed({ why: 'refused', refusal: 'altered', message: 'What is held of the list is damaged: import it again.' });
  const here = toldTip(kept.file.tip)!;
  let problem: FetchError | undefined;
  for (const tip of tips) {
    // From here on all are older than what is held, or the same.
    if (newestFirst(here, tip) <= 0) break;
    // Which of two lines goes on, only a new root says.
    if (row.follow?.problem?.why === 'fork' && tip.version <= row.version) break;
    const taken = await take(tip, row, kept, ports);
    if (taken.ok) return { kind: taken.value };
    // Anybody may come into a room: what a peer tells and cannot show says nothing about the list.
    if (!isPeer(tip.from) || taken.error.why === 'fork') problem ??= taken.error;
    // A second state under one number is to be shown, whatever else there is.
    if (taken.error.why === 'fork') break;
  }
  if (problem !== undefined) return failed(problem);
  // Nor does it say that nothing is new: where it is all there is, nobody answered.
  const isVouched = isAnswered || tips.some(({ from, id }) => !isPeer(from) || id === here.id);
  return isVouched ? { kind: 'current' } : failed(NO_ANSWER);
}

/** Goes to the state that a tip tells of. */
async function take(tip: HeardTip, row: ListRow, kept: KeptHead, ports: OnePorts): Promise<Result<'current' | 'updated', FetchError>> {
  const { lists, fetching } = ports;
  const sources = allSourcesOf(row, ports);
  const from = isRelay(tip.from) ? sources : firstOf(sources, tip.from);
  // Read meanwhile; not for what a peer tells, which may be anything.
  const isNewer = tip.seq !== kept.tip.seq || tip.version !== row.version;
  const reading = isNewer && !isPeer(tip.from) ? storedOf(row, kept, lists) : undefined;
  reading?.catch(() => {});
  // Before it is known that a curator signed it, nobody else is asked for what a stranger named.
  const head = await fetchHead(tip, isPeer(tip.from) ? [tip.from] : from, kept.file.roots, fetching);
  if (!head.ok) return head;
  const { seq, chain, state } = kept.tip;
  const { plan, segments } = await fetchPlan({ id: row.id, version: kept.tip.roots.ver, seq, chain, state }, head.value, from, fetching);
  if (!plan.ok) {
    const proof = plan.error.tag === 'fork' ? makeForkProof(kept.file, { ...head.value.bytes, blobs: segments }) : undefined;
    if (proof?.ok === true) await lists.keepForkProof(row.id, proof.value.slice());
    return err(refused(plan.error));
  }
  if (plan.value.kind === 'same') {
    const { by, exp } = head.value.tip;
    await lists.confirm(row.id, row, { file: headOf(head.value), confirmedAt: by.createdAt * 1000, expiresAt: exp * 1000 });
    return ok('current');
  }
  const stored = await (reading ?? storedOf(row, kept, lists));
  const deltas = plan.value.kind === 'deltas' && stored !== undefined ? await fetchDeltas(plan.value.blobs, segments, from, fetching) : undefined;
  if (deltas?.ok === false && deltas.error.why !== 'data-missing') return deltas;
  const blobs = deltas?.ok === true ? deltas.value : undefined;
  const pictures = blobs !== undefined && tellsOfPictures(head.value.index, blobs) ? await pictureRun(row.id, lists) : undefined;
  if (stored !== undefined && blobs !== undefined && row.sudden === undefined && isSmall(stepsOf(head.value.index), row)) {
    const followed = followInPlace(stored, head.value, blobs, pictures);
    // What it refuses is refused below as well, where the snapshot may help.
    if (followed.ok && followed.value !== undefined) return ok(await amend(followed.value, head.value, row, ports));
  }
  const held = stored === undefined ? undefined : heldFromStore(stored, pictures ?? (await pictureRun(row.id, lists)));
  const list = await listAt(head.value, held !== undefined && blobs !== undefined ? { held, blobs } : undefined, from, fetching);
  if (!list.ok) return list;
  ports.signal.throwIfAborted();
  const saved = await lists.update(await storedList(list.value, head.value, row, held, ports), row);
  return saved ? ok('updated') : ok('current');
}

async function amend({ list, overlay, tree, pictures }: FollowedInPlace, head: CheckedHead, row: ListRow, { lists, now, signal }: OnePorts): Promise<'current' | 'updated'> {
  signal.throwIfAborted();
  const parts = { file: headOf(head), overlay: encodeDelta(overlay).slice(), tree, ...(pictures && { pictures: pictures.n === 0 ? new Uint8Array(0) : pictures.toBytes() }) };
  return (await lists.amend({ row: rowOf(list, head.bytes.roots, now(), row), ...parts }, row)) ? 'updated' : 'current';
}

/** By deltas where they lead on, or else by the snapshot, or else by the records that a peer holds. */
async function listAt(
  head: CheckedHead,
  path: { readonly held: HeldRun; readonly blobs: ReadonlyMap<string, Uint8Array> } | undefined,
  from: readonly string[],
  ports: FetchListPorts,
): Promise<Result<VerifiedList, FetchError>> {
  if (path !== undefined) {
    const followed = followHead(path.held, head, path.blobs);
    if (followed.ok) return followed;
    if (!needsSnapshot(followed.error)) return err(refused(followed.error));
  }
  const list = await fetchSnapshot(head, from, ports);
  const peers = from.filter(isPeer);
  if (list.ok || list.error.why !== 'data-missing' || peers.length === 0) return list;
  const handedOn = await fetchRecords(head, peers, ports);
  // Where no peer has them either, what counts is what the servers lack.
  return handedOn.ok ? handedOn : list;
}

/** Whether any update that was fetched changes pictures: they are not read for others. */
function tellsOfPictures({ inline }: ListIndex, blobs: ReadonlyMap<string, Uint8Array>): boolean {
  return [...blobs.values(), ...inline.map(({ delta }) => delta)].some(changesPictures);
}

/** All picture records that are stored; none where they are damaged, which shows when updates are followed. */
async function pictureRun(listId: string, lists: SyncPorts['lists']): Promise<Uint8Array> {
  const kept = await keptPictureRun(listId, lists);
  return kept === 'damaged' ? NO_PICTURES : kept;
}

async function storedOf(row: ListRow, kept: KeptHead, lists: SyncPorts['lists']): Promise<StoredState | undefined> {
  const [layers, tree] = await Promise.all([keptLayers(row.id, lists), lists.treeOf(row.id)]);
  const stored = layers === undefined ? undefined : storedState(kept, layers, tree);
  return stored?.ok === true ? stored.value : undefined;
}

/** A verified list as it is stored, with the records of a sudden change until the reader has looked. */
async function storedList(list: VerifiedList, head: CheckedHead, row: ListRow, held: HeldRun | undefined, { lists, now }: OnePorts): Promise<StoredList> {
  const stored = { row: rowOf(list, head.bytes.roots, now(), row), ...partsOf(list), file: headOf(head) };
  if (row.sudden === undefined && isSmall(list.log, row)) return stored;
  const growth = held === undefined ? NO_GROWTH : growthBetween(held.runs[0], recordsOf(list));
  if (row.sudden === undefined && !isSudden(growth, row.flags)) return stored;
  const { added, removed, before, at } = row.sudden ?? { added: 0, removed: 0, before: row.flags, at: now() };
  const sudden: SuddenChange = { added: added + growth.added, removed: removed + growth.removed, before, at };
  const fresh = mergeRuns((await lists.freshOf(row.id)) ?? NO_GROWTH.records, growth.records);
  return { ...stored, row: { ...stored.row, sudden }, fresh };
}

/** Whether so little was told since that comparing all records would only say so. */
function isSmall(log: VerifiedList['log'], { seq, flags }: ListRow): boolean {
  const steps = log.filter((step) => step.seq > seq);
  const bytes = steps.reduce((sum, { delta }) => sum + (delta?.bytes ?? Infinity), 0);
  return log[0]!.seq <= seq + 1 && !isSudden({ added: bytes / NAME_BYTES, removed: 0 }, flags);
}

const NO_GROWTH: Growth = { records: new Uint8Array(0), added: 0, removed: 0 };

function headOf(head: CheckedHead): Uint8Array<ArrayBuffer> {
  return encodeHead(head.bytes).slice();
}

function failed(error: FetchError): Outcome {
  return { kind: 'failed', error };
}

/** The same problem again goes on since it began; a fork stays until a new root says where the list goes on. */
function noted({ problem: before, ...follow }: ListFollowing, outcome: Outcome, nowMs: number): ListFollowing {
  if (outcome.kind !== 'failed') return before?.why === 'fork' ? { ...follow, problem: before, checkedAt: nowMs } : { ...follow, checkedAt: nowMs };
  const { why, message } = outcome.error;
  const problem: ListProblem = { why, message, since: before?.why === why ? before.since : nowMs };
  return { ...follow, problem: before?.why === 'fork' ? before : problem };
}
