import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BrowserDriver, Page } from './support/driver.ts';
import { BROWSERS, launchWithExtension, observe, tabIdOf } from './support/extension.ts';
import { feedPage, SCAM, TALK } from './support/feed-page.ts';
import { servePages, type ServedPages } from './support/serve-pages.ts';

describe.each(BROWSERS)('the popup in %s', (kind) => {
  let browser: BrowserDriver;
  let pages: ServedPages;
  let feed: Page;
  let popup: Page;

  beforeAll(async () => {
    pages = await servePages({
      '/feed': feedPage([
        { path: '/p/scam', text: SCAM },
        { path: '/p/talk', text: TALK },
        { path: '/p/short', text: 'Ahoy' },
      ]),
    });
    browser = await launchWithExtension(kind);
    feed = await browser.openPage(`${pages.url}feed`);
    await observe(browser, `${pages.url}feed`, { until: ({ subjects }) => subjects.length >= 3 });
    popup = await browser.openExtensionPage(`popup.html?tab=${await tabIdOf(browser, `${pages.url}feed`)}`);
  });
  afterAll(async () => {
    await browser?.close();
    await pages?.close();
  });

  const text = () => popup.evaluate<string>('document.body.innerText');

  it('says how the page is read, what was labelled, and what was looked at in silence', async () => {
    await expect.poll(text).toContain('3 posts read');
    expect(await text()).toMatch(/1\s+spam\s+suggested/);
    expect(await text()).toContain('/p/scam');
    expect(await text()).toMatch(/2 .*nothing to say/);
  });

  it('leads to a badge', async () => {
    // The popup closes itself, and may be gone before the driver is answered: what it led to is what counts.
    await popup
      .evaluate(`void [...document.querySelectorAll('button')].find((each) => each.innerText.includes('/p/scam')).click()`)
      .catch(() => {});
    await expect.poll(() => popup.evaluate('true').catch(() => 'closed')).toBe('closed');
    await feed.bringToFront();
    await expect
      .poll(async () => {
        const badge = (await feed.pierce()).find((each) => each.text.includes('May be spam'));
        const button = badge?.elements.find(({ tag }) => tag === 'button');
        return button !== undefined && (await feed.evaluateOn<boolean>(button, 'element => element.matches(":focus")'));
      })
      .toBe(true);
  });

  it('says of a page it cannot read that it cannot', async () => {
    const own = await browser.openExtensionPage(`popup.html?tab=${await tabIdOf(browser, `${browser.extensionUrl}options.html`)}`);
    await own.waitFor('document.body.innerText.includes("Pages of the browser itself are not read.")');
    await own.close();
  });

  it('pauses the site at a switch, and says so', async () => {
    popup = await browser.openExtensionPage(`popup.html?tab=${await tabIdOf(browser, `${pages.url}feed`)}`);
    await popup.waitFor('document.querySelector("[role=switch]") !== null');
    await popup.evaluate('document.querySelector("[role=switch]").click()');
    await expect.poll(text).toMatch(/paused/i);
    await feed.bringToFront();
    await expect.poll(async () => (await feed.pierce()).some((each) => each.text.includes('May be spam'))).toBe(false);
  });
});
