/**
 * What a community that shares flag lists moves in a day, as flows of bytes between five roles. Pure arithmetic:
 * sizes are measured (measured.json), habits and prices are stated (assumptions.ts); nothing here is observed traffic.
 * All bytes are of payload and HTTP, decimal units; every figure is a mean over a day.
 */

export const ROLES = ['reader', 'curator', 'mirror', 'relay', 'hub'] as const;
export type Role = (typeof ROLES)[number];

/** How large it is: people who read, lists (one a curator), and flags in all those lists together. */
export interface Community {
  readonly readers: number;
  readonly curators: number;
  readonly flags: number;
}

/** Sizes of real lists and of what travels with them, bytes. */
export interface Sizes {
  /** Of lists by their number of flags, ascending: what one flag takes in the shards of a snapshot. */
  readonly snapshots: readonly { readonly flags: number; readonly bytesPerFlag: number }[];
  readonly flagsPerShard: number;
  /** In memory: the index that look-ups read. */
  readonly memoryBytesPerFlag: number;
  /** On disk: that index, the tails of the keys, and the file of the list. */
  readonly diskBytesPerFlag: number;
  /** A tip as its parts, as `/tips` carries it. */
  readonly tipBytes: number;
  /** The same tip as an event in JSON, as a relay carries it. */
  readonly tipEventBytes: number;
  /** An index with a full log and as much inline as it may carry. */
  readonly indexBytes: number;
  readonly rootsBytes: number;
}

/** Habits of people and limits of the design. Shares run from 0 to 1. */
export interface Habits {
  readonly listsFollowed: number;
  /** Exponent of Zipf's law, of the sizes of lists and of how many follow them alike. */
  readonly zipfExponent: number;
  readonly checksPerDay: number;
  readonly mirrorsPerCheck: number;
  readonly tipsPerPage: number;
  readonly updatesPerListPerDay: number;
  readonly changesPerFlagPerDay: number;
  readonly bytesPerChange: number;
  /** How often a change is written: in its delta, in a segment, in a merged delta. */
  readonly writesPerChange: number;
  readonly daysBetweenSnapshots: number;
  readonly daysKeptByMirrors: number;
  /** Of the lists a reader follows, the share taken whole on a day. */
  readonly joinsPerFollowedListPerDay: number;
  /** Named by its root, and looked at before each publishing. */
  readonly mirrorsPerList: number;
  readonly relaysPerList: number;
  readonly hubsPerList: number;
  /** Of the readers, those who ask relays for tips because mirrors fail them. */
  readonly relayFallbackShare: number;
  readonly reportsPerReaderPerDay: number;
  readonly bytesPerReport: number;
  readonly bytesPerConnection: number;
  readonly bytesPerExchange: number;
  readonly readersPerMirror: number;
  readonly readersPerRelay: number;
  readonly mirrorsPerHub: number;
  readonly peersPerHub: number;
  readonly reconciledBytesPerTip: number;
  readonly roundsPerReconciliation: number;
  readonly maxFlagsPerReader: number;
}

/** Prices in US dollars; GB are 10^9 bytes, a month has 30 days. */
export interface Tariff {
  readonly storageUsdPerGbMonth: number;
  /** Sent by mirrors and hubs. */
  readonly egressUsdPerGb: number;
  /** Sent by relays, which are servers, not stores. */
  readonly relayEgressUsdPerGb: number;
  readonly readUsdPerMillion: number;
  readonly writeUsdPerMillion: number;
  /** Sent or received over the line of a reader or curator. */
  readonly lineUsdPerGb: number;
}

export interface Constants {
  readonly sizes: Sizes;
  readonly habits: Habits;
}

/** What goes from all of one role to all of another in a day. */
export interface Flow {
  readonly what: string;
  readonly from: Role;
  readonly to: Role;
  readonly bytesPerDay: number;
  readonly requestsPerDay: number;
}

/** All of one role together, a day. */
export interface Load {
  readonly count: number;
  readonly sentBytesPerDay: number;
  readonly receivedBytesPerDay: number;
  /** Requests that begin or end here; each counts once with either side. */
  readonly requestsPerDay: number;
  /** Held at any time. */
  readonly storedBytes: number;
}

