import type { Habits, Tariff } from './model.ts';

/** A figure nobody has measured here, and why it is what it is. */
export interface Stated {
  readonly value: number;
  readonly unit: string;
  readonly why: string;
}

/** To be replaced by what is observed as soon as anything can be; `design` is the design of the protocol. */
export const HABITS: { readonly [Name in keyof Habits]: Stated } = {
  listsFollowed: { value: 5, unit: 'lists a reader', why: 'guess; the limit is 200' },
  zipfExponent: { value: 0.8, unit: '', why: 'sizes and followers of lists by rank; web pages .64–.83 (Breslau and others, INFOCOM 1999)' },
  checksPerDay: { value: 8, unit: 'checks a day', why: 'a browser open eight hours; design: at most one an hour' },
  mirrorsPerCheck: { value: 2, unit: 'mirrors', why: 'design: two of different owners' },
  tipsPerPage: { value: 1024, unit: 'tips', why: 'design: `/tips` is split by prefix above 1,024 lists' },
  updatesPerListPerDay: { value: 2, unit: 'updates a day', why: 'guess; a heartbeat is one' },
  changesPerFlagPerDay: { value: 0.002, unit: 'changes a flag and day', why: 'guess: as many changes in 500 days as a list has flags' },
  bytesPerChange: { value: 22, unit: 'bytes', why: 'bar of the design for deltas (a record has 16); deltas are not built' },
  writesPerChange: { value: 3, unit: 'times', why: 'design: in a delta, a segment and a merged delta' },
  daysBetweenSnapshots: { value: 7, unit: 'days', why: 'guess' },
  daysKeptByMirrors: { value: 30, unit: 'days', why: 'design: what the tip no longer reaches is dropped then' },
  joinsPerFollowedListPerDay: { value: 0.01, unit: 'of lists a day', why: 'guess: each list taken whole every hundred days (new readers, new devices, long absence)' },
  mirrorsPerList: { value: 4, unit: 'mirrors', why: 'guess; the limit is 16' },
  relaysPerList: { value: 3, unit: 'relays', why: 'guess; the limit is 16' },
  hubsPerList: { value: 2, unit: 'hubs', why: 'guess: as many as one needs to lose one' },
  relayFallbackShare: { value: 0.02, unit: 'of readers', why: 'guess: whom mirrors fail, or who prefer relays' },
  reportsPerReaderPerDay: { value: 0.001, unit: 'reports', why: 'guess: one in three years' },
  bytesPerReport: { value: 8192, unit: 'bytes', why: 'limit of the design' },
  bytesPerConnection: { value: 5000, unit: 'bytes', why: 'a TLS 1.3 handshake with a usual chain of certificates, both ways' },
  bytesPerExchange: { value: 600, unit: 'bytes', why: 'headers of an HTTP/2 request and its answer' },
  readersPerMirror: { value: 100_000, unit: 'readers', why: 'guess: what a line of 1 Gbit/s carries with room for peaks' },
  readersPerRelay: { value: 1_000_000, unit: 'readers', why: 'guess: of whom only the fallback asks it' },
  mirrorsPerHub: { value: 50, unit: 'mirrors', why: 'guess' },
  peersPerHub: { value: 8, unit: 'hubs', why: 'guess' },
  reconciledBytesPerTip: { value: 64, unit: 'bytes a day and peer', why: 'negentropy (NIP-77) at about its worst: each id of 32 bytes listed once each way' },
  roundsPerReconciliation: { value: 3, unit: 'round trips', why: 'negentropy at up to 16^3 ranges' },
  maxFlagsPerReader: { value: 16_000_000, unit: 'flags', why: 'limit of the design on a desktop; 2,000,000 on a phone' },
};

/** The cheapest and the dearest usual way; list prices of 2026, without what is free of charge. */
export const TARIFFS: Readonly<Record<'low' | 'high', Tariff>> = {
  low: { storageUsdPerGbMonth: 0.015, egressUsdPerGb: 0, relayEgressUsdPerGb: 0.001, readUsdPerMillion: 0.36, writeUsdPerMillion: 4.5, lineUsdPerGb: 0 },
  high: { storageUsdPerGbMonth: 0.023, egressUsdPerGb: 0.09, relayEgressUsdPerGb: 0.09, readUsdPerMillion: 0.4, writeUsdPerMillion: 5, lineUsdPerGb: 6 },
};

/** Where the prices are from. */
export const PRICE_SOURCES: { readonly [Name in keyof Tariff]: string } = {
  storageUsdPerGbMonth: 'Cloudflare R2; Amazon S3 Standard, us-east-1 (Backblaze B2: 0.006)',
  egressUsdPerGb: 'R2: none; S3: first 10 TB a month (above 150 TB: 0.05)',
  relayEgressUsdPerGb: 'a rented server with its traffic, by estimate; Amazon EC2 as S3',
  readUsdPerMillion: 'R2 class B; S3 GET',
  writeUsdPerMillion: 'R2 class A; S3 PUT',
  lineUsdPerGb: 'a flat rate; mean of mobile plans in the United States (Cable.co.uk, 2023; Israel 0.02, Zimbabwe 43.75)',
};
