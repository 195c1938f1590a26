/**
 * What a judgement costs and how good it is, beside peers on the same items and in turns: posts against naive Bayes in
 * one process, pictures against nsfwjs in one page. Run: `npm run bench:judgement`, or one part of it by
 * `-- texts` or `-- pictures`. Texts need the data, which is not part of the repository; the pictures are our own.
 */
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import type { Detector, TextInput } from '../../lib/core/detector.ts';
import { createTextDetectors } from '../../lib/detect/text-detectors.ts';
import { evaluate, type Answered, type Evaluation } from '../../lib/measure/evaluation.ts';
import { requireBrowser } from '../../scripts/browsers.mjs';
import { binaryRows, groupOf, hasTextData, loadRows, TEXT_DATA_DIR, type Row } from '../../training/text/corpus.ts';
import { servePages, type Route } from '../e2e/support/serve-pages.ts';
import { feedPictures } from './feed-pictures.ts';
import { learnNaiveBayes, PREPARATIONS, type TextJudge } from './naive-bayes.ts';
import { askWorker, firstVerdict, pageRoutes, TFJS_WASM, type BenchReply, type Contestant } from './pictures-page.ts';
import { median, say } from './rows.ts';

const PARTS = ['texts', 'pictures'] as const;
const named = process.argv.slice(2);
const parts = named.length === 0 ? PARTS : PARTS.filter((part) => named.includes(part));
if (parts.length < named.length) throw new Error(`there is no part ${named.join(' ')}, only ${PARTS.join(' and ')}`);

const BATCH = 50;
const ROUNDS = 100;
const PICTURES = 30;
/** Whoever has taken this long is asked for no more pictures: the run is to end within minutes where a backend is slow. */
const MOST_MS = 15_000;
const STOP = new AbortController().signal;

const OURS: Contestant = { name: 'Witnessmark', script: '/pictures-ours.worker.js' };
const NSFWJS: readonly Contestant[] = [
  { name: 'nsfwjs', script: '/pictures-nsfwjs.worker.js' },
  { name: 'nsfwjs, wasm', script: '/pictures-nsfwjs-wasm.worker.js', backend: 'wasm' },
];

console.log(`load average ${loadavg().map((load) => load.toFixed(1)).join(', ')}`);
if (parts.includes('texts')) {
  if (hasTextData()) await texts(loadRows());
  else console.log(`1 part skipped: no texts at ${TEXT_DATA_DIR}`);
}
if (parts.includes('pictures')) await pictures();

/** A judge beside ours, by the name under which its figures stand. */
type Peers = Readonly<Record<string, TextJudge>>;

async function texts(rows: readonly Row[]): Promise<void> {
  const [train, test] = [binaryRows(rows, 'train'), binaryRows(rows, 'test')];
  const peers: Record<string, TextJudge> = {};
  for (const name of Object.keys(PREPARATIONS) as (keyof typeof PREPARATIONS)[]) {
    const startMs = performance.now();
    peers[name] = learnNaiveBayes(train, name);
    say({ name: `${name}: learning`, value: (performance.now() - startMs) / 1000, unit: 's', note: `${train.length} texts` });
  }
  const weights = readFileSync('public/models/text-spam/weights.bin');
  const detectors = createTextDetectors({ weights, card: JSON.parse(readFileSync('public/models/text-spam/card.json', 'utf8')) }, { now: Date.now });
  if (!detectors.ok) throw new Error(detectors.error.message);
  say({ name: 'what is kept of what was learnt', value: weights.length / 1e6, unit: 'MB', aim: { bound: '≤', value: 0.5 }, beside: besidePeers(peers, ({ bytes }) => bytes / 1e6), note: 'ours for three labels' });
  await textCosts(test, Object.values(detectors.value), peers);
  await textQuality(test, detectors.value.spam, peers);
}

function besidePeers<T>(peers: Readonly<Record<string, T>>, of: (peer: T) => number): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(peers).map(([name, peer]) => [name, of(peer)]));
}

