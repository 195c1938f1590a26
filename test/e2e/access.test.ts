import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EVERY_PAGE } from '../../lib/sites/named-sites.ts';
import type { BrowserDriver, Page } from './support/driver.ts';
import { ask, labelsByPlace, launchWithExtension, observe } from './support/extension.ts';
import { feedPage, SCAM } from './support/feed-page.ts';
import { grantInProfile } from './support/grant-in-profile.ts';
import { servePages, type ServedPages } from './support/serve-pages.ts';

const ALLOWED = `(globalThis.browser ?? chrome).permissions`;

let pages: ServedPages;
let feed: string;
let folder: string;
let profileDir: string;
let browser: BrowserDriver | undefined;

beforeAll(async () => {
  pages = await servePages({ '/feed': feedPage([{ path: '/p/scam', text: SCAM }]) });
  feed = `${pages.url}feed`;
});
afterAll(() => pages?.close());
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'witnessmark-access-'));
  profileDir = path.join(folder, 'profile');
});
afterEach(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
});

const labelled = () => observe(browser!, feed, { until: (each) => '/p/scam' in labelsByPlace(each) });

/** Whether anything of ours is in a page. */
async function isTouched(page: Page): Promise<boolean> {
  // A content script runs when the page is idle for the first time, and puts its live region in at once.
  await page.evaluate('new Promise((resolve) => requestIdleCallback(() => requestIdleCallback(() => resolve(null))))');
  return (await page.pierce()).some(({ mode }) => mode === 'closed');
}

describe('sites beyond the named ones in chromium', () => {
  it('are left alone until they are allowed, labelled from then on, and left at once when that is taken back', async () => {
    browser = await launchWithExtension('chromium', { profileDir, access: 'as-installed' });
    const id = new URL(browser.extensionUrl).host;
    expect(await isTouched(await browser.openPage(feed))).toBe(false);
    await browser.close();

    await grantInProfile(profileDir, id, EVERY_PAGE);
    browser = await launchWithExtension('chromium', { profileDir, access: 'as-installed' });
    const page = await browser.openPage(feed);
    await labelled();

    const origins = JSON.stringify({ origins: EVERY_PAGE });
    expect(await browser.evaluateInExtensionPage(`${ALLOWED}.remove(${origins})`)).toBe(true);
    await expect.poll(async () => (await page.pierce()).some(({ text }) => text.includes('May be spam'))).toBe(false);
    expect(await isTouched(await browser.openPage(feed))).toBe(false);
  });
});

describe('the choice of sites in firefox', () => {
  // The browser's own question is answered for the reader; that it was asked from a click is still held to.
  const prefs = { 'extensions.webextOptionalPermissionPrompts': false };

  async function choose(page: Page, words: string): Promise<void> {
    const box = await page.evaluate<{ x: number; y: number } | null>(
      `(() => {
        const button = [...document.querySelectorAll('button')].find((each) => each.ariaLabel === ${JSON.stringify(words)});
        button?.scrollIntoView({ block: 'center' });
        const box = button?.getBoundingClientRect();
        return box === undefined ? null : { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      })()`,
    );
    if (box === null) throw new Error(`No button says “${words}”`);
    await page.click(box.x, box.y);
  }

  it('is offered at the first run, labels open pages at once, and can be taken back', async () => {
    browser = await launchWithExtension('firefox', { profileDir, access: 'as-installed', prefs });
    const page = await browser.openPage(feed);
    expect(await isTouched(page)).toBe(false);

    const welcome = await browser.openExtensionPage('options.html?welcome');
    await welcome.waitFor('document.querySelector("button[aria-label]") !== null');
    await choose(welcome, 'Choose: Every site');
    await welcome.waitFor('document.querySelector("[aria-current=true] h3").innerText === "Every site"');
    await page.bringToFront();
    await expect.poll(async () => (await page.pierce()).some(({ text }) => text.includes('May be spam'))).toBe(true);

    await welcome.bringToFront();
    await choose(welcome, 'Choose: These sites');
    await welcome.waitFor('document.querySelector("[aria-current=true] h3").innerText === "These sites"');
    await page.bringToFront();
    await expect.poll(async () => (await page.pierce()).some(({ text }) => text.includes('May be spam'))).toBe(false);
    expect(await isTouched(await browser.openPage(feed))).toBe(false);
    expect(await ask(browser, 'get-settings', {})).toMatchObject({ value: { otherSites: 'leave' } });
  });
});
