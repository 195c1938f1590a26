import { afterEach, describe, expect, it } from 'vitest';
import type { Observation } from '../../lib/core/observation.ts';
import { aTextClassifier } from '../support/hub-text-classifier.ts';
import { alteredExtension, type AlteredExtension } from './support/altered-extension.ts';
import type { BrowserDriver } from './support/driver.ts';
import { ask, BROWSERS, launchWithExtension, observe } from './support/extension.ts';
import { feedPage, TALK } from './support/feed-page.ts';
import { serveHub, type HubServer } from './support/hub-server.ts';
import { aJpeg } from './support/pictures.ts';
import { servePages, type ServedPages } from './support/serve-pages.ts';

const LETTERS = 'harbour/letters';
const FANCY = 'A copper lantern and a copper whistle hang by the door.';
const QUIET = 'Rain over the harbour this morning; we read a book in the garden and had tea.';
/** Chromium's graphics chip in software. Convolutions take it seconds on an idle machine, minutes on a busy one. */
const IN_SOFTWARE = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];
const RUNTIME_WITH_GPU = 'ort-wasm-simd-threaded.asyncify.wasm';

/** Has a worker tell what it is asked, what it answers, what it fetches and what it warns of. */
const TELLING = `{
  const told = new BroadcastChannel('workers');
  const worker = crypto.randomUUID();
  const tell = (what) => told.postMessage({ worker, ...what });
  self.addEventListener('message', ({ data }) => data.kind === 'open' && tell({ opens: data.model, device: data.device }));
  const post = self.postMessage.bind(self);
  self.postMessage = (reply) => (tell({ reply }), post(reply));
  const get = self.fetch.bind(self);
  self.fetch = (asked, ...rest) => (tell({ fetched: String(asked.url ?? asked) }), get(asked, ...rest));
  const warn = console.warn.bind(console);
  console.warn = (...all) => (tell({ warned: all.join(' ') }), warn(...all));
}`;

/** Has a worker answer otherwise, as a chip would that reckons wrongly. */
const WRONG = `{
  const post = self.postMessage.bind(self);
  self.postMessage = (reply) => post(reply.kind === 'probed' ? { ...reply, logits: reply.logits.map((logit) => logit + 1) } : reply);
}`;

interface Told {
  readonly worker: string;
  readonly opens?: unknown;
  readonly device?: string;
  readonly reply?: { readonly kind?: string; readonly logits?: readonly number[]; readonly finding?: { readonly probability: number; readonly band: string } };
  readonly fetched?: string;
  readonly warned?: string;
}

let extension: AlteredExtension;
let browser: BrowserDriver;
let pages: ServedPages;
let hub: HubServer;

async function start(kind: (typeof BROWSERS)[number], extraArgs: readonly string[] = [], models = ''): Promise<void> {
  hub = await serveHub({ [LETTERS]: aTextClassifier() });
  const picture = (name: string) => `<img src="/${name}.jpg" width="320" height="240">`;
  pages = await servePages({
    '/first': feedPage([{ path: '/p/talk', text: TALK, html: picture('one') }]),
    '/second': feedPage([{ path: '/p/talk', text: TALK, html: picture('two') }]),
    '/fancy': feedPage([{ path: '/p/fancy', text: FANCY }]),
    '/quiet': feedPage([{ path: '/p/quiet', text: QUIET }]),
    '/one.jpg': { type: 'image/jpeg', body: await aJpeg(21) },
    '/two.jpg': { type: 'image/jpeg', body: await aJpeg(22) },
  });
  extension = await alteredExtension(kind);
  await extension.prepend('worker.js', TELLING);
  await extension.prepend('hub-model.js', `${models}${TELLING}`);
  browser = await launchWithExtension(kind, { extensionDir: extension.dir, access: 'as-installed', extraArgs });
  await browser.evaluateInExtensionPage(`void (globalThis.heard = [], globalThis.channel = new BroadcastChannel('workers'), channel.onmessage = ({ data }) => heard.push(data))`);
}
afterEach(async () => {
  await browser?.close();
  await extension?.remove();
  await hub?.close();
  await pages?.close();
});

