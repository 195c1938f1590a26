import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Observation } from '../../../lib/core/observation.ts';
import type { BrowserDriver, Page, ShadowContent } from '../support/driver.ts';
import { BROWSERS, labelsByPlace, launchWithExtension, observe } from '../support/extension.ts';
import { startRecordingProxy, type RecordingProxy } from '../support/recording-proxy.ts';
import { followDemoLists } from './follow-demo-lists.ts';
import { POSTS } from './posts.ts';
import { FEEDS } from './render.ts';
import { serveSite, type DemoSite } from './serve.ts';

describe.each(BROWSERS)('the demo site in %s', (kind) => {
  let proxy: RecordingProxy;
  let site: DemoSite;
  let browser: BrowserDriver;

  beforeAll(async () => {
    proxy = await startRecordingProxy();
    site = await serveSite();
    browser = await launchWithExtension(kind, { proxy: proxy.address });
    await followDemoLists(browser, site.url);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
    await proxy?.close();
  });

  /** Scrolls an endless feed to its end. */
  async function readToTheEnd(page: Page): Promise<void> {
    await expect
      .poll(async () => {
        await page.scroll(800);
        return page.evaluate<boolean>('document.querySelector(".end") !== null && scrollY + innerHeight >= document.documentElement.scrollHeight - 2');
      }, { timeout: 60_000 })
      .toBe(true);
  }

  async function badgesOf(page: Page): Promise<readonly ShadowContent[]> {
    return (await page.pierce()).filter(({ elements }) => elements.some(({ attributes }) => 'aria-expanded' in attributes));
  }

  it('reads every post of an endless feed and shows what two lists say of them', async () => {
    const page = await browser.openPage(`${site.url}/`);
    await readToTheEnd(page);
    const observation = await observe(browser, `${site.url}/`, {
      timeoutMs: 120_000,
      until: ({ health }) => health.posts === POSTS.length && health.pictures >= 14,
    });
    expect(observation.health).toMatchObject({ layout: 'ok', understood: POSTS.length });
    const labels = labelsByPlace(observation);
    expect(labels['/post/double-your-coins']).toContain('scam flagged');
    expect(labels['/post/account-closing']).toContain('impersonation flagged');
    expect(labels['/post/skin-serum']).toContain('promotion flagged');
    expect(labels['/post/watch-otp']).toEqual(['scam disputed']);
    expect(labels['/picture/rising-chart/feed']).toEqual(['misleading-context flagged']);
    for (const { verdicts } of observation.subjects) for (const { evidence } of verdicts) expect(evidence).not.toEqual([]);
    expect((await badgesOf(page)).length).toBeGreaterThanOrEqual(Object.keys(labels).length);
  });

  it('asks for nothing but what the page shows, and for each picture at most once more', () => {
    expect(proxy.requests.filter(({ allowed }) => !allowed)).toEqual([]);
    const counts = new Map<string, number>();
    for (const { url } of proxy.requests) counts.set(url, (counts.get(url) ?? 0) + 1);
    expect(counts.get(`${site.url}/picture/rising-chart/feed`)).toBe(2);
    for (const [url, count] of counts) {
      expect(url.startsWith(`${site.url}/`), url).toBe(true);
      if (url.includes('/picture/')) expect(count, url).toBeLessThanOrEqual(2);
    }
  });

  it('follows from feed to feed without a new document, from right to left as well', async () => {
    const page = await browser.openPage(`${site.url}/town`);
    await page.evaluate('(globalThis.sameDocument = true, document.querySelector(\'nav a[href="/mina"]\').click())');
    await page.waitFor('location.pathname === "/mina"');
    const arabic = FEEDS.find(({ path }) => path === '/mina')?.posts ?? [];
    const observation = await observe(browser, `${site.url}/mina`, {
      until: (each) => arabic.every(({ slug }) => isJudged(each, `/post/${slug}`)),
    });
    expect(await page.evaluate('sameDocument && document.dir')).toBe('rtl');
    expect(labelsByPlace(observation)['/post/ribh-mubashir']).toContain('scam flagged');
    // The badge starts where the lines of an Arabic post start.
    const badge = (await badgesOf(page))[0];
    const button = badge?.elements.find(({ attributes }) => 'aria-expanded' in attributes);
    const box = await page.boxOf(button!);
    expect(box!.x + box!.width / 2).toBeGreaterThan(await page.evaluate<number>('innerWidth / 2'));
  });

  it('judges a small picture once it has grown', async () => {
    const page = await browser.openPage(`${site.url}/post/three-seas`);
    const before = await observe(browser, `${site.url}/post/three-seas`);
    expect(before.health.pictures).toBe(0);
    await page.evaluate('document.querySelector("a.grow").click()');
    await observe(browser, `${site.url}/post/three-seas`, {
      until: (each) => isJudged(each, '/picture/calm-sea/full'),
    });
  });

  function isJudged({ subjects }: Observation, path: string): boolean {
    return subjects.some(({ where }) => where === `${site.url}${path}`);
  }
});
