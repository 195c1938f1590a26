/**
 * What faces cost: finding them in every picture, and judging those there are. One Chromium, one worker, one wasm thread,
 * as in the extension; processor time of the whole browser, which other programs disturb less than the clock.
 * Run: `npm run bench:faces`.
 */
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { launchWithExtension } from '../e2e/support/extension.ts';
import { servePages, type Route } from '../e2e/support/serve-pages.ts';
import { FACE_PHOTOGRAPHS, facePhotograph, type FacePhotograph } from '../support/face-photographs.ts';
import { bundleWorker, repository, WASM_ONLY } from './bundle-worker.ts';
import { DEVTOOLS_ARGS, openDevTools } from './devtools.ts';
import type { FaceReply, FaceWork } from './faces-ours.worker.ts';
import { feedPictures } from './feed-pictures.ts';
import { median, say } from './rows.ts';

const WITHOUT = 30;
const ROUNDS = 4;
const built = `${repository}.output/chrome-mv3/`;

const without = await feedPictures(WITHOUT);
const people = await Promise.all(
  (Object.keys(FACE_PHOTOGRAPHS) as FacePhotograph[]).map(async (name) => ({ type: 'image/jpeg', body: await facePhotograph(name).resize({ width: 1200 }).jpeg({ quality: 85 }).toBuffer() })),
);
const folder = await mkdtemp(path.join(tmpdir(), 'witnessmark-bench-'));
const profileDir = path.join(folder, 'profile');
const server = await servePages({
  '/': pageWithWorker(),
  ...(await ownFiles()),
  ...Object.fromEntries(without.map((picture, i) => [`/without/${i}`, picture])),
  ...Object.fromEntries(people.map((picture, i) => [`/people/${i}`, picture])),
});
const browser = await launchWithExtension('chromium', { profileDir, extraArgs: DEVTOOLS_ARGS });
try {
  const page = await browser.openPage(server.url);
  const devTools = await openDevTools(profileDir);
  const ask = (url: string, work: FaceWork): Promise<FaceReply> => page.evaluate<FaceReply>(`ask(${JSON.stringify({ url, work })})`);
  /** Processor time of one after the other, a picture, after each was seen once. */
  async function cost(urls: readonly string[], work: FaceWork): Promise<{ readonly cpuMs: number; readonly ms: number; readonly leastMs: number; readonly faces: number }> {
    for (const url of urls) await ask(url, work);
    const before = await devTools.cpuMs();
    const replies: FaceReply[] = [];
    for (let round = 0; round < ROUNDS; round++) for (const url of urls) replies.push(await ask(url, work));
    const cpuMs = ((await devTools.cpuMs()) - before) / replies.length;
    const times = replies.map(({ ms }) => ms);
    return { cpuMs, ms: median(times), leastMs: Math.min(...times), faces: replies.reduce((sum, { faces }) => sum + faces, 0) / replies.length };
  }
  const withoutUrls = without.map((_, i) => `/without/${i}`);
  const peopleUrls = people.map((_, i) => `/people/${i}`);
  const finding = await cost(withoutUrls, 'find');
  say({ name: 'finding faces where there are none, processor time a picture', value: finding.cpuMs, unit: 'ms', aim: { bound: '≤', value: 25 }, note: `by the clock ${finding.ms.toFixed(0)}, least ${finding.leastMs.toFixed(0)}; ${finding.faces.toFixed(2)} faces a picture` });
  const judging = await cost(withoutUrls, 'judge');
  say({ name: 'judging the same pictures, finding included', value: judging.cpuMs, unit: 'ms', note: `by the clock ${judging.ms.toFixed(0)}, least ${judging.leastMs.toFixed(0)}` });
  const blind = await cost(peopleUrls, 'judge without faces');
  const seeing = await cost(peopleUrls, 'judge');
  say({ name: 'judging photographs of people, faces found but none judged', value: blind.cpuMs, unit: 'ms', note: `by the clock ${blind.ms.toFixed(0)}, least ${blind.leastMs.toFixed(0)}` });
  say({ name: 'the same, faces judged', value: seeing.cpuMs, unit: 'ms', note: `by the clock ${seeing.ms.toFixed(0)}, least ${seeing.leastMs.toFixed(0)}; ${seeing.faces.toFixed(2)} faces a picture` });
  devTools.close();
} finally {
  await browser.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
}

function pageWithWorker(): string {
  return `<!doctype html><meta charset="utf-8"><title>Faces</title><script>
const worker = new Worker('/faces-ours.worker.js', { type: 'module' });
function ask(question) {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(question);
  });
}
</script>`;
}

/** The worker, and models and runtime where it looks for them, from the built extension. */
async function ownFiles(): Promise<Readonly<Record<string, Route>>> {
  const script = await bundleWorker({ entryPoints: ['test/bench/faces-ours.worker.ts'], alias: WASM_ONLY });
  const types: Readonly<Record<string, string>> = { '.wasm': 'application/wasm', '.mjs': 'text/javascript', '.json': 'application/json' };
  const files = [
    ...['picture-ai', 'face-finder'].flatMap((id) => ['card.json', 'config.json', 'onnx/model.onnx'].map((file) => `models/${id}/${file}`)),
    ...(await readdir(`${built}ort`)).map((file) => `ort/${file}`),
  ];
  const routes = files.map(async (file) => [`/${file}`, { type: types[path.extname(file)] ?? 'application/octet-stream', body: await readFile(`${built}${file}`) }] as const);
  return { ...Object.fromEntries(await Promise.all(routes)), ...script };
}
