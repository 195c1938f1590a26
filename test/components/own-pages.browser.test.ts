import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, type ListSummary } from '../../lib/core/settings.ts';
import { CHROMIUM, startComponentsBrowser, violationsOn, type ComponentsBrowser, type OpenOptions } from '../support/components-chromium.ts';
import { NOW_MS, STATES } from '../support/components-states.ts';

const judged = Object.values(STATES)
  .flat()
  .map((one, i) => ({ ...one, key: i.toString(16).padStart(16, '0') as typeof one.key }));

const list: ListSummary = {
  id: 'a'.repeat(64),
  name: 'Harbour watch',
  description: 'Scams seen around the harbour.',
  charter: 'Posts that ask for money under a false name.',
  appealContact: 'appeals@harbour.example',
  languages: ['en'],
  labels: [{ name: 'investment scam', core: 'scam' }],
  flags: 12_345,
  version: 1,
  seq: 3,
  importedAt: NOW_MS - 300_000,
  confirmedAt: NOW_MS - 900_000,
  expiresAt: NOW_MS,
};

const LOOKS: readonly (readonly [string, OpenOptions])[] = [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['with forced colours', { forcedColors: 'active' }],
];

describe.skipIf(CHROMIUM === undefined)('our own pages in a real browser', () => {
  let browser: ComponentsBrowser;
  beforeAll(async () => {
    browser = await startComponentsBrowser(CHROMIUM!);
  });
  afterAll(async () => browser?.close());

  async function openPopup(options: OpenOptions): Promise<Page> {
    const page = await browser.open('', { ownPage: true, viewport: { width: 360, height: 600 }, ...options });
    const health = { site: 'generic', layout: 'layout-changed', posts: 42, understood: 3, pictures: 12, badgesLost: 1 } as const;
    const report = { url: 'https://harbour.example/', tookMs: 12, judged, health };
    await page.evaluate((state) => window.harness.popup(state), { report, paused: false, modelsReady: false });
    return page;
  }

  it.each(LOOKS)('axe finds nothing in the popup: %s', async (_, options) => {
    const page = await openPopup(options);
    await page.locator('summary').click();
    expect(await violationsOn(page)).toEqual([]);
    await page.close();
  });

  it.each(LOOKS)('axe finds nothing on the options page: %s', async (_, options) => {
    const page = await browser.open('', { ownPage: true, ...options });
    await page.evaluate(
      (props) => window.harness.options(props),
      { lists: [list], importState: { kind: 'failed', message: 'The file ends too early.' } as const, settings: DEFAULT_SETTINGS },
    );
    await page.locator('summary').click();
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('button', { name: 'Erase everything' }).click();
    expect(await violationsOn(page)).toEqual([]);
    await page.close();
  });

  it('the popup keeps its buttons within the 600 px a browser gives it, however much there is to tell', async () => {
    const page = await openPopup({});
    const { y, height } = (await page.getByRole('button', { name: 'Options' }).boundingBox())!;
    expect(y + height).toBeLessThanOrEqual(600);
    await page.getByRole('button', { name: 'wrong tide table' }).click();
    expect(await page.evaluate(() => window.harness.heard.map((line) => line.split(' ')[0]))).toEqual(['onShow']);
    await page.close();
  });

  it('the popup is worked by keys alone', async () => {
    const page = await openPopup({});
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => window.harness.heard.map((line) => line.slice(0, 12)))).toEqual(['onPause true', 'onShow {"sub']);
    await page.close();
  });

  it('nothing runs out of a narrow window', async () => {
    const page = await browser.open('', { ownPage: true, viewport: { width: 340, height: 700 } });
    await page.evaluate(
      (props) => window.harness.options(props),
      { lists: [list], importState: { kind: 'idle' } as const, settings: DEFAULT_SETTINGS },
    );
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(340);
    await page.close();
  });
});
