import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EVERY_PAGE } from '../../lib/sites/named-sites.ts';
import type { BrowserDriver } from './support/driver.ts';
import { labelsByPlace, launchWithExtension, observe } from './support/extension.ts';
import { feedPage, SCAM } from './support/feed-page.ts';
import { grantInProfile } from './support/grant-in-profile.ts';
import { servePages, type ServedPages } from './support/serve-pages.ts';

const ALLOWED = `(globalThis.browser ?? chrome).permissions`;

let pages: ServedPages;
let feed: string;
let profileDir: string;
let browser: BrowserDriver | undefined;

beforeAll(async () => {
  pages = await servePages({ '/feed': feedPage([{ path: '/p/scam', text: SCAM }]) });
  feed = `${pages.url}feed`;
});
afterAll(() => pages?.close());
beforeEach(async () => {
  profileDir = await mkdtemp(path.join(tmpdir(), 'witnessmark-access-'));
});
afterEach(async () => {
  await browser?.close();
  await rm(profileDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
});

const labelled = () => observe(browser!, feed, { until: (each) => '/p/scam' in labelsByPlace(each) });

/** Whether anything of ours is in the page that is in front. */
async function isTouched(driver: BrowserDriver): Promise<boolean> {
  const page = await driver.openPage(feed);
  // A content script runs when the page is idle for the first time, and puts its live region in at once.
  await page.evaluate('new Promise((resolve) => requestIdleCallback(() => requestIdleCallback(() => resolve(null))))');
  return (await page.pierce()).some(({ mode }) => mode === 'closed');
}

describe('sites beyond the named ones in chromium', () => {
  it('are left alone until they are allowed, labelled from then on, and left at once when that is taken back', async () => {
    browser = await launchWithExtension('chromium', { profileDir, access: 'as-installed' });
    const id = new URL(browser.extensionUrl).host;
    expect(await isTouched(browser)).toBe(false);
    await browser.close();

    await grantInProfile(profileDir, id, EVERY_PAGE);
    browser = await launchWithExtension('chromium', { profileDir, access: 'as-installed' });
    const page = await browser.openPage(feed);
    await labelled();

    const origins = JSON.stringify({ origins: EVERY_PAGE });
    expect(await browser.evaluateInExtensionPage(`${ALLOWED}.remove(${origins})`)).toBe(true);
    await expect.poll(async () => (await page.pierce()).some(({ text }) => text.includes('May be spam'))).toBe(false);
    expect(await isTouched(browser)).toBe(false);
  });
});
