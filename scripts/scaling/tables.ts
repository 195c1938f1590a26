import { MAX_FLAGS } from '../../lib/lists/limits.ts';
import { table } from '../../training/cards/markdown.ts';
import { HABITS, PRICE_SOURCES, TARIFFS } from './assumptions.ts';
import { constants, MEASURED } from './constants.ts';
import { amount, bytes, dollars } from './figures.ts';
import {
  chanceOfChange, costOf, countsOf, flowsOf, largestList, loadsOf, readerDay, ROLES, snapshotBytes, tipPages,
  type Community, type Constants, type Flow, type Role, type Tariff,
} from './model.ts';

/** From a club to a large part of all who read: each step ten times the readers. */
const COMMUNITIES: readonly Community[] = [
  { readers: 1e3, flags: 1e5, curators: 10 },
  { readers: 1e4, flags: 1e6, curators: 100 },
  { readers: 1e5, flags: 1e7, curators: 1e3 },
  { readers: 1e6, flags: 1e8, curators: 1e4 },
  { readers: 1e7, flags: 1e9, curators: 1e5 },
  { readers: 1e8, flags: 1e9, curators: 1e5 },
];
const LARGEST = COMMUNITIES.at(-1)!;
const SERVERS = ['mirror', 'relay', 'hub'] as const;
/** Lists a reader may follow at most. */
const MOST_LISTS = 200;
/** Largest list of the desktop, of the phone, and smaller ones. */
const READER_FLAGS = [1e5, 1e6, 2e6, 1.6e7];
/** Mirrors a root may name. */
const MOST_MIRRORS = 16;
const SECONDS_PER_DAY = 86_400;
const PAGE_SIZES = [1024, 256, 64, 16];
/** A tip told by 16 bytes of the list id, its number, and its hash: whole, for a curator could grind two that begin alike. */
const DIGEST_BYTES = 16 + 4 + 32;

/** The tables of docs/scaling.md by the name of their markers. */
export function tables(): ReadonlyMap<string, readonly string[]> {
  const known = constants();
  return new Map([
    ['day', dayTable(known)],
    ['cost', costTable(known)],
    ['flows', flowTable(known)],
    ['tips', tipsTable(known)],
    ['reader', readerTable(known)],
    ['limits', limitsTable(known)],
    ['measured', measuredTable()],
    ['habits', habitsTable()],
    ['prices', pricesTable()],
  ]);
}

/** One of each role: bytes sent and received, and requests. */
function dayTable(known: Constants): readonly string[] {
  return table(
    ['readers / curators / flags', 'a reader', 'a curator', 'a mirror', 'a relay', 'a hub'],
    COMMUNITIES.map((community) => {
      const loads = loadsOf(community, known);
      const cellOf = (role: Role) => {
        const { count, sentBytesPerDay, receivedBytesPerDay, requestsPerDay } = loads[role];
        const howMany = role === 'reader' || role === 'curator' ? '' : ` (of ${amount(count)})`;
        return `${bytes((sentBytesPerDay + receivedBytesPerDay) / count)} · ${amount(requestsPerDay / count)}${howMany}`;
      };
      return [sizeOf(community), ...ROLES.map(cellOf)];
    }),
  );
}

function costTable(known: Constants): readonly string[] {
  const range = (of: (tariff: Tariff) => number) => [...new Set([TARIFFS.low, TARIFFS.high].map((tariff) => dollars(of(tariff))))].join(' – ');
  return table(
    ['readers / curators / flags', 'a reader', 'a curator', 'a mirror', 'a relay', 'a hub', 'all servers', 'servers, a reader and year'],
    COMMUNITIES.map((community) => {
      const counts = countsOf(community, known);
      const servers = (tariff: Tariff) => SERVERS.reduce((sum, role) => sum + costOf(role, community, known, tariff), 0);
      return [
        sizeOf(community),
        ...ROLES.map((role) => range((tariff) => costOf(role, community, known, tariff) / counts[role])),
        range(servers),
        range((tariff) => (365 * servers(tariff)) / community.readers),
      ];
    }),
  );
}

/** All of a day by what it is for: the smallest, a middle and the largest community. */
function flowTable(known: Constants): readonly string[] {
  const communities = [COMMUNITIES[0]!, COMMUNITIES[3]!, LARGEST];
  const shown = communities.map((community) => flowsOf(community, known));
  const cellOf = ({ bytesPerDay, requestsPerDay }: Flow) => (bytesPerDay === 0 ? 'none' : `${bytes(bytesPerDay)} · ${amount(requestsPerDay)}`);
  return table(
    ['what', 'from → to', ...communities.map(({ readers }) => `${amount(readers)} readers`)],
    shown[0]!.map(({ what, from, to }, i) => [what, `${from} → ${to}`, ...shown.map((flows) => cellOf(flows[i]!))]),
  );
}

