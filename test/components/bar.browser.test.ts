import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, startComponentsBrowser, violationsOn, type ComponentsBrowser, type OpenOptions } from '../support/components-chromium.ts';
import { BAR_STATES, type StateName } from '../support/components-states.ts';

if (CHROMIUM === undefined) process.stderr.write('bar.browser.test.ts: skipped, no Chromium was found\n');

describe.skipIf(CHROMIUM === undefined)('a bar in a real page', () => {
  let browser: ComponentsBrowser;
  beforeAll(async () => {
    browser = await startComponentsBrowser(CHROMIUM!);
  });
  afterAll(async () => browser?.close());

  const picture = '<a href="#big"><img id="picture" alt="A boat" style="display:block;width:300px;height:200px;opacity:0.9!important"></a>';
  const drawn = (page: Page) => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));

  async function onPicture(state: StateName): Promise<Page> {
    const page = await browser.open(picture);
    await page.evaluate((name) => window.harness.mount(name, '#picture', 'over'), state);
    await drawn(page);
    return page;
  }

  it.each<[string, OpenOptions]>([
    ['light', {}],
    ['dark', { head: '<style>body { background: #15202b; color: #eee }</style>' }],
    ['right to left', { head: '<style>body { direction: rtl }</style>' }],
    ['forced colours', { forcedColors: 'active' }],
    ['more contrast', { contrast: 'more' }],
    ['touch', { hasTouch: true, isMobile: true }],
    ['320 px', { viewport: { width: 320, height: 600 } }],
  ])('axe finds nothing, and nothing is wider than the page: %s', async (_, options) => {
    const posts = BAR_STATES.map((_name, i) => `<section><p id="post${i}">Post ${i}</p></section>`).join('');
    const page = await browser.open(`<main><h1>Harbour</h1>${posts}${picture}</main>`, options);
    await page.evaluate((names) => {
      for (const [i, name] of names.entries()) window.harness.mount(name, `#post${i}`, 'after');
      window.harness.mount('blur: suggested picture', '#picture', 'over');
    }, BAR_STATES);
    await drawn(page);
    expect(await violationsOn(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await page.close();
  });

  it('gives a picture back as the page had it, through show, cover again and the end', async () => {
    const page = await onPicture('blur: suggested picture');
    const style = () => page.locator('#picture').evaluate((image) => [image.style.cssText, image.hasAttribute('inert') || image.parentElement!.inert]);
    const before = ['display: block; width: 300px; height: 200px; opacity: 0.9 !important;', false];
    expect(await style()).toEqual([expect.stringContaining('filter: blur(24px) !important'), true]);
    await page.keyboard.press('Tab');
    await page.getByText('Show').click();
    expect(await style()).toEqual(before);
    // On the same spot, with the focus on it.
    await page.keyboard.press('Enter');
    expect(await style()).toEqual([expect.stringContaining('filter'), true]);
    await page.evaluate(() => window.harness.alive.abort());
    expect(await style()).toEqual(before);
    await page.close();
  });

  it('lies over all of a covered picture and takes the clicks meant for it', async () => {
    const page = await onPicture('hide: flagged');
    const [lid, image] = [await page.locator('.lid').boundingBox(), await page.locator('#picture').boundingBox()];
    expect(lid).toEqual(image);
    await page.mouse.click(image!.x + 5, image!.y + 5);
    expect(page.url()).not.toContain('#big');
    await page.close();
  });

  it('covers again what it showed below a picture that is too small for a badge, and can be shown again, also within a link', async () => {
    const page = await browser.open('<div style="display:grid"><a href="#big"><img id="picture" alt="A boat" style="display:block;width:80px;height:40px"></a></div>');
    await page.evaluate(() => window.harness.mount('blur: suggested picture', '#picture', 'over'));
    await drawn(page);
    const filter = () => page.locator('#picture').evaluate((image) => getComputedStyle(image).filter);
    await page.getByText('Show').click();
    await drawn(page);
    expect(await filter()).toBe('none');
    await page.getByText('again').click();
    expect(await filter()).toBe('blur(24px)');
    expect(await page.locator('.lid').count()).toBe(0);
    await page.getByText('Show').click();
    expect(await filter()).toBe('none');
    expect(page.url()).not.toContain('#big');
    await page.close();
  });

  it('covers and shows a picture in a form that answers to the names of its controls', async () => {
    const names = ['after', 'textContent', 'contains', 'ownerDocument', 'parentElement', 'closest'];
    const page = await browser.open(`<form role="button">${names.map((name) => `<input type="hidden" name="${name}">`).join('')}${picture}</form>`.replace(/<\/?a\b[^>]*>/g, ''));
    await page.evaluate(() => window.harness.mount('blur: suggested picture', '#picture', 'over'));
    await drawn(page);
    const filter = () => page.evaluate(() => getComputedStyle(document.getElementById('picture')!).filter);
    expect(await filter()).toBe('blur(24px)');
    // By keys: the driver's own search for a button trips over such a form.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await filter()).toBe('none');
    await page.close();
  });

  it('covers a post and the picture in it independently: the one that is shown is not the other', async () => {
    const page = await browser.open(`<section>${picture}</section>`);
    await page.evaluate(() => {
      window.harness.mount('blur: flagged', 'a', 'after');
      window.harness.mount('blur: suggested picture', '#picture', 'over');
    });
    const filters = () => page.evaluate(() => ['a', '#picture'].map((selector) => getComputedStyle(document.querySelector(selector)!).filter));
    expect(await filters()).toEqual(['blur(24px)', 'blur(24px)']);
    await page.evaluate(() => window.harness.badges[0]!.destroy());
    expect(await filters()).toEqual(['none', 'blur(24px)']);
    await page.evaluate(() => window.harness.badges[1]!.destroy());
    expect(await filters()).toEqual(['none', 'none']);
    await page.close();
  });
});