/** How many of each role there are. Servers follow the readers; two mirrors, three relays and two hubs at least. */
export function countsOf({ readers, curators }: Community, { habits }: Constants): Readonly<Record<Role, number>> {
  const mirror = Math.max(habits.mirrorsPerCheck, Math.ceil(readers / habits.readersPerMirror));
  const relay = Math.max(habits.relaysPerList, Math.ceil(readers / habits.readersPerRelay));
  const hub = Math.max(habits.hubsPerList, Math.ceil(mirror / habits.mirrorsPerHub));
  return { reader: readers, curator: curators, mirror, relay, hub };
}

/** Every flow of a day. Look-ups are none of them: they never leave the reader's device. */
export function flowsOf(community: Community, constants: Constants): readonly Flow[] {
  const { readers, curators, flags } = community;
  const { sizes, habits } = constants;
  const count = countsOf(community, constants);
  const updatesPerDay = curators * habits.updatesPerListPerDay;
  const announced = updatesPerDay * habits.relaysPerList;
  const { tipsOnPage } = tipPages(curators, 1, habits.tipsPerPage);
  const lookedUp = updatesPerDay * Math.min(count.mirror, habits.mirrorsPerList);
  const fresh = freshBlobs({ curators, flags }, constants);
  const reader = readerDay({ curators, flags, listsFollowed: habits.listsFollowed }, constants);
  const asked = readers * habits.relayFallbackShare * habits.checksPerDay;
  const reports = readers * habits.reportsPerReaderPerDay;
  const reconciliations = count.hub * Math.min(count.hub - 1, habits.peersPerHub);
  const flow = (what: string, from: Role, to: Role, bytesPerDay: number, requestsPerDay: number): Flow => ({ what, from, to, bytesPerDay, requestsPerDay });
  return [
    flow('tips checked', 'mirror', 'reader', readers * reader.tips.bytes, readers * reader.tips.requests),
    flow('updates fetched', 'mirror', 'reader', readers * reader.updates.bytes, readers * reader.updates.requests),
    flow('lists joined', 'mirror', 'reader', readers * reader.joins.bytes, readers * reader.joins.requests),
    flow('tips asked of relays', 'relay', 'reader', asked * (habits.bytesPerConnection + reader.lists * sizes.tipEventBytes), asked),
    flow('reports sent', 'reader', 'relay', reports * habits.bytesPerReport, reports),
    flow('reports read', 'relay', 'curator', reports * habits.bytesPerReport, reports),
    flow('pages looked up before publishing', 'mirror', 'curator', lookedUp * (habits.bytesPerConnection + habits.bytesPerExchange + tipsOnPage * sizes.tipBytes), lookedUp),
    flow('heads looked up before publishing', 'relay', 'curator', announced * sizes.tipEventBytes, announced),
    flow('tips announced', 'curator', 'relay', announced * sizes.tipEventBytes, announced),
    flow('blobs published', 'curator', 'hub', habits.hubsPerList * fresh.bytes, habits.hubsPerList * fresh.requests),
    flow('tips gathered', 'relay', 'hub', count.hub * announced * sizes.tipEventBytes, count.hub * announced),
    flow('tips reconciled', 'hub', 'hub', reconciliations * curators * habits.reconciledBytesPerTip, reconciliations * habits.roundsPerReconciliation),
    flow('blobs exchanged', 'hub', 'hub', (count.hub - habits.hubsPerList) * fresh.bytes, (count.hub - habits.hubsPerList) * fresh.requests),
    flow('mirrors filled', 'hub', 'mirror', count.mirror * (fresh.bytes + updatesPerDay * sizes.tipBytes), count.mirror * fresh.requests),
  ];
}

/** What all of each role send, receive, answer, ask and hold. */
export function loadsOf(community: Community, constants: Constants): Readonly<Record<Role, Load>> {
  const flows = flowsOf(community, constants);
  const counts = countsOf(community, constants);
  const sum = (some: readonly Flow[], of: 'bytesPerDay' | 'requestsPerDay') => some.reduce((total, each) => total + each[of], 0);
  const loadOf = (role: Role): Load => ({
    count: counts[role],
    sentBytesPerDay: sum(flows.filter(({ from }) => from === role), 'bytesPerDay'),
    receivedBytesPerDay: sum(flows.filter(({ to }) => to === role), 'bytesPerDay'),
    requestsPerDay: sum(flows.filter(({ from, to }) => from === role || to === role), 'requestsPerDay'),
    storedBytes: storedBytes(role, community, constants),
  });
  return { reader: loadOf('reader'), curator: loadOf('curator'), mirror: loadOf('mirror'), relay: loadOf('relay'), hub: loadOf('hub') };
}

