/**
 * What reading provenance costs a picture: the look for Content Credentials, all other marks, and credentials in full by
 * the library, in node and in a worker of Chromium as the extension has it; and how many bytes of the library are loaded
 * for pictures without credentials. Run: `npm run bench:provenance`.
 */
import { readFile, stat } from 'node:fs/promises';
import { NO_TRUST, type C2paTrust } from '../../lib/core/c2pa-reading.ts';
import { openC2paInNode } from '../../lib/provenance/read-c2pa-node.ts';
import { launchWithExtension } from '../e2e/support/extension.ts';
import { servePages } from '../e2e/support/serve-pages.ts';
import { signed } from '../support/c2pa-builder.ts';
import { created, makeSigners, SIGNED_AT } from '../support/c2pa-pictures.ts';
import { stampAt } from '../support/c2pa-time-stamp.ts';
import { own } from '../support/media-pictures.ts';
import { bundleWorker, repository } from './bundle-worker.ts';
import { feedPictures } from './feed-pictures.ts';
import { provenanceWork, type Timed } from './provenance-work.ts';
import { median, quantile, say } from './rows.ts';

const PICTURES = 30;
const ROUNDS = 3;
const built = `${repository}.output/chrome-mv3/`;
const LIBRARY = ['c2pa.js', 'c2pa/c2pa_bg.wasm'];

const { camera, clock, trust } = await makeSigners();
const plain = await feedPictures(PICTURES);
const stamp = stampAt(SIGNED_AT, clock);
const withCredentials = await Promise.all(
  plain.map(async ({ type, body }) => ({ type, body: await signed(own(body), { signer: camera, stamp, mediaType: type, actions: [created('digitalCapture')] }) })),
);

type Ask = (set: 'plain' | 'signed', i: number, trusted: C2paTrust) => Promise<Timed>;

/** Plain pictures first: what they had loaded is known before anything else is. */
async function measure(where: string, ask: Ask, loadedBytes?: () => Promise<number>): Promise<void> {
  const plainTimes: Timed[] = [];
  for (let round = 0; round < ROUNDS; round++) for (let i = 0; i < PICTURES; i++) plainTimes.push(await ask('plain', i, trust));
  if (plainTimes.some(({ state }) => state !== 'none')) throw new Error('A plain picture has credentials.');
  if (loadedBytes !== undefined) say({ name: `${where}: bytes of the library loaded for ${PICTURES} pictures without credentials`, value: await loadedBytes(), unit: 'bytes', aim: { bound: '≤', value: 0 } });
  const first = await ask('signed', 0, trust);
  if (loadedBytes !== undefined) say({ name: `${where}: the same after one with credentials`, value: await loadedBytes(), unit: 'bytes' });
  const signedTimes: Timed[] = [];
  for (let round = 0; round < ROUNDS; round++) for (let i = 0; i < PICTURES; i++) signedTimes.push(await ask('signed', i, trust));
  if (signedTimes.some(({ state }) => state !== 'trusted')) throw new Error('A signed picture is not trusted.');
  const finds = [...plainTimes, ...signedTimes].map(({ findMs }) => findMs);
  say({ name: `${where}: the look for credentials, a picture`, value: median(finds), unit: 'ms', aim: { bound: '≤', value: 1 }, note: `most ${Math.max(...finds).toFixed(3)}` });
  say({ name: `${where}: all other marks, a picture`, value: median(plainTimes.map(({ marksMs }) => marksMs)), unit: 'ms' });
  say({ name: `${where}: credentials in full, a picture`, value: median(signedTimes.map(({ readMs }) => readMs)), unit: 'ms', note: `nine of ten within ${quantile(signedTimes.map(({ readMs }) => readMs), 0.9).toFixed(0)}` });
  say({ name: `${where}: the first one, library and all`, value: first.readMs, unit: 'ms' });
  await withOfficialLists(where, ask);
}

/** Lists of the official size cost each reading: their certificates are parsed anew. */
async function withOfficialLists(where: string, ask: Ask): Promise<void> {
  const folder = `${process.env['WITNESSMARK_DATA'] ?? `${repository}../shared/data`}/c2pa/trust-official/`;
  const read = (file: string) => readFile(`${folder}${file}`, 'utf8');
  const lists = await Promise.all([read('C2PA-TRUST-LIST.pem'), read('C2PA-TSA-TRUST-LIST.pem')]).catch(() => undefined);
  if (lists === undefined) return void console.log(`${where}: official lists not measured: none at ${folder}`);
  const times: number[] = [];
  for (let i = 0; i < PICTURES; i++) times.push((await ask('signed', i, { ...NO_TRUST, signers: lists[0], timeStampers: lists[1] })).readMs);
  say({ name: `${where}: the same by the official lists`, value: median(times), unit: 'ms' });
}

const inNode = openC2paInNode();
await measure('node', (set, i, trusted) => provenanceWork((set === 'plain' ? plain : withCredentials)[i]!.body, inNode.readC2pa, trusted));
inNode.end();

const sizes = Object.fromEntries(await Promise.all(LIBRARY.map(async (file) => [`/${file}`, (await stat(`${built}${file}`)).size] as const)));
const types = { js: 'text/javascript', wasm: 'application/wasm' } as const;
const library = await Promise.all(LIBRARY.map(async (file) => [`/${file}`, { type: types[file.endsWith('.js') ? 'js' : 'wasm'], body: await readFile(`${built}${file}`) }] as const));
const server = await servePages({
  '/': `<!doctype html><meta charset="utf-8"><title>Provenance</title><script>
const worker = new Worker('/provenance.worker.js', { type: 'module' });
function ask(question) {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(question);
  });
}
</script>`,
  ...(await bundleWorker({ entryPoints: ['test/bench/provenance.worker.ts'] })),
  ...Object.fromEntries(library),
  ...Object.fromEntries(plain.map((picture, i) => [`/plain/${i}`, picture])),
  ...Object.fromEntries(withCredentials.map((picture, i) => [`/signed/${i}`, picture])),
});
const browser = await launchWithExtension('chromium');
try {
  const page = await browser.openPage(server.url);
  await measure(
    'Chromium’s worker',
    (set, i, trusted) => page.evaluate<Timed>(`ask(${JSON.stringify({ url: `/${set}/${i}`, trust: trusted })})`),
    async () => server.requests.reduce((sum, path) => sum + (sizes[path] ?? 0), 0),
  );
} finally {
  await browser.close();
  await server.close();
}
