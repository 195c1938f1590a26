import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { constants, MEASURED } from '../../scripts/scaling/constants.ts';
import { withTables } from '../../scripts/scaling/document.ts';
import { amount, bytes, dollars } from '../../scripts/scaling/figures.ts';
import { measureList } from '../../scripts/scaling/measure-lists.ts';
import { chanceOfChange, costOf, flagsOfFollowedList, flowsOf, largestList, loadsOf, readerDay, snapshotBytes, tipPages, type Tariff } from '../../scripts/scaling/model.ts';
import { tables } from '../../scripts/scaling/tables.ts';

const DOCUMENT = join(import.meta.dirname, '../../docs/scaling.md');
const known = constants();
const { sizes, habits } = known;

describe('the document on growth', () => {
  const text = readFileSync(DOCUMENT, 'utf8');

  it('holds the tables that the model makes: npm run scaling', () => {
    expect(withTables(text)).toBe(text);
  });

  it('holds no figure that is none', () => {
    for (const [name, lines] of tables()) {
      expect(lines.length, name).toBeGreaterThan(4);
      expect(lines.join('\n'), name).not.toMatch(/undefined|NaN|Infinity|\[object|\| -\d/);
    }
  });

  it('is refused where a marker is missing', () => {
    expect(() => withTables(text.replace('<!-- end: tips -->', ''))).toThrow('scaling: tips');
  });
});

describe('what was measured', () => {
  // Lists grow by tenths of a per cent with the library that packs them: only what changes a figure is told.
  it.each([0, 1])('is what real lists take today, size %i of the table: npm run scaling -- --measure', async (which) => {
    const committed = MEASURED[which]!;
    const today = await measureList(committed.flags);
    for (const part of ['shards', 'manifest', 'roots', 'tip', 'tipEvent', 'fullIndex', 'memory', 'tails', 'file'] as const) {
      expect(Math.abs(today[part] / committed[part] - 1), part).toBeLessThan(0.02);
    }
  });

  it('adds up to the file', () => {
    for (const { flags, file, shards, manifest, roots, tip, index } of MEASURED) {
      const items = 4 + Math.ceil(flags / sizes.flagsPerShard);
      expect(file, `${flags} flags`).toBe(8 + 5 * items + shards + manifest + roots + tip + index);
    }
  });
});

describe('the model of growth', () => {
  const community = { readers: 1000, curators: 10, flags: 100_000 };

  it('counts for one reader of ten lists one page a check and mirror, as often as any tip is new', () => {
    const { tips } = readerDay({ ...community, listsFollowed: 5 }, known);
    const isNew = 1 - Math.exp(-(10 * 2) / 8);
    expect(tips.requests).toBe(16);
    expect(tips.bytes).toBeCloseTo(16 * (5000 + 600 + isNew * 10 * 289), 6);
  });

  it('lets a reader of few lists be hidden among a page of them, and pages grow in number only', () => {
    expect(tipPages(10, 5, 1024)).toEqual({ pages: 1, tipsOnPage: 10 });
    expect(tipPages(1024, 5, 1024)).toEqual({ pages: 1, tipsOnPage: 1024 });
    expect(tipPages(1025, 5, 1024)).toEqual({ pages: 2, tipsOnPage: 1024 });
    expect(tipPages(100_000, 5, 1024)).toEqual({ pages: 5, tipsOnPage: 1024 });
    expect(tipPages(100_000, 200, 1024)).toEqual({ pages: 128, tipsOnPage: 1024 });
  });

  it('follows no more lists than there are, and holds no more flags than the limit', () => {
    expect(readerDay({ curators: 2, flags: 100, listsFollowed: 5 }, known).lists).toBe(2);
    expect(readerDay({ curators: 10, flags: 1e9, listsFollowed: 5 }, known).flags).toBe(habits.maxFlagsPerReader);
  });

  it('takes the measured sizes where they were measured', () => {
    for (const { flags, shards, manifest } of MEASURED) expect(snapshotBytes(flags, sizes)).toBeCloseTo(shards + manifest, 3);
    expect(snapshotBytes(1.6e7, sizes)).toBeCloseTo(16 * snapshotBytes(1e6, sizes), 3);
  });

  it('gives one list to everybody where there is only one', () => {
    expect(largestList({ readers: 70, curators: 1, flags: 900 }, known)).toEqual({ flags: 900, readers: 70, reportsPerDay: 70 * habits.reportsPerReaderPerDay });
    expect(chanceOfChange(0, habits)).toBe(0);
  });

  it.each([0.8, 1, 1.3])('weighs lists by rank to the power of %f, however many there are', (exponent) => {
    const ranks = Array.from({ length: 30_000 }, (_, i) => (i + 1) ** -exponent);
    const all = ranks.reduce((sum, each) => sum + each, 0);
    const followed = ranks.reduce((sum, each) => sum + (each / all) ** 2, 0);
    expect(flagsOfFollowedList({ curators: 30_000, flags: 1e6 }, exponent)).toBeCloseTo(1e6 * followed, 4);
  });

  it('brings every tip to every hub, and every new blob to every mirror', () => {
    const flows = new Map(flowsOf({ ...community, readers: 1e8 }, known).map((flow) => [flow.what, flow]));
    const announced = flows.get('tips announced')!;
    expect(announced.requestsPerDay).toBe(10 * habits.updatesPerListPerDay * habits.relaysPerList);
    expect(flows.get('tips gathered')!.bytesPerDay).toBeCloseTo(20 * announced.bytesPerDay, 3);
    const once = flows.get('blobs published')!.bytesPerDay / habits.hubsPerList;
    expect(flows.get('blobs exchanged')!.bytesPerDay).toBeCloseTo((20 - habits.hubsPerList) * once, 3);
    expect(flows.get('mirrors filled')!.bytesPerDay).toBeCloseTo(1000 * (once + 10 * habits.updatesPerListPerDay * sizes.tipBytes), 3);
  });

  it('lets curators look at every mirror their root names before they publish, and at no more than there are', () => {
    const lookedUp = (readers: number) => flowsOf({ ...community, readers }, known).find(({ what }) => what === 'pages looked up before publishing')!;
    expect(lookedUp(1000).requestsPerDay).toBe(10 * habits.updatesPerListPerDay * 2);
    expect(lookedUp(1e8).requestsPerDay).toBe(10 * habits.updatesPerListPerDay * habits.mirrorsPerList);
  });

  it('charges servers for what they store, send, give and take, and people for their line', () => {
    const nothing: Tariff = { storageUsdPerGbMonth: 0, egressUsdPerGb: 0, relayEgressUsdPerGb: 0, readUsdPerMillion: 0, writeUsdPerMillion: 0, lineUsdPerGb: 0 };
    const { mirror, relay, reader } = loadsOf(community, known);
    const costs = (role: 'mirror' | 'relay' | 'reader', tariff: Partial<Tariff>) => costOf(role, community, known, { ...nothing, ...tariff });
    expect(costs('mirror', {})).toBe(0);
    expect(costs('mirror', { storageUsdPerGbMonth: 30 })).toBeCloseTo(mirror.storedBytes / 1e9, 9);
    expect(costs('mirror', { egressUsdPerGb: 1 })).toBeCloseTo(mirror.sentBytesPerDay / 1e9, 9);
    expect(costs('mirror', { readUsdPerMillion: 1e6, writeUsdPerMillion: 1e6 })).toBeCloseTo(mirror.requestsPerDay, 3);
    expect(costs('relay', { egressUsdPerGb: 1, readUsdPerMillion: 1, relayEgressUsdPerGb: 2 })).toBeCloseTo((2 * relay.sentBytesPerDay) / 1e9, 9);
    expect(costs('reader', { lineUsdPerGb: 3, egressUsdPerGb: 1 })).toBeCloseTo((3 * (reader.sentBytesPerDay + reader.receivedBytesPerDay)) / 1e9, 9);
  });
});

describe('figures', () => {
  it.each([[0, '0 B'], [999, '999 B'], [1000, '1 kB'], [1234, '1.2 kB'], [99_900, '100 kB'], [999_999, '1 MB'], [16_000_000, '16 MB'], [2.4e15, '2.4 PB']])(
    '%d bytes are %s', (value, written) => expect(bytes(value)).toBe(written),
  );

  it('are two digits, never powers of ten', () => {
    expect([amount(0.28), amount(34), amount(1e6), amount(1e9)]).toEqual(['0.28', '34', '1 M', '1 G']);
    expect([dollars(0.00001), dollars(0.00051), dollars(2214)]).toEqual(['0', '0.00051', '2.2 k']);
  });
});