/** What asking for news costs a reader of few and of many lists, by what a page of tips holds. */
function tipsTable(known: Constants): readonly string[] {
  const few = known.habits.listsFollowed;
  const readers = [few, MOST_LISTS].flatMap((listsFollowed) => [1e3, 1e4, 1e5].map((curators) => ({ listsFollowed, curators })));
  const rowOf = (name: string, ofReader: (each: { readonly listsFollowed: number; readonly curators: number }) => number) => [
    name,
    ...readers.map((each) => bytes(ofReader(each))),
    bytes(LARGEST.readers * ofReader({ listsFollowed: few, curators: LARGEST.curators })),
  ];
  return table(
    ['a page holds', ...readers.map(({ listsFollowed, curators }) => `${listsFollowed} of ${amount(curators)} lists`), `all ${amount(LARGEST.readers)} readers`],
    [
      ...PAGE_SIZES.map((tipsPerPage) => rowOf(`${tipsPerPage.toLocaleString('en')} tips`, (each) => tipsBytes(each, { ...known, habits: { ...known.habits, tipsPerPage } }))),
      rowOf(`${PAGE_SIZES[0]!.toLocaleString('en')} digests`, (each) => digestBytes(each, known)),
    ],
  );
}

function tipsBytes(asked: { readonly listsFollowed: number; readonly curators: number }, known: Constants): number {
  return readerDay({ ...asked, flags: asked.curators }, known).tips.bytes;
}

/** Pages of digests, and from one of the mirrors the tips of followed lists that changed. */
function digestBytes(asked: { readonly listsFollowed: number; readonly curators: number }, { sizes, habits }: Constants): number {
  const changed = Math.min(asked.listsFollowed, asked.curators) * habits.checksPerDay * chanceOfChange(1, habits);
  return tipsBytes(asked, { sizes: { ...sizes, tipBytes: DIGEST_BYTES }, habits }) + changed * (sizes.tipBytes + habits.bytesPerExchange);
}

/** What one list, or all of a reader's lists together, ask of the reader's device. */
function readerTable({ sizes, habits }: Constants): readonly string[] {
  return table(
    ['flags', 'taken whole', 'on disk', 'in memory', 'changes a day'],
    READER_FLAGS.map((flags) => [
      amount(flags),
      bytes(snapshotBytes(flags, sizes)),
      bytes(flags * sizes.diskBytesPerFlag),
      bytes(flags * sizes.memoryBytesPerFlag),
      bytes(flags * habits.changesPerFlagPerDay * habits.bytesPerChange),
    ]),
  );
}

/** Where the design draws a line, and where the largest list or a page of tips stands. */
function limitsTable(known: Constants): readonly string[] {
  const { habits } = known;
  const withoutMirrors = { ...known, habits: { ...habits, relayFallbackShare: 1 } };
  const rowOf = (name: string, limit: string, of: (community: Community) => number) => [name, limit, ...COMMUNITIES.map((community) => amount(of(community)))];
  const relayRequests = (community: Community) => {
    const { count, requestsPerDay } = loadsOf(community, withoutMirrors).relay;
    return requestsPerDay / count / SECONDS_PER_DAY;
  };
  return table(
    ['', 'limit', ...COMMUNITIES.map(({ readers }) => `${amount(readers)} readers`)],
    [
      rowOf('tips in a page', habits.tipsPerPage.toLocaleString('en'), ({ curators }) => tipPages(curators, 1, habits.tipsPerPage).tipsOnPage),
      rowOf('flags of a reader', amount(habits.maxFlagsPerReader), ({ curators, flags }) => readerDay({ curators, flags, listsFollowed: habits.listsFollowed }, known).flags),
      rowOf('flags of the largest list', amount(MAX_FLAGS), (community) => largestList(community, known).flags),
      rowOf('its readers', '', (community) => largestList(community, known).readers),
      rowOf('mirrors for them', String(MOST_MIRRORS), (community) => Math.max(habits.mirrorsPerCheck, Math.ceil(largestList(community, known).readers / habits.readersPerMirror))),
      rowOf('reports a day to its curator', 'people', (community) => largestList(community, known).reportsPerDay),
      rowOf('requests a second at a relay, were every mirror down', 'its sockets', relayRequests),
    ],
  );
}

function measuredTable(): readonly string[] {
  return table(
    ['flags', 'shards a flag', 'file a flag', 'memory a flag', 'disk a flag', 'tip', 'tip as event', 'roots', 'index, first and full'],
    MEASURED.map((list) => {
      const aFlag = (of: number) => (of / list.flags).toFixed(2);
      return [
        amount(list.flags), aFlag(list.shards), aFlag(list.file), aFlag(list.memory), aFlag(list.memory + list.tails + list.file),
        list.tip, list.tipEvent, list.roots, `${list.index}, ${list.fullIndex}`,
      ];
    }),
  );
}

function habitsTable(): readonly string[] {
  return table(['assumed', 'value', 'why'], Object.entries(HABITS).map(([name, { value, unit, why }]) => [`\`${name}\``, `${value.toLocaleString('en')} ${unit}`.trim(), why]));
}

function pricesTable(): readonly string[] {
  return table(
    ['US$', 'low', 'high', 'whose'],
    Object.entries(PRICE_SOURCES).map(([name, source]) => [`\`${name}\``, String(TARIFFS.low[name as keyof Tariff]), String(TARIFFS.high[name as keyof Tariff]), source]),
  );
}

function sizeOf({ readers, curators, flags }: Community): string {
  return [readers, curators, flags].map(amount).join(' / ');
}
