import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BrowserDriver, Page, ShadowElement } from './support/driver.ts';
import { ask, BROWSERS, labelsByPlace, launchWithExtension, observe } from './support/extension.ts';
import { feedPage, SCAM } from './support/feed-page.ts';
import { servePages, type ServedPages } from './support/serve-pages.ts';

describe.each(BROWSERS)('what the reader corrects in %s', (kind) => {
  let browser: BrowserDriver;
  let pages: ServedPages;
  let feed: Page;
  let url: string;

  beforeAll(async () => {
    pages = await servePages({ '/feed': feedPage([{ path: '/p/one', text: SCAM }, { path: '/p/two', text: SCAM }]) });
    url = `${pages.url}feed`;
    browser = await launchWithExtension(kind);
    feed = await browser.openPage(url);
    await observe(browser, url);
  });
  afterAll(async () => {
    await browser?.close();
    await pages?.close();
  });

  const elements = async () => (await feed.pierce()).flatMap((root) => root.elements);
  const named = (name: string) => ({ attributes }: ShadowElement) => attributes['aria-label'] === name;
  async function press(find: (element: ShadowElement) => boolean): Promise<void> {
    await expect.poll(async () => (await elements()).some(find)).toBe(true);
    const box = await feed.boxOf((await elements()).find(find)!);
    await feed.click(box!.x + box!.width / 2, box!.y + box!.height / 2);
  }
  const spamOn = async (path: string) => {
    const { subjects } = await observe(browser, url);
    return subjects.find(({ where }) => new URL(where).pathname === path)?.verdicts.find(({ label }) => label === 'spam');
  };

  it('is taken from the card, stays on it to be taken back, and moves the detector that said so', async () => {
    const before = await spamOn('/p/two');
    await press(({ attributes }) => attributes['class'] === 'badge');
    await press(named('That is wrong: spam'));
    await expect.poll(async () => (await spamOn('/p/one'))?.corrected).toBe('wrong');
    expect((await spamOn('/p/one'))?.treatment).toBe('ignore');
    await expect.poll(async () => (await elements()).some(named('Take it back: spam'))).toBe(true);
    const other = await spamOn('/p/two');
    expect(other?.corrected).toBeUndefined();
    expect(other?.probability ?? 0).toBeLessThan(before!.probability!);
    expect(await ask(browser, 'get-corrections', {})).toMatchObject({ ok: true, value: { right: 0, wrong: 1, sources: [{ cases: 1 }] } });
  });

  it('is taken back on the same card, and is gone', async () => {
    await press(named('Take it back: spam'));
    await expect.poll(async () => (await spamOn('/p/one'))?.corrected).toBeUndefined();
    expect(await ask(browser, 'get-corrections', {})).toEqual({ ok: true, value: { right: 0, wrong: 0, sources: [] } });
  });

  it('takes the badge away once the card is closed, and is forgotten from the options', async () => {
    await press(named('That is wrong: spam'));
    await expect.poll(async () => (await spamOn('/p/one'))?.corrected).toBe('wrong');
    await feed.press('Escape');
    await expect.poll(async () => (await elements()).filter(({ attributes }) => attributes['class'] === 'badge').length).toBe(1);
    const options = await browser.openExtensionPage('options.html');
    await options.waitFor('document.body.innerText.includes("Called wrong: 1")');
    await ask(browser, 'forget-corrections', {});
    await feed.bringToFront();
    await expect.poll(async () => labelsByPlace(await observe(browser, url))).toEqual({ '/p/one': ['spam suggested'], '/p/two': ['spam suggested'] });
    expect(await spamOn('/p/one')).toMatchObject({ treatment: 'badge' });
  });
});