/** Batches in turns: spam alone, which is all that the peers answer; every label, which is what a reader pays; the peers. */
async function textCosts(test: readonly Row[], all: readonly Detector<TextInput>[], peers: Peers): Promise<void> {
  const contestants: readonly (readonly [string, (batch: readonly Row[]) => Promise<void> | void])[] = [
    ['spam', async (batch) => void (await all[0]!.measure(batch.map(({ text }) => ({ text })), STOP))],
    [
      'all labels',
      async (batch) => {
        // The same objects for all: a text is taken apart once.
        const inputs = batch.map(({ text }) => ({ text }));
        for (const detector of all) await detector.measure(inputs, STOP);
      },
    ],
    ...Object.entries(peers).map(([name, peer]) => [name, (batch: readonly Row[]) => batch.forEach(({ text }) => peer.answer(text))] as const),
  ];
  const [micros, cpu] = [new Map<string, number[]>(contestants.map(([name]) => [name, []])), new Map<string, number[]>(contestants.map(([name]) => [name, []]))];
  for (let round = 0; round < ROUNDS && round * BATCH < test.length; round++) {
    const batch = test.slice(round * BATCH, (round + 1) * BATCH);
    for (const [name, judge] of contestants) {
      const [startMs, before] = [performance.now(), process.cpuUsage()];
      await judge(batch);
      micros.get(name)!.push(((performance.now() - startMs) * 1000) / batch.length);
      const { user, system } = process.cpuUsage(before);
      cpu.get(name)!.push((user + system) / batch.length);
    }
  }
  const of = (times: ReadonlyMap<string, number[]>) => Object.fromEntries(Object.keys(peers).map((name) => [name, times.get(name)!]));
  const rounds = Math.min(ROUNDS, Math.ceil(test.length / BATCH));
  for (const name of ['spam', 'all labels']) {
    say({ name: `a post, ${name}, median`, value: median(micros.get(name)!), unit: 'µs', beside: besidePeers(of(micros), median), note: `${rounds} batches of ${BATCH} in turns` });
    say({ name: `a post, ${name}, least`, value: Math.min(...micros.get(name)!), unit: 'µs', beside: besidePeers(of(micros), (each) => Math.min(...each)) });
    say({ name: `a post, ${name}, processor time`, value: median(cpu.get(name)!), unit: 'µs', aim: { bound: '≤', value: 1000 }, beside: besidePeers(of(cpu), median), note: 'median; other programs disturb it less' });
  }
}

/** By the code of `evaluate`, on the rows that ours answers: the peers always do. */
async function textQuality(test: readonly Row[], spam: Detector<TextInput>, peers: Peers): Promise<void> {
  const findings = await spam.measure(test.map(({ text }) => ({ text })), STOP);
  const rows = test.flatMap((row, i) => {
    const answer = findings[i]!;
    return answer.kind === 'signal' ? [{ text: row.text, positive: row.label === 1, group: groupOf(row), answer }] : [];
  });
  const ours = evaluate(rows);
  const theirs = Object.fromEntries(Object.entries(peers).map(([name, peer]) => [name, evaluate(rows.map((row): Answered => ({ ...row, answer: peer.answer(row.text) })))]));
  const beside = (unit: '' | '%', name: string, of: (from: Evaluation) => number | null, note?: string) => {
    const scaled = (from: Evaluation) => (of(from) ?? Number.NaN) * (unit === '%' ? 100 : 1);
    say({ name, value: scaled(ours), unit, beside: besidePeers(theirs, scaled), ...(note === undefined ? {} : { note }) });
  };
  say({
    name: 'test rows that are judged',
    value: rows.length,
    unit: '',
    note: `of ${test.length}; of these nothing was learnt by ${Object.entries(peers).map(([name, peer]) => `${name}: ${rows.filter(({ text }) => peer.knowsNothingOf(text)).length}`).join(', ')}`,
  });
  beside('', 'spam, PR-AUC', ({ prAuc }) => prAuc);
  beside('', 'spam, AUC', ({ auc }) => auc);
  beside('', 'spam, F1 as called', ({ likely }) => likely.f1, 'ours where it is called likely');
  beside('%', 'spam found, as called', ({ likely }) => likely.found);
  beside('%', 'spam found at 1 % false positives', ({ foundAt1 }) => foundAt1);
  beside('%', 'false positives, as called', ({ likely }) => likely.falsePositives);
  beside('', 'calibration error', ({ calibrationError }) => calibrationError);
  for (const { group, negatives } of ours.groups.filter((each) => each.negatives > 0)) {
    beside('%', `false positives, ${group}`, ({ groups }) => groups.filter((each) => each.group === group).map(({ flagged }) => flagged / negatives)[0] ?? null, `${negatives} clean texts`);
  }
}

