import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StatementLine } from '../../cli/classify/statement.ts';
import type { Band, DetectorId, JudgedFaces, Signal, SignalReason } from '../../lib/core/evidence.ts';
import { readQuietNote } from '../../lib/core/quiet-note.ts';
import type { PageReport } from '../../lib/core/report.ts';
import type { Answer, TabMessages } from '../../lib/messages/contract.ts';
import { writeModel } from '../../training/pictures/build-model.ts';
import { DATA_DIR, readManifest } from '../../training/pictures/manifest.ts';
import { hasTextData, loadRows } from '../../training/text/corpus.ts';
import { witnessmark } from '../support/cli-terminal.ts';
import { FACE_PHOTOGRAPHS, facePhotograph, type FacePhotograph } from '../support/face-photographs.ts';
import { agreementPictures, type AgreementPicture } from '../support/media-agreement-pictures.ts';
import { TEXT_PROBES } from '../support/text-probes.ts';
import { BROWSERS, launchWithExtension, tabIdOf } from './support/extension.ts';
import type { BrowserDriver, BrowserKind } from './support/driver.ts';
import { feedPage } from './support/feed-page.ts';
import { servePages, type Route, type ServedPages } from './support/serve-pages.ts';

/** What a runtime said of an item: a band and a probability, or why it declined. */
type Opinion = { readonly band: Band; readonly probability: number; readonly faces?: JudgedFaces } | { readonly abstain: string };
type Opinions = ReadonlyMap<string, Opinion>;

const RUNTIMES = ['node', ...BROWSERS] as const;
type Runtime = (typeof RUNTIMES)[number];

/** Ten a row, each large enough to be judged and all of them near the view at once. */
function picturePage(pictures: readonly AgreementPicture[]): string {
  return `<!doctype html><meta charset="utf-8"><title>Pictures</title><style>img { width: 110px; height: 110px; object-fit: cover; margin: 4px }</style>
<main>${pictures.map(({ name }) => `<img src="/${name}" alt="">`).join('')}</main>`;
}

function typeOf(name: string): string {
  return `image/${name.slice(name.lastIndexOf('.') + 1).replace('jpg', 'jpeg')}`;
}

/** Half a unit of the last digit that a page keeps of a quiet post. */
const KEPT_DIGITS = 0.000_5 + 1e-9;

