import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DraftFlag } from '../../lib/lists/build-flag-list.ts';
import type { BrowserDriver, Page, ShadowElement } from './support/driver.ts';
import { ask, BROWSERS, labelsByPlace, launchWithExtension, observe } from './support/extension.ts';
import { feedPage, TALK } from './support/feed-page.ts';
import { servePages, type ServedPages } from './support/serve-pages.ts';
import { flagOnText, signedList } from './support/signed-list.ts';

describe.each(BROWSERS)('lists in %s', (kind) => {
  let folder: string;
  let profileDir: string;
  let browser: BrowserDriver;
  let pages: ServedPages;
  let options: Page;
  let feed: Page;

  const flagged = flagOnText(TALK);
  const disputed: DraftFlag = { ...flagged, polarity: 'disputes' };
  const file = (name: string) => join(folder, name);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'witnessmark-lists-'));
    profileDir = join(folder, 'profile');
    const list = await signedList('Tide watch', [flagged]);
    writeFileSync(file('tide.flaglist'), list);
    writeFileSync(file('doubts.flaglist'), await signedList('Second look', [disputed]));
    const flipped = list.slice();
    flipped[flipped.length - 40]! ^= 1;
    writeFileSync(file('flipped.flaglist'), flipped);
    writeFileSync(file('empty.flaglist'), '');
    pages = await servePages({ '/feed': feedPage([{ path: '/p/talk', text: TALK }]) });
    browser = await launchWithExtension(kind, { profileDir });
    feed = await browser.openPage(`${pages.url}feed`);
    await observe(browser, `${pages.url}feed`);
    options = await browser.openExtensionPage('options.html');
  });
  afterAll(async () => {
    await browser?.close();
    await pages?.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  });

  const pageText = () => options.evaluate<string>('document.body.innerText');
  /** Pages are labelled while they are in front: nothing is spent on tabs nobody looks at. */
  const labels = async () => {
    await feed.bringToFront();
    return labelsByPlace(await observe(browser, `${pages.url}feed`));
  };

  async function choose(name: string): Promise<void> {
    await options.bringToFront();
    await options.waitFor('document.querySelector(".import input[type=file]") !== null');
    await options.setFiles('.import input[type=file]', [file(name)]);
  }

  it.each([
    ['flipped.flaglist', /was not imported\.\s.{20,}/],
    ['empty.flaglist', /was not imported[^]*Cut short/],
  ])('refuses %s with the reason, and nothing changes', async (name, reason) => {
    await choose(name);
    await expect.poll(pageText).toMatch(reason);
    expect(await pageText()).toContain('was not imported');
    expect(await ask(browser, 'get-lists', {})).toEqual({ ok: true, value: [] });
  });

  it('labels what a list flags as soon as it is imported, without a reload, and names the list', async () => {
    await choose('tide.flaglist');
    await expect.poll(pageText).toContain('Tide watch');
    await expect.poll(labels).toEqual({ '/p/talk': ['scam flagged'] });
    const observation = await observe(browser, `${pages.url}feed`);
    const [verdict] = observation.subjects.flatMap(({ verdicts }) => verdicts);
    expect(verdict?.evidence[0]).toMatchObject({ kind: 'flag', probability: expect.closeTo(0.9, 1) });
    expect(verdict?.evidence[0].source).toContain('Tide watch');
    await expect.poll(async () => (await feed.pierce()).map(({ text }) => text).join(' ')).toMatch(/Flagged as .*scam/);
  });

  it('copies the receipt of a flag from its card', async () => {
    const elements = async () => (await feed.pierce()).flatMap(({ elements: all }) => all);
    async function press(isMeant: (element: ShadowElement) => boolean): Promise<void> {
      await expect.poll(async () => (await elements()).some(isMeant)).toBe(true);
      const box = await feed.boxOf((await elements()).find(isMeant)!);
      await feed.click(box!.x + box!.width / 2, box!.y + box!.height / 2);
    }
    await feed.bringToFront();
    await press(({ attributes }) => attributes['class'] === 'badge');
    await press(({ attributes }) => attributes['aria-label']?.startsWith('Copy a receipt: ') === true);
    await expect.poll(async () => (await feed.pierce()).map(({ text }) => text).join(' ')).toContain('Copied. Anyone can check it on the workbench.');
    await feed.press('Escape');
  });

  it('shows a dispute by another list as such', async () => {
    await choose('doubts.flaglist');
    await expect.poll(pageText).toContain('Second look');
    await expect.poll(labels).toEqual({ '/p/talk': ['scam disputed'] });
  });

  it('keeps lists over a restart of the browser', async () => {
    await browser.close();
    browser = await launchWithExtension(kind, { profileDir });
    feed = await browser.openPage(`${pages.url}feed`);
    options = await browser.openExtensionPage('options.html');
    await expect.poll(labels).toEqual({ '/p/talk': ['scam disputed'] });
  });

  it('removing a list takes exactly its flags away', async () => {
    const lists = await ask(browser, 'get-lists', {});
    const doubts = lists.ok ? lists.value.find(({ name }) => name === 'Second look') : undefined;
    await ask(browser, 'remove-list', { id: doubts!.id });
    await expect.poll(labels).toEqual({ '/p/talk': ['scam flagged'] });
    await ask(browser, 'erase-everything', {});
    await expect.poll(labels).toEqual({});
    expect(await ask(browser, 'get-lists', {})).toEqual({ ok: true, value: [] });
  });

  it('takes a dozen lists chosen at once, one after the other', async () => {
    const names = Array.from({ length: 12 }, (_, i) => `Watch ${i}`);
    for (const name of names) writeFileSync(file(`${name}.flaglist`), await signedList(name, [flagged]));
    await options.bringToFront();
    await options.waitFor('document.querySelector(".import input[type=file]") !== null');
    await options.setFiles('.import input[type=file]', names.map((name) => file(`${name}.flaglist`)));
    const imported = async () => {
      const lists = await ask(browser, 'get-lists', {});
      return lists.ok ? lists.value.map(({ name }) => name).sort() : lists;
    };
    await expect.poll(imported, { timeout: 120_000 }).toEqual(names.toSorted());
  });
});
