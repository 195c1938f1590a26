import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BrowserDriver } from '../support/driver.ts';
import { BROWSERS, launchWithExtension } from '../support/extension.ts';
import type { ServedPages } from '../support/serve-pages.ts';
import { expectClaims, isCardOpen, ownRoots, visit, whenOver } from './claims.ts';
import { serveHostilePages } from './hostile-site.ts';

describe.each(BROWSERS)('a card that the reader opened, in %s', (kind) => {
  let browser: BrowserDriver;
  let pages: ServedPages;

  beforeAll(async () => {
    pages = await serveHostilePages();
    browser = await launchWithExtension(kind, { watchErrors: true });
  });
  afterAll(async () => {
    await browser?.close();
    await pages?.close();
  });

  it.each(['popover', 'modal'])('closes when the page opens something above it: %s', async (cover) => {
    const visited = await visit(browser, `${pages.url}01-overlay.html`);
    const { page } = visited;
    await whenOver(visited);
    await expect.poll(async () => (await ownRoots(page)).length).toBeGreaterThan(0);
    const openCards = async () => (await ownRoots(page)).filter(isCardOpen).length;
    await page.evaluate('uncover()');
    const [badge] = await ownRoots(page);
    const { x, y } = (await page.boxOf(badge!.elements.find(({ tag }) => tag === 'button')!))!;
    await page.click(x + 5, y + 5);
    await expect.poll(openCards).toBe(1);
    await page.evaluate(`covers.${cover}()`);
    await expect.poll(openCards).toBe(0);
    await page.evaluate('uncover()');
    await expectClaims(visited);
    await page.close();
  });
});
