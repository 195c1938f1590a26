import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Observation } from '../../lib/core/observation.ts';
import { alteredExtension, type AlteredExtension } from './support/altered-extension.ts';
import type { BrowserDriver } from './support/driver.ts';
import { ask, BROWSERS, labelsByPlace, launchWithExtension, observe } from './support/extension.ts';
import { feedPage, SCAM, TALK } from './support/feed-page.ts';
import { aJpeg } from './support/pictures.ts';
import { servePages, type ServedPages } from './support/serve-pages.ts';

/** Counts the engines that were started, and lets a test make the running ones throw where nothing catches. */
const WATCHED_ENGINE = `
  new BroadcastChannel('engine started').postMessage(null);
  new BroadcastChannel('throw').onmessage = () => { throw new Error('thrown by the test'); };
`;

describe.each(BROWSERS)('an engine that breaks in %s', (kind) => {
  let extension: AlteredExtension;
  let browser: BrowserDriver;
  let pages: ServedPages;
  let visits = 0;

  beforeAll(async () => {
    pages = await servePages({
      '/feed': feedPage([
        { path: '/p/scam', text: SCAM },
        { path: '/p/talk', text: TALK, html: '<img src="/shown.jpg" width="320" height="240">' },
      ]),
      '/shown.jpg': { type: 'image/jpeg', body: await aJpeg(21) },
    });
    extension = await alteredExtension(kind);
    await extension.prepend('worker.js', WATCHED_ENGINE);
    browser = await launchWithExtension(kind, { extensionDir: extension.dir, access: 'as-installed' });
  });
  afterAll(async () => {
    await browser?.close();
    await extension?.remove();
    await pages?.close();
  });

  /** Ends the host of the engine, the offscreen document or the event page, and counts the engines that its next one starts. */
  async function beginAnew(): Promise<void> {
    if (kind === 'chromium') await browser.evaluateInExtensionPage('chrome.offscreen.closeDocument().then(() => null)');
    else await browser.stopBackground();
    await browser.evaluateInExtensionPage(
      `void (globalThis.engines = 0, globalThis.channel ??= new BroadcastChannel('engine started'), channel.onmessage = () => { engines += 1; })`,
    );
  }
  beforeEach(async () => {
    // The first engine is there before it is ended.
    await ask(browser, 'get-settings', {});
    await beginAnew();
  });
  const enginesSince = () => browser.evaluateInExtensionPage<number>('engines');

  const hasPicture = ({ subjects }: Observation) => subjects.some(({ where }) => where.endsWith('.jpg'));
  async function visit() {
    const url = `${pages.url}feed?visit=${visits++}`;
    await browser.openPage(url);
    const observation = await observe(browser, url, { until: hasPicture });
    return { picture: observation.subjects.find(({ where }) => where.endsWith('.jpg')), labels: labelsByPlace(observation) };
  }
  const JUDGED = { quiet: [{ detector: 'picture-ai', band: expect.any(String) }] };
  const NOT_STARTED = { quiet: [{ abstain: 'detector-failed' }] };
  const TEXTS = { '/p/scam': ['spam suggested'] };

  it.each([
    ['the runtime', 'ort/ort-wasm-simd-threaded.wasm'],
    ['the model', 'models/picture-ai/onnx/model.onnx'],
    ['the model that finds faces', 'models/face-finder/onnx/model.onnx'],
  ])('because %s cannot be read is replaced a few times, then kept for texts; mended, the next one judges pictures', async (_what, file) => {
    await extension.replace(file, 'spoilt');
    expect(await visit()).toMatchObject({ picture: NOT_STARTED, labels: TEXTS });
    expect(await enginesSince()).toBe(4);
    expect(await visit()).toMatchObject({ picture: NOT_STARTED, labels: TEXTS });
    expect(await enginesSince()).toBe(4);
    // A restart of the browser, an update, in Firefox half a minute of quiet.
    await extension.restore(file);
    await beginAnew();
    expect(await visit()).toMatchObject({ picture: JUDGED, labels: TEXTS });
  });

  it('because its first start failed is replaced, and the very first picture is judged', async () => {
    const file = 'ort/ort-wasm-simd-threaded.wasm';
    await extension.replace(file, 'spoilt');
    // Mended as soon as a fresh engine is there.
    const url = `${pages.url}feed?visit=${visits++}`;
    await browser.openPage(url);
    await expect.poll(enginesSince, { interval: 20 }).toBeGreaterThanOrEqual(1);
    await extension.restore(file);
    expect(await enginesSince(), 'not given up before it was mended').toBeLessThan(4);
    const observation = await observe(browser, url, { until: hasPicture });
    expect(observation.subjects.find(({ where }) => where.endsWith('.jpg'))).toMatchObject(JUDGED);
  });

  it('because it throws is replaced, however often, and what was open is answered', async () => {
    for (let i = 0; i < 3; i++) {
      const url = `${pages.url}feed?visit=${visits++}`;
      await browser.openPage(url);
      await expect.poll(enginesSince, { message: 'an engine is there to throw' }).toBeGreaterThan(i);
      await browser.evaluateInExtensionPage(`void new BroadcastChannel('throw').postMessage(null)`);
      expect(labelsByPlace(await observe(browser, url))).toEqual(TEXTS);
    }
    expect(await enginesSince()).toBeGreaterThanOrEqual(3);
    expect(await visit()).toMatchObject({ picture: JUDGED, labels: TEXTS });
    expect((await ask(browser, 'get-settings', {})).ok).toBe(true);
  });
});
