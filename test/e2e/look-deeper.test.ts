import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { app1, aSourceType } from '../support/provenance-pictures.ts';
import type { BrowserDriver, Page, ShadowElement } from './support/driver.ts';
import { BROWSERS, launchWithExtension, observe, tabIdOf } from './support/extension.ts';
import { aJpeg } from './support/pictures.ts';
import { servePages, type ServedPages } from './support/serve-pages.ts';

const THUMB = '/wp-content/uploads/fog-400x300.jpg';
const ORIGINAL = '/wp-content/uploads/fog.jpg';
const LONE = '/lone.jpg';

describe.each(BROWSERS)('looking deeper in %s', (kind) => {
  let browser: BrowserDriver;
  let pages: ServedPages;
  let page: Page;
  let url: string;

  beforeAll(async () => {
    const [thumb, lone, large] = [await aJpeg(60, 400, 300), await aJpeg(61, 400, 300), await aJpeg(60, 1600, 1200)];
    const original = Buffer.concat([large.subarray(0, 2), app1(aSourceType('trainedAlgorithmicMedia')), large.subarray(2)]);
    pages = await servePages({
      '/feed': `<!doctype html><html lang="en"><title>Fog</title><body><p><img src="${THUMB}" width="400" height="300"></p><p><img src="${LONE}" width="400" height="300"></p></body></html>`,
      [THUMB]: { type: 'image/jpeg', body: thumb },
      [LONE]: { type: 'image/jpeg', body: lone },
      [ORIGINAL]: { type: 'image/jpeg', body: original },
    });
    url = `${pages.url}feed`;
    browser = await launchWithExtension(kind);
    page = await browser.openPage(url);
    await observe(browser, url, { until: ({ subjects }) => subjects.length >= 2 });
  });
  afterAll(async () => {
    await browser?.close();
    await pages?.close();
  });

  const askAbout = async (path: string) =>
    browser.evaluateInExtensionPage<null>(
      `(globalThis.browser ?? chrome).tabs.sendMessage(${await tabIdOf(browser, url)}, ${JSON.stringify({ name: 'ask-picture', request: { url: new URL(path, pages.url).href } })}).then(() => null)`,
    );
  const cards = async () => (await page.pierce()).filter(({ elements }) => elements.some(({ attributes }) => attributes['class'] === 'card'));
  const button = async (text: string) => (await cards()).flatMap(({ elements }) => elements).find((element: ShadowElement) => element.tag === 'button' && element.text === text);
  async function press(text: string): Promise<void> {
    await expect.poll(async () => (await button(text)) !== undefined, { timeout: 60_000 }).toBe(true);
    const box = await page.boxOf((await button(text))!);
    await page.click(box!.x + box!.width / 2, box!.y + box!.height / 2);
  }
  const cardText = async () => (await cards()).map(({ text }) => text).join(' ');

  it('fetches nothing before the reader asks for it', async () => {
    await askAbout(THUMB);
    await expect.poll(async () => (await button('Look deeper')) !== undefined, { timeout: 60_000 }).toBe(true);
    expect(await cardText()).not.toContain('Says it is AI-made');
    expect(pages.requests).not.toContain(ORIGINAL);
  });

  it('says what is found in the larger copy, on the same card, and in the record of the page', async () => {
    await press('Look deeper');
    await expect.poll(cardText, { timeout: 60_000 }).toContain('Looked at a larger copy: 1,600 × 1,200.');
    expect(await cardText()).toContain('Says it is AI-made');
    expect(pages.requests.filter((path) => path === ORIGINAL)).toHaveLength(1);
    const { subjects } = await observe(browser, url);
    expect(subjects.find(({ where }) => where === new URL(THUMB, pages.url).href)?.verdicts).toMatchObject([{ label: 'ai-made', standing: 'declared' }]);
    await page.press('Escape');
  });

  it('says where there is no larger copy', async () => {
    await askAbout(LONE);
    await press('Look deeper');
    await expect.poll(cardText, { timeout: 60_000 }).toContain('No larger copy could be looked at.');
  });
});