const told = async () => JSON.parse(await browser.evaluateInExtensionPage<string>('JSON.stringify(heard)')) as readonly Told[];
const replies = async (device: string, kind: string) => {
  const all = await told();
  const workers = all.filter((each) => each.device === device).map(({ worker }) => worker);
  return all.filter(({ worker, reply }) => workers.includes(worker) && reply?.kind === kind).map(({ reply }) => reply!);
};
async function visit(path: string, until: (subject: Observation['subjects'][number]) => boolean): Promise<Observation['subjects'][number]> {
  const page = await browser.openPage(`${pages.url}${path}`);
  const { subjects } = await observe(browser, `${pages.url}${path}`, { until: (each) => each.subjects.some(until) });
  await page.close();
  return subjects.find(until)!;
}
const isPicture = ({ where }: Pick<Observation['subjects'][number], 'where'>) => where.endsWith('.jpg');
const isReadByChosen = ({ verdicts, quiet }: Observation['subjects'][number]) =>
  verdicts.some(({ evidence }) => evidence.some(({ source }) => /text model you chose/.test(source))) || quiet.some(({ detector }) => detector === 'text-hub');
const JUDGED = { quiet: [{ detector: 'picture-ai', band: expect.any(String) }] };

describe.runIf(BROWSERS.includes('chromium'))('with a graphics chip, in software', () => {
  it('a text model is proved there against wasm, and reads there from then on', async () => {
    await start('chromium', IN_SOFTWARE);
    await ask(browser, 'download-model', { server: hub.url, id: LETTERS, revision: 'main', file: 'onnx/model.onnx' });
    await expect.poll(() => ask(browser, 'get-models', {})).toMatchObject({ value: [{ state: { kind: 'ready' } }] });
    await ask(browser, 'use-model', { id: LETTERS, use: 'automatic' });
    expect(await visit('fancy', isReadByChosen)).toMatchObject({ verdicts: [{ label: 'spam' }] });

    await expect.poll(async () => (await replies('wasm', 'probed')).length, { timeout: 40_000 }).toBe(1);
    const [here] = await replies('wasm', 'probed');
    const [there] = await replies('webgpu', 'probed');
    console.log(`logits on wasm ${here?.logits?.join(', ')}, on the graphics chip ${there?.logits?.join(', ')}`);
    expect(there?.logits).toHaveLength(2);
    for (const [i, logit] of there!.logits!.entries()) expect(Math.abs(logit - here!.logits![i]!)).toBeLessThan(0.05);
    expect((await told()).filter(({ fetched }) => fetched?.endsWith(RUNTIME_WITH_GPU))).toHaveLength(1);

    expect(await visit('quiet', isReadByChosen)).toMatchObject({ verdicts: [] });
    expect((await replies('webgpu', 'measured')).map(({ finding }) => finding?.band)).toEqual(['no-sign']);
  });

  it('the picture model stays off it where it answers otherwise there or not in time, and pictures are judged all the same', async () => {
    await start('chromium', IN_SOFTWARE, WRONG);
    expect(await visit('first', isPicture)).toMatchObject(JUDGED);
    await expect.poll(async () => (await told()).filter(({ device }) => device === 'webgpu').map(({ opens }) => opens)).toEqual(['picture-ai']);
    expect(await visit('second', isPicture)).toMatchObject(JUDGED);
    await expect.poll(async () => (await told()).filter(({ warned }) => warned?.includes('stays off the graphics chip')).length, { timeout: 120_000 }).toBe(1);
    expect(await visit('first', isPicture)).toMatchObject(JUDGED);
    expect((await told()).filter(({ device }) => device === 'webgpu')).toHaveLength(1);
  });
});

describe.each(BROWSERS)('without a graphics chip, in %s', (kind) => {
  it('nothing of the runtime for one is loaded, and no second worker started', async () => {
    await start(kind);
    expect(await visit('first', isPicture)).toMatchObject(JUDGED);
    expect(await visit('second', isPicture)).toMatchObject(JUDGED);
    const all = await told();
    expect(all.some(({ fetched }) => fetched?.endsWith('models/picture-ai/card.json')), 'what is fetched is told').toBe(true);
    expect(all.filter(({ fetched, device }) => fetched?.includes('asyncify') || device === 'webgpu')).toEqual([]);
  });
});
