/** What becomes of a proof that the reader wants other readers of a list to learn of. */
export interface ForkTelling {
  readonly relays: readonly ToldRelay[];
  /** Tries that are over. */
  readonly tries: number;
  /** When it is tried next, milliseconds since the epoch; absent once nothing is left to try. */
  readonly dueAt?: number;
}

export interface ToldRelay {
  readonly address: string;
  /** When it took the proof. */
  readonly toldAt?: number;
  /** Why it did not, the last time: its own word, hostile. */
  readonly trouble?: string;
}

/** What came of one try, by relay: nothing where it took the proof, or else why it did not. */
export type TellingTried = ReadonlyMap<string, string | undefined>;

/** Nothing is sent before the first of these has passed; all of it before the second, where the browser runs then. */
export const TELL_AFTER_MS = { least: 600_000, most: 6 * 3_600_000 } as const;
/** A relay that did not take it is tried so often. */
const MOST_TRIES = 6;
const MAX_TROUBLE = 200;

/** A moment within the delay; `chance` is in [0, 1). */
export function tellingDue(nowMs: number, chance: number): number {
  return Math.floor(nowMs + TELL_AFTER_MS.least + (TELL_AFTER_MS.most - TELL_AFTER_MS.least) * chance);
}

/** Those that have not taken it yet. */
export function untold({ relays }: ForkTelling): readonly string[] {
  return relays.flatMap(({ address, toldAt }) => (toldAt === undefined ? [address] : []));
}

/** The telling after a try; relays that did not take it are tried again at `dueAt`, unless they were often enough. */
export function afterTry({ relays: before, tries }: ForkTelling, tried: TellingTried, nowMs: number, dueAt: number): ForkTelling {
  const relays = before.map((relay): ToldRelay => {
    const { address } = relay;
    if (relay.toldAt !== undefined || !tried.has(address)) return relay;
    const trouble = tried.get(address);
    return trouble === undefined ? { address, toldAt: nowMs } : { address, trouble: trouble.slice(0, MAX_TROUBLE) };
  });
  const isOver = relays.every(({ toldAt }) => toldAt !== undefined) || tries + 1 >= MOST_TRIES;
  return { relays, tries: tries + 1, ...(isOver ? {} : { dueAt }) };
}

/** What stays said of a telling once it is taken back; undefined where nobody was told. */
export function saidOf({ relays, tries }: ForkTelling): ForkTelling | undefined {
  const told = relays.filter(({ toldAt }) => toldAt !== undefined);
  return told.length === 0 ? undefined : { relays: told, tries };
}