/** US dollars a day for all of a role. Those who serve pay for storage, what they send, reads, and writes. */
export function costOf(role: Role, community: Community, constants: Constants, tariff: Tariff): number {
  const flows = flowsOf(community, constants);
  const { sentBytesPerDay, receivedBytesPerDay, storedBytes: held } = loadsOf(community, constants)[role];
  const requests = (some: readonly Flow[]) => some.reduce((total, { requestsPerDay }) => total + requestsPerDay, 0) / 1e6;
  if (role === 'reader' || role === 'curator') return (gb(sentBytesPerDay) + gb(receivedBytesPerDay)) * tariff.lineUsdPerGb;
  const storage = gb(held) * (tariff.storageUsdPerGbMonth / 30);
  if (role === 'relay') return storage + gb(sentBytesPerDay) * tariff.relayEgressUsdPerGb;
  const reads = requests(flows.filter(({ from }) => from === role)) * tariff.readUsdPerMillion;
  const writes = requests(flows.filter(({ to }) => to === role)) * tariff.writeUsdPerMillion;
  return storage + gb(sentBytesPerDay) * tariff.egressUsdPerGb + reads + writes;
}

export interface Amount {
  readonly bytes: number;
  readonly requests: number;
}

/** One reader's day by the default path: tips from mirrors, then what changed, then lists taken whole. */
export interface ReaderDay {
  /** Lists followed: no more than there are. */
  readonly lists: number;
  /** Flags of all of them, within the reader's limit. */
  readonly flags: number;
  readonly tips: Amount;
  readonly updates: Amount;
  readonly joins: Amount;
}

export function readerDay(asked: { readonly curators: number; readonly flags: number; readonly listsFollowed: number }, constants: Constants): ReaderDay {
  const { sizes, habits } = constants;
  const lists = Math.min(asked.listsFollowed, asked.curators);
  const flags = Math.min(habits.maxFlagsPerReader, lists * flagsOfFollowedList(asked, habits.zipfExponent));
  const flagsPerList = flags / lists;
  const fetched = lists * habits.checksPerDay * chanceOfChange(1, habits);
  const joins = lists * habits.joinsPerFollowedListPerDay;
  return {
    lists,
    flags,
    tips: tipsADay(asked.curators, lists, constants),
    updates: {
      bytes: fetched * (sizes.indexBytes + 2 * habits.bytesPerExchange) + flags * habits.changesPerFlagPerDay * habits.bytesPerChange,
      requests: 2 * fetched,
    },
    joins: {
      bytes: joins * (snapshotBytes(flagsPerList, sizes) + sizes.rootsBytes + sizes.indexBytes),
      requests: joins * (3 + flagsPerList / sizes.flagsPerShard),
    },
  };
}

/** Pages of `/tips` that hold any of a reader's lists; pages are counted full, and a list of the reader's in each. */
export function tipPages(curators: number, lists: number, tipsPerPage: number): { readonly pages: number; readonly tipsOnPage: number } {
  const pages = 2 ** Math.max(0, Math.ceil(Math.log2(curators / tipsPerPage)));
  return { pages: Math.min(lists, pages), tipsOnPage: Math.min(curators, tipsPerPage) };
}

function tipsADay(curators: number, lists: number, { sizes, habits }: Constants): Amount {
  const { pages, tipsOnPage } = tipPages(curators, lists, habits.tipsPerPage);
  const checks = habits.checksPerDay * habits.mirrorsPerCheck;
  const pageBytes = habits.bytesPerExchange + chanceOfChange(tipsOnPage, habits) * tipsOnPage * sizes.tipBytes;
  return { bytes: checks * (habits.bytesPerConnection + pages * pageBytes), requests: checks * pages };
}