/** Two hundred texts: every probe alone, and pairs of them that no model was ever asked about. */
function agreementTexts(): readonly string[] {
  const texts = TEXT_PROBES.map(({ text }) => text);
  const pairs = Array.from({ length: 200 - texts.length }, (_, i) => `${texts[(i * 7) % texts.length]} ${texts[(i * 11 + 5) % texts.length]}`);
  return [...texts, ...pairs];
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

async function inNode(path: string): Promise<Opinions> {
  const { out } = await witnessmark(['classify', '--json', path]);
  const lines = out.map((line) => JSON.parse(line) as StatementLine).filter(({ source }) => /^(text-spam|picture-ai)@/.test(source));
  return new Map(
    lines.map(({ id, abstain, band, probability, reasons: [reason] }) => [
      String(id).slice(String(id).lastIndexOf('/') + 1),
      abstain === undefined ? { band: band!, probability: probability!, ...facesOf(reason) } : { abstain },
    ]),
  );
}

function facesOf(reason: StatementLine['reasons'][number] | SignalReason | undefined): { readonly faces?: JudgedFaces } {
  return reason?.code === 'picture-texture' && reason.faces !== undefined ? { faces: reason.faces } : {};
}

/** What one detector of the extension said on a page, by the last part of the address of what it judged. */
async function inBrowser(driver: BrowserDriver, url: string, detector: DetectorId, count: number): Promise<Opinions> {
  const page = await driver.openPage(url);
  let opinions: Opinions = new Map();
  await expect.poll(async () => (opinions = opinionsOf(await reportOf(driver, url), detector)).size, { timeout: 120_000 }).toBe(count);
  await page.close();
  return opinions;
}

/** As the content script keeps it: of what is labelled and of pictures every digit, of quiet posts the three that are recorded. */
async function reportOf(driver: BrowserDriver, url: string): Promise<PageReport> {
  const answer = JSON.parse(
    await driver.evaluateInExtensionPage<string>(
      `(globalThis.browser ?? chrome).tabs.sendMessage(${await tabIdOf(driver, url)}, { name: 'report', request: {} }).then(JSON.stringify)`,
    ),
  ) as Answer<TabMessages['report']['response']>;
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value.report;
}

function opinionsOf({ judged, quietPosts }: PageReport, detector: DetectorId): Opinions {
  const quiets = quietPosts.map(({ note, where }) => ({ where, verdicts: [], quiet: readQuietNote(note).findings }));
  return new Map(
    [...judged, ...quiets].flatMap(({ where, verdicts, quiet }): [string, Opinion][] => {
      const name = where.slice(where.lastIndexOf('/') + 1);
      return [...quiet, ...verdicts.flatMap(({ evidence }) => evidence)].flatMap((piece): [string, Opinion][] => {
        if (piece.kind === 'abstention' && piece.detector.id === detector) return [[name, { abstain: piece.why }]];
        if (piece.kind === 'signal' && piece.detector.id === detector) return [[name, { band: piece.band, probability: piece.probability, ...facesOf((piece as Partial<Signal>).reason) }]];
        return [];
      });
    }),
  );
}

/** Throws where no face was judged. */
function facesIn(opinion: Opinion | undefined): JudgedFaces {
  if (opinion === undefined || !('band' in opinion) || opinion.faces === undefined) throw new Error(`no face judged: ${JSON.stringify(opinion)}`);
  return opinion.faces;
}

interface Agreement {
  readonly differences: readonly number[];
  /** Share of those both measured. */
  readonly sameBand: number;
  /** The item they differ most about. */
  readonly worst: string;
  /** Items that one measured and the other did not, or that they declined for different reasons. */
  readonly atOdds: readonly string[];
}

function compare(a: Opinions, b: Opinions): Agreement {
  const differences = new Map<string, number>();
  const atOdds: string[] = [];
  let sameBand = 0;
  for (const [name, one] of a) {
    const other = b.get(name);
    if ('band' in one && other !== undefined && 'band' in other) {
      differences.set(name, Math.abs(one.probability - other.probability));
      if (one.band === other.band) sameBand += 1;
    } else if (!isDeepStrictEqual(one, other)) {
      atOdds.push(name);
    }
  }
  const [worst] = [...differences].toSorted(([, x], [, y]) => y - x)[0] ?? [''];
  return { differences: [...differences.values()], sameBand: sameBand / differences.size, worst, atOdds };
}

/** Each two of the three, with their table on the console. */
function agreements(what: string, opinions: Readonly<Record<Runtime, Opinions>>): readonly (Agreement & { readonly between: string })[] {
  const pairs = [['node', 'chromium'], ['node', 'firefox'], ['chromium', 'firefox']] as const;
  const bands = [...opinions.node.values()].map((one) => ('band' in one ? one.band : 'declined'));
  for (const band of ['likely', 'unsure', 'no-sign', 'declined']) console.log(`${what}, ${band} in node: ${bands.filter((each) => each === band).length} items`);
  return pairs.map(([a, b]) => {
    const agreement = compare(opinions[a], opinions[b]);
    const { differences, sameBand, worst } = agreement;
    const mean = differences.reduce((sum, each) => sum + each, 0) / differences.length;
    const between = `${what}, ${a} and ${b}`;
    console.log(`${between}, largest difference: ${Math.max(...differences).toExponential(1)} probability (${worst})`);
    console.log(`${between}, mean difference: ${mean.toExponential(1)} probability`);
    console.log(`${between}, same band: ${(100 * sameBand).toFixed(1)} %`);
    return { ...agreement, between };
  });
}

/** Photographs of people as feeds serve them. */
async function facePictures(): Promise<readonly AgreementPicture[]> {
  const packed = (Object.keys(FACE_PHOTOGRAPHS) as FacePhotograph[]).flatMap((name) => [
    { name: `${name}.jpg`, file: facePhotograph(name).resize({ width: 1200 }).jpeg({ quality: 85 }) },
    { name: `${name}-mirrored.webp`, file: facePhotograph(name).flop().resize({ width: 1000 }).webp({ quality: 80 }) },
  ]);
  return Promise.all(packed.map(async ({ name, file }) => ({ name, bytes: await file.toBuffer() })));
}

interface Items {
  readonly pictures: readonly AgreementPicture[];
  readonly texts: readonly string[];
}

/** Of our own making, or out of the data where that is at hand. */
const SETS: Readonly<Record<'own' | 'data', () => Promise<Items>>> = {
  own: async () => ({ pictures: await agreementPictures(), texts: agreementTexts() }),
  async data() {
    const samples = spread(readManifest(['val', 'public']) ?? [], 50);
    const pictures = samples.map(async ({ path, sha256 }) => ({ name: `${sha256.slice(0, 16)}.jpg`, bytes: await readFile(path) }));
    return { pictures: await Promise.all(pictures), texts: spread(loadRows().filter(({ split }) => split === 'test'), 200).map(({ text }) => text) };
  },
};

const hasData = readManifest([]) !== undefined && hasTextData();
if (!hasData) console.log(`2 tests skipped: no data at ${DATA_DIR}`);

/** So many of a list, from all over it. */
function spread<T>(all: readonly T[], count: number): readonly T[] {
  return all.filter((_, i) => Math.floor((i * count) / all.length) !== Math.floor(((i - 1) * count) / all.length));
}

describe('node and both browsers', () => {
  const browsers = new Map<BrowserKind, BrowserDriver>();

  beforeAll(async () => {
    writeModel();
    for (const kind of BROWSERS) browsers.set(kind, await launchWithExtension(kind));
  });
  afterAll(() => Promise.all([...browsers.values()].map((browser) => browser.close())));

  /** What all three say, each of exactly so many items. */
  async function opinionsOn(path: string, url: string, detector: DetectorId, count: number): Promise<Readonly<Record<Runtime, Opinions>>> {
    const opinions = {
      node: await inNode(path),
      chromium: await inBrowser(browsers.get('chromium')!, url, detector, count),
      firefox: await inBrowser(browsers.get('firefox')!, url, detector, count),
    };
    expect(Object.values(opinions).map(({ size }) => size)).toEqual([count, count, count]);
    return opinions;
  }

  it('find the same faces, and say the same of each by itself', { timeout: 600_000 }, async () => {
    const pictures = await facePictures();
    const folder = await mkdtemp(join(tmpdir(), 'witnessmark-faces-'));
    await Promise.all(pictures.map(({ name, bytes }) => writeFile(join(folder, name), bytes)));
    const routes = Object.fromEntries(pictures.map(({ name, bytes }): [string, Route] => [`/${name}`, { type: typeOf(name), body: bytes }]));
    const pages = await servePages({ '/people': picturePage(pictures), ...routes });
    try {
      const { node, chromium, firefox } = await opinionsOn(folder, `${pages.url}people`, 'picture-ai', pictures.length);
      for (const { name } of pictures) {
        const faces = [node, chromium, firefox].map((opinions) => facesIn(opinions.get(name)));
        console.log(`${name}: ${faces.map(({ judged, probability }) => `${judged} faces, ${probability.toFixed(3)}`).join(' | ')}`);
        expect(new Set(faces.map(({ judged }) => judged)).size, name).toBe(1);
        expect(faces[0]!.judged, name).toBeGreaterThanOrEqual(2);
        const probabilities = faces.map(({ probability }) => probability);
        expect(Math.max(...probabilities) - Math.min(...probabilities), name).toBeLessThanOrEqual(0.03);
      }
    } finally {
      await pages.close();
      await rm(folder, { recursive: true });
    }
  });

  describe.each(['own', 'data'] as const)('asked about %s items', (set) => {
    let folder: string;
    let items: Items;
    let pages: ServedPages;

    beforeAll(async () => {
      if (set === 'data' && !hasData) return;
      items = await SETS[set]();
      folder = await mkdtemp(join(tmpdir(), 'witnessmark-agreement-'));
      await Promise.all(items.pictures.map(({ name, bytes }) => writeFile(join(folder, name), bytes)));
      const routes: Record<string, Route> = {
        '/pictures': picturePage(items.pictures),
        '/texts': feedPage(items.texts.map((text, i) => ({ path: `/t/${i}`, text: escaped(text) }))),
      };
      for (const { name, bytes } of items.pictures) routes[`/${name}`] = { type: typeOf(name), body: bytes };
      pages = await servePages(routes);
    });
    afterAll(async () => {
      await pages?.close();
      if (folder !== undefined) await rm(folder, { recursive: true });
    });

    it.skipIf(set === 'data' && !hasData)('say the same of fifty pictures', { timeout: 600_000 }, async () => {
      expect(items.pictures).toHaveLength(50);
      const opinions = await opinionsOn(folder, `${pages.url}pictures`, 'picture-ai', 50);
      for (const { between, differences, sameBand, atOdds } of agreements(`50 pictures (${set})`, opinions)) {
        expect(atOdds, between).toEqual([]);
        expect(Math.max(...differences), between).toBeLessThanOrEqual(0.03);
        expect(sameBand, between).toBeGreaterThanOrEqual(0.96);
      }
    });

    it.skipIf(set === 'data' && !hasData)('say the same of two hundred texts, to the digits that are kept', { timeout: 600_000 }, async () => {
      expect(items.texts).toHaveLength(200);
      const jsonl = join(folder, 'texts.jsonl');
      await writeFile(jsonl, items.texts.map((text, i) => `${JSON.stringify({ id: String(i), text })}\n`).join(''));
      const opinions = await opinionsOn(jsonl, `${pages.url}texts`, 'text-spam', 200);
      for (const { between, differences, sameBand, atOdds } of agreements(`200 texts (${set})`, opinions)) {
        expect(atOdds, between).toEqual([]);
        expect(Math.max(...differences), between).toBeLessThanOrEqual(KEPT_DIGITS);
        expect(sameBand, between).toBe(1);
      }
    });
  });
});
