import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BrowserDriver } from '../support/driver.ts';
import { BROWSERS, launchWithExtension } from '../support/extension.ts';
import type { ServedPages } from '../support/serve-pages.ts';
import { expectClaims, visit, whenOver } from './claims.ts';
import { PAGES, serveHostilePages, whatTries, withPosts } from './hostile-site.ts';

/** Four shadow roots with posts and three frames worth reading; the popup says that nobody reads them. */
const UNREAD_PARTS: Readonly<Record<string, number>> = { '08-closed-off.html': 7 };

describe.each(BROWSERS)('hostile pages in %s', (kind) => {
  let browser: BrowserDriver;
  let pages: ServedPages;

  beforeAll(async () => {
    pages = await serveHostilePages({ '/frame.html': withPosts('<!doctype html><title>Frame</title>{{scam/framed}}') });
    browser = await launchWithExtension(kind, { watchErrors: true });
  });
  afterAll(async () => {
    await browser?.close();
    await pages?.close();
  });

  it.each(PAGES.map((name) => [name, whatTries(name)]))('%s: %s', async (name) => {
    const visited = await visit(browser, pages.url + name);
    await whenOver(visited);
    const { health } = await expectClaims(visited);
    expect(health.unreadParts).toBe(UNREAD_PARTS[name] ?? 0);
    await visited.page.close();
  });
});