/** Detector and peer in workers of one page, each picture to all of them before the next; from bytes to verdict. */
async function pictures(): Promise<void> {
  const all = await feedPictures(PICTURES);
  const server = await servePages({ ...(await pageRoutes()), ...(await ownFiles()), ...Object.fromEntries(all.map((picture, i) => [`/picture/${i}`, picture])) });
  const browser = await chromium.launch({ executablePath: requireBrowser('chromium'), args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage();
    await page.goto(server.url);
    const contestants = [OURS, ...NSFWJS].map((contestant) => ({ contestant, firstMs: 0, replies: [] as BenchReply[] }));
    for (const each of contestants) each.firstMs = await firstVerdict(page, each.contestant, '/picture/0');
    // What ours declines costs it next to nothing: compared is what it judges.
    const judged: number[] = [];
    for (let i = 0; i < PICTURES; i++) if ((await askWorker(page, OURS.name, { url: `/picture/${i}` })).declined === undefined) judged.push(i);
    for (const i of judged) {
      for (const { contestant, replies } of contestants) {
        if (replies.reduce((sum, reply) => sum + totalMs(reply), 0) > MOST_MS) continue;
        replies.push(await askWorker(page, contestant.name, { url: `/picture/${i}`, backend: contestant.backend }));
      }
    }
    const [ours, ...theirs] = contestants.map(({ contestant, firstMs, replies }) => ({ name: contestant.name, firstMs, ms: replies.map(totalMs), said: replies[0]!.said }));
    const besideOf = (of: (one: { readonly ms: readonly number[]; readonly firstMs: number }) => number) => Object.fromEntries(theirs.map((one) => [one.name, of(one)]));
    // Compared over the pictures that all were asked about.
    const asked = Math.min(...[ours!, ...theirs].map(({ ms }) => ms.length));
    const common = (one: { readonly ms: readonly number[] }) => one.ms.slice(0, asked);
    say({ name: 'a picture, median', value: median(common(ours!)), unit: 'ms', beside: besideOf((one) => median(common(one))), note: `${asked} pictures of 600 to 1200 pixels in turns, ${PICTURES - judged.length} of ${PICTURES} left out that ours declines; ${theirs.map(({ name, said }) => `${name} says ${said}`).join(', ')}` });
    say({ name: 'a picture, least', value: Math.min(...common(ours!)), unit: 'ms', beside: besideOf((one) => Math.min(...common(one))) });
    say({ name: 'a picture, first verdict', value: ours!.firstMs, unit: 'ms', beside: besideOf(({ firstMs }) => firstMs), note: 'scripts and model within' });
  } finally {
    await browser.close();
    await server.close();
  }
}

function totalMs({ decodeMs, judgeMs }: BenchReply): number {
  return decodeMs + judgeMs;
}

/** The models as built, the runtime as it ships, and tfjs' wasm files. */
async function ownFiles(): Promise<Readonly<Record<string, Route>>> {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const types: Readonly<Record<string, string>> = { '.wasm': 'application/wasm', '.mjs': 'text/javascript', '.json': 'application/json' };
  const routesOf = async (route: string, folder: string, wanted: RegExp) => {
    const names = (await readdir(folder, { recursive: true })).filter((name) => wanted.test(name));
    return Promise.all(names.map(async (name) => [`/${route}/${name}`, { type: types[path.extname(name)] ?? 'application/octet-stream', body: await readFile(path.join(folder, name)) }] as const));
  };
  const routes = await Promise.all([
    routesOf('models', `${root}public/models`, /\.(json|onnx|bin)$/),
    routesOf('ort', `${root}node_modules/onnxruntime-web/dist`, /^ort-wasm-simd-threaded\.(mjs|wasm)$/),
    routesOf('tfjs-wasm', TFJS_WASM, /\.wasm$/),
  ]);
  return Object.fromEntries(routes.flat());
}
