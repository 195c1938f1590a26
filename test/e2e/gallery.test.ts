import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireBrowser } from '../../scripts/browsers.mjs';
import { openClosedRoots, violationsOn } from '../support/components-chromium.ts';
import { STATES } from '../support/components-states.ts';
import { LOOKS, serveGallery, type ServedGallery } from '../support/gallery.ts';
import { OWN_STATES } from '../support/own-page-states.tsx';

describe('the gallery', () => {
  let gallery: ServedGallery;
  let browser: Browser;

  beforeAll(async () => {
    [gallery, browser] = await Promise.all([
      serveGallery(),
      chromium.launch({ executablePath: requireBrowser('chromium'), args: ['--no-sandbox', '--disable-gpu'] }),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await gallery?.close();
  });

  it.each(LOOKS)('shows every state, and axe finds nothing on any: $name', async ({ search, options }) => {
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, reducedMotion: 'reduce', ...options });
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.addInitScript(openClosedRoots);
    await page.goto(`${gallery.url}?${search}&part=card`, { waitUntil: 'networkidle' });
    expect(await violationsOn(page.mainFrame())).toEqual([]);
    const frames = page.frames().filter((frame) => frame !== page.mainFrame());
    expect(frames.length).toBe(Object.keys(STATES).length);
    for (const frame of frames) {
      const state = await frame.title();
      expect(await cardOf(frame), state).toBe('open');
      expect(await violationsOn(frame), state).toEqual([]);
    }
    expect(errors).toEqual([]);
    await context.close();
  }, 240_000);

  it.each(LOOKS)('shows parts of our own pages unfolded, and axe finds nothing on any: $name', async ({ search, options }) => {
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, reducedMotion: 'reduce', ...options });
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(`${gallery.url}?${search}&part=own`, { waitUntil: 'networkidle' });
    const frames = page.frames().filter((frame) => frame !== page.mainFrame());
    expect(frames.length).toBe(Object.keys(OWN_STATES).length);
    for (const frame of frames) {
      const state = await frame.title();
      expect(await frame.evaluate(() => document.documentElement.scrollWidth <= innerWidth), state).toBe(true);
      expect(await violationsOn(frame), state).toEqual([]);
    }
    expect(errors).toEqual([]);
    await context.close();
  }, 240_000);

  it('is in no build that readers get', () => {
    for (const browserName of ['chrome', 'edge', 'firefox', 'safari']) {
      expect(existsSync(fileURLToPath(new URL(`../../.output/${browserName}-mv3/gallery.html`, import.meta.url)))).toBe(false);
    }
  });
});

/** Whether the card of a frame's one badge is there and within view. */
function cardOf(frame: Frame): Promise<string> {
  return frame.evaluate(() => {
    for (const element of document.querySelectorAll('*')) {
      const card = element.shadowRoot?.querySelector('[role=dialog]');
      if (card === null || card === undefined) continue;
      const { left, right } = card.getBoundingClientRect();
      return left >= 0 && right <= innerWidth ? 'open' : `out of view: ${left} to ${right} of ${innerWidth}`;
    }
    return 'not there';
  });
}
