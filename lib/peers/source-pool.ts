import { answered, failed, lied, unknownSource, type SourceStanding } from '../core/list-source.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { BlobName, ListSource, RecordsName, SourceError, ToldForkProof, ToldTip } from './source.ts';

/** A tip, and who told it first. */
export interface HeardTip extends ToldTip {
  readonly from: string;
}

/** A proof that somebody published, and which relay told it. */
export interface HeardForkProof extends ToldForkProof {
  readonly from: string;
}

export interface SourcePoolPorts {
  /** Opens the source at an address. */
  readonly open: (address: string) => ListSource;
  /** What is remembered of sources; those not in it are unknown. */
  readonly known: readonly SourceStanding[];
  readonly now: () => number;
  /** Whether the reader asks: then sources that only failed are tried before their day is over. */
  readonly byReader: boolean;
  readonly signal: AbortSignal;
}

/**
 * Sources that stand in for each other: what one does not have, or sends wrongly, the next is asked for. One that sent
 * something else than was asked for is not asked again in this conversation.
 */
export interface SourcePool {
  /** The tips of lists, each asked of all its sources at once, newest first: by root version, number, time and hash. */
  tips(wanted: ReadonlyMap<string, readonly string[]>): Promise<ReadonlyMap<string, readonly HeardTip[]>>;
  /** A blob from the first of these sources that has it; the error is the last one's. */
  blob(name: BlobName, from: readonly string[]): Promise<Result<Uint8Array, SourceError>>;
  /** A part of a state's records from this one source: parts of two packings do not fit together. */
  records(name: RecordsName, from: string): Promise<Result<Uint8Array, SourceError>>;
  /** Proofs of forks of lists, each asked of all its sources that carry such at once. */
  forks(wanted: ReadonlyMap<string, readonly string[]>): Promise<readonly HeardForkProof[]>;
  /** What a source told does not hold: only who asked can know. */
  blame(address: string, message: string): void;
  /** Of all sources that were asked, as they stand now. */
  standings(): readonly SourceStanding[];
}

export function createSourcePool({ open, known, now, byReader, signal }: SourcePoolPorts): SourcePool {
  const sources = new Map<string, ListSource>();
  const standings = new Map(known.map((standing) => [standing.address, standing]));
  const asked = new Set<string>();

  const standingOf = (address: string): SourceStanding => standings.get(address) ?? unknownSource(address);
  const sourceOf = (address: string): ListSource => sources.get(address) ?? sources.set(address, open(address)).get(address)!;

  /** Whether it has a day off; for a reader who asks, only one that lied has. */
  function isOff(address: string): boolean {
    const { off } = standingOf(address);
    return off !== undefined && off.until > now() && (off.why === 'lied' || !byReader);
  }

  function note(address: string, error: SourceError | undefined): void {
    asked.add(address);
    const before = standingOf(address);
    if (error === undefined) standings.set(address, answered(before));
    else if (error.tag === 'lied') standings.set(address, lied(before, error.message, now()));
    else if (error.tag !== 'absent') standings.set(address, failed(before, error.message, now()));
  }

  /** What a source answers about lists, with its address beside; nothing where it does not, or may not be asked. */
  async function toldBy<T>(address: string, ask: (source: ListSource) => Promise<Result<readonly T[], SourceError>>): Promise<readonly (T & { readonly from: string })[]> {
    if (isOff(address)) return [];
    const told = await ask(sourceOf(address));
    note(address, told.ok ? undefined : told.error);
    return told.ok ? told.value.map((each) => ({ ...each, from: address })) : [];
  }

  return {
    async tips(wanted) {
      const heard = (await Promise.all([...byAddress(wanted)].map(([address, lists]) => toldBy(address, (source) => source.tips(lists, signal))))).flat();
      const byList = new Map<string, HeardTip[]>([...wanted.keys()].map((list) => [list, []]));
      for (const tip of heard.toSorted(newestFirst)) {
        const tips = byList.get(tip.list)!;
        if (!tips.some(({ id }) => id === tip.id)) tips.push(tip);
      }
      return byList;
    },
    async blob(name, from) {
      let last: Result<Uint8Array, SourceError> = err({ tag: 'unreachable', message: 'There is no source left to ask.' });
      for (const address of from) {
        if (isOff(address)) continue;
        const got = await sourceOf(address).blob(name, signal);
        note(address, got.ok ? undefined : got.error);
        if (got.ok) return ok(got.value);
        last = got;
      }
      return last;
    },
    async records(name, from) {
      const ask = isOff(from) ? undefined : sourceOf(from).records;
      if (ask === undefined) return err({ tag: 'absent', message: 'It hands out no records.' });
      const got = await ask(name, signal);
      note(from, got.ok ? undefined : got.error);
      return got;
    },
    async forks(wanted) {
      // Who just failed would fail once more, and be left alone for it.
      const able = [...byAddress(wanted)].filter(([address]) => !asked.has(address) || standingOf(address).failures === 0);
      return (await Promise.all(able.map(([address, lists]) => toldBy(address, (source) => source.forks?.(lists, signal) ?? Promise.resolve(NONE))))).flat();
    },
    blame(address, message) {
      note(address, { tag: 'lied', message });
      sourceOf(address).blamed?.(message);
    },
    standings: () => [...asked].map(standingOf),
  };
}

const NONE: Result<readonly never[], SourceError> = ok([]);

function byAddress(wanted: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, readonly string[]> {
  const lists = new Map<string, string[]>();
  for (const [list, addresses] of wanted) {
    for (const address of new Set(addresses)) lists.set(address, [...(lists.get(address) ?? []), list]);
  }
  return lists;
}

/** Numbers are compared within one version of the root; of one number, what was signed last; of one moment, the lower hash. */
export function newestFirst(a: ToldTip, b: ToldTip): number {
  return b.version - a.version || b.seq - a.seq || b.createdAt - a.createdAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