/** That any of so many lists was updated since the last check: otherwise the answer to its ETag is empty. */
export function chanceOfChange(lists: number, { updatesPerListPerDay, checksPerDay }: Habits): number {
  return 1 - Math.exp((-lists * updatesPerListPerDay) / checksPerDay);
}

/**
 * Flags of a list that a reader follows, on average. Sizes and followers of lists fall by the same law of rank, so that
 * the followed ones are larger than most: all flags times the sum of the squares of the shares.
 */
export function flagsOfFollowedList({ curators, flags }: { readonly curators: number; readonly flags: number }, zipfExponent: number): number {
  const total = sumOfRanks(curators, zipfExponent);
  return (flags * sumOfRanks(curators, 2 * zipfExponent)) / (total * total);
}

/** The list with the most flags and followers. */
export interface LargestList {
  readonly flags: number;
  readonly readers: number;
  /** That reach its curator. */
  readonly reportsPerDay: number;
}

export function largestList({ readers, curators, flags }: Community, { habits }: Constants): LargestList {
  const share = 1 / sumOfRanks(curators, habits.zipfExponent);
  const followed = Math.min(1, share * Math.min(habits.listsFollowed, curators));
  return { flags: flags * share, readers: readers * followed, reportsPerDay: readers * habits.reportsPerReaderPerDay * share };
}

/** Bytes of a snapshot's shards: a flag takes less in a larger list. Between measured sizes by logarithm, beyond them as there. */
export function snapshotBytes(flags: number, { snapshots }: Sizes): number {
  const above = snapshots.findIndex((each) => each.flags >= flags);
  const next = snapshots[above] ?? snapshots.at(-1)!;
  const last = snapshots[above - 1];
  if (last === undefined) return flags * next.bytesPerFlag;
  const share = Math.log(flags / last.flags) / Math.log(next.flags / last.flags);
  return flags * (last.bytesPerFlag + share * (next.bytesPerFlag - last.bytesPerFlag));
}

/** What all curators write anew in a day, once: an index and a delta an update, and now and then a snapshot. */
function freshBlobs({ curators, flags }: { readonly curators: number; readonly flags: number }, { sizes, habits }: Constants): Amount {
  const updates = curators * habits.updatesPerListPerDay;
  const perDay = 1 / habits.daysBetweenSnapshots;
  const snapshots = curators * snapshotBytes(flags / curators, sizes);
  const changes = flags * habits.changesPerFlagPerDay * habits.writesPerChange * habits.bytesPerChange;
  return {
    bytes: updates * sizes.indexBytes + changes + snapshots * perDay,
    requests: 2 * updates + (curators + flags / sizes.flagsPerShard) * perDay,
  };
}

function storedBytes(role: Role, community: Community, constants: Constants): number {
  const { curators, flags, readers } = community;
  const { sizes, habits } = constants;
  const counts = countsOf(community, constants);
  switch (role) {
    case 'reader':
      return readers * readerDay({ curators, flags, listsFollowed: habits.listsFollowed }, constants).flags * sizes.diskBytesPerFlag;
    case 'curator':
      return flags * sizes.diskBytesPerFlag;
    case 'relay':
      return curators * habits.relaysPerList * sizes.tipEventBytes;
    case 'mirror':
    case 'hub': {
      const held = curators * (snapshotBytes(flags / curators, sizes) + sizes.rootsBytes + sizes.tipBytes);
      return counts[role] * (held + habits.daysKeptByMirrors * freshBlobs({ curators, flags }, constants).bytes);
    }
  }
}

/** Ranks added one by one; those after them are by Euler and Maclaurin's formula, which then errs by less than 10^-12. */
const RANKS_ADDED = 1000;

/** 1 + 1/2^s + … + 1/n^s. */
function sumOfRanks(n: number, s: number): number {
  const m = Math.min(n, RANKS_ADDED);
  let sum = 0;
  for (let rank = 1; rank <= m; rank++) sum += rank ** -s;
  if (n <= m) return sum;
  const integral = s === 1 ? Math.log(n / m) : (n ** (1 - s) - m ** (1 - s)) / (1 - s);
  return sum + integral + (n ** -s - m ** -s) / 2 + (s * (m ** (-s - 1) - n ** (-s - 1))) / 12;
}

function gb(bytes: number): number {
  return bytes / 1e9;
}
