import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alteredExtension, type AlteredExtension } from './support/altered-extension.ts';
import type { BrowserDriver } from './support/driver.ts';
import { ask, BROWSERS, labelsByPlace, launchWithExtension, observe, tabIdOf } from './support/extension.ts';
import { feedPage, SCAM, TALK } from './support/feed-page.ts';
import { aJpeg } from './support/pictures.ts';
import { servePages, type ServedPages } from './support/serve-pages.ts';

/** Noise as guards against fingerprinting make it, on everything that is read from a canvas. `session` differs each time. */
const KINDS_OF_NOISE = {
  everywhere: 'data[i] + (hash(i) & 1 ? 1 : -1)',
  'one level in a few channels': 'hash(i) % 37 === 0 ? data[i] ^ 1 : data[i]',
  'on large canvases only': 'width * height > 40_000 && hash(i) % 5 === 0 ? data[i] ^ 1 : data[i]',
  'in one colour': 'i % 4 === 2 && hash(i) & 1 ? data[i] ^ 1 : data[i]',
  none: 'data[i]',
} as const;
type NoiseName = keyof typeof KINDS_OF_NOISE;

const NOISE_AT_START: NoiseName = 'everywhere';

/** Stands where the browser's own guard would: between a canvas and who reads it. */
const NOISY_CANVAS = `{
  const session = crypto.getRandomValues(new Uint32Array(1))[0];
  const hash = (i) => Math.imul((i + 1) ^ session, 2_654_435_761) >>> 11;
  const kinds = { ${Object.entries(KINDS_OF_NOISE).map(([name, formula]) => `${JSON.stringify(name)}: (data, i, width, height) => ${formula}`).join(', ')} };
  let noise = kinds[${JSON.stringify(NOISE_AT_START)}];
  new BroadcastChannel('noise').onmessage = ({ data }) => { noise = kinds[data]; };
  const { getImageData } = OffscreenCanvasRenderingContext2D.prototype;
  OffscreenCanvasRenderingContext2D.prototype.getImageData = function (...area) {
    const read = getImageData.apply(this, area);
    const { data, width, height } = read;
    for (let i = 0; i < data.length; i++) if (i % 4 !== 3) data[i] = noise(data, i, width, height);
    return read;
  };
}`;

describe.each(BROWSERS)('noise on what is read from a canvas, in %s', (kind) => {
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
      '/shown.jpg': { type: 'image/jpeg', body: await aJpeg(11) },
    });
    extension = await alteredExtension(kind);
    await extension.prepend('worker.js', NOISY_CANVAS);
    browser = await launchWithExtension(kind, { extensionDir: extension.dir, access: 'as-installed' });
  });
  afterAll(async () => {
    await browser?.close();
    await extension?.remove();
    await pages?.close();
  });

  const makeNoise = (name: NoiseName) =>
    browser.evaluateInExtensionPage(`void new BroadcastChannel('noise').postMessage(${JSON.stringify(name)})`);

  /** What is said of the picture in a tab of its own, and the labels of the texts beside it. */
  async function visit() {
    const url = `${pages.url}feed?visit=${visits++}`;
    await browser.openPage(url);
    const observation = await observe(browser, url, { until: ({ subjects }) => subjects.some(({ where }) => where.endsWith('.jpg')) });
    const picture = observation.subjects.find(({ where }) => where.endsWith('.jpg'));
    return { url, picture, labels: labelsByPlace(observation) };
  }

  it('from the start: pictures abstain with the reason, the popup says so, texts are labelled', async () => {
    const { url, picture, labels } = await visit();
    expect(picture).toMatchObject({ verdicts: [], quiet: [{ detector: 'picture-ai', abstain: 'self-test-failed' }] });
    expect(labels).toEqual({ '/p/scam': ['spam suggested'] });
    const popup = await browser.openExtensionPage(`popup.html?tab=${await tabIdOf(browser, url)}`);
    await expect.poll(() => popup.evaluate('document.body.textContent')).toContain('browser changes picture data');
    await popup.close();
  });

  it('that stops: the same picture is judged at its next sight', async () => {
    await makeNoise('none');
    expect((await visit()).picture).toMatchObject({ quiet: [{ detector: 'picture-ai', band: expect.any(String) }] });
  });

  it.each(['one level in a few channels', 'on large canvases only', 'in one colour', 'everywhere'] as const)(
    'that begins later, %s: what was not measured before abstains',
    async (name) => {
      // What was measured without noise is remembered; here it is to be measured anew.
      await ask(browser, 'erase-everything', {});
      await makeNoise(name);
      expect((await visit()).picture).toMatchObject({ quiet: [{ abstain: 'self-test-failed' }] });
    },
  );
});

/** Counts the channels that come back changed from a canvas of known pixels. */
const CHANGED_CHANNELS = `(() => {
  const context = new OffscreenCanvas(64, 64).getContext('2d');
  const drawn = new ImageData(64, 64);
  drawn.data.forEach((_, i, data) => { data[i] = i % 4 === 3 ? 255 : (i * 7919 >> 3) & 255; });
  context.putImageData(drawn, 0, 0);
  const { data } = context.getImageData(0, 0, 64, 64);
  return data.reduce((changed, value, i) => changed + (value === drawn.data[i] ? 0 : 1), 0);
})()`;

describe.each([
  ['resistFingerprinting', { 'privacy.resistFingerprinting': true }],
  ['fingerprintingProtection', { 'privacy.fingerprintingProtection': true, 'privacy.fingerprintingProtection.overrides': '+CanvasRandomization,+CanvasImageExtractionPrompt' }],
])('Firefox with %s', (_name, prefs) => {
  it('changes what pages read and leaves extensions alone: pictures are judged', async () => {
    const pages = await servePages({
      '/feed': feedPage([{ path: '/p/talk', text: TALK, html: '<img src="/shown.jpg" width="320" height="240">' }]),
      '/shown.jpg': { type: 'image/jpeg', body: await aJpeg(12) },
    });
    const browser = await launchWithExtension('firefox', { prefs });
    try {
      const page = await browser.openPage(`${pages.url}feed`);
      expect(await page.evaluate(CHANGED_CHANNELS)).toBeGreaterThan(0);
      const observation = await observe(browser, `${pages.url}feed`, { until: ({ subjects }) => subjects.some(({ where }) => where.endsWith('.jpg')) });
      const picture = observation.subjects.find(({ where }) => where.endsWith('.jpg'));
      expect(picture).toMatchObject({ quiet: [{ detector: 'picture-ai', band: expect.any(String) }] });
    } finally {
      await browser.close();
      await pages.close();
    }
  });
});
