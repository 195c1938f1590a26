import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Treatment } from '../../lib/core/policy.ts';
import type { BrowserDriver, Page } from './support/driver.ts';
import { ask, BROWSERS, launchWithExtension, observe } from './support/extension.ts';
import { feedPage, SCAM, TALK } from './support/feed-page.ts';
import { servePages, type ServedPages } from './support/serve-pages.ts';

/** A post as Mastodon draws it, for its accounts have a canonical form. */
const status = (handle: string, id: number, text: string) => `<div class="status" id="s${id}">
  <div class="status__info"><a class="status__relative-time" href="/@${handle}/${id}"><time>1h</time></a>
  <a class="status__display-name" href="/@${handle}">Somebody</a></div>
  <div class="status__content__text"><p>${text} <a href="/tags/tide" id="link${id}">#tide</a></p></div></div>`;

const TIMELINE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Feed</title>
  <style>.status { transition: all 60s; padding: 16px } .status__content__text { filter: none !important; display: block !important }</style>
  <div id="mastodon">${status('ada@social.example', 1, SCAM)}${status('bo@social.example', 2, TALK)}</div></html>`;

const REPLIES = feedPage([
  { path: '/p/scam', text: SCAM, html: '<div class="replies"><article id="reply"><a rel="bookmark" href="/p/reply">later</a><p class="e-content">Thank you for the warning, I nearly fell for it.</p></article></div>' },
]);

/** Its time leads nowhere. */
const NAMELESS = feedPage([{ path: '/p/scam', text: SCAM }]).replace('<a href="/p/scam"><time', '<a><time');

describe.each(BROWSERS)('what is done to what is labelled, in %s', (kind) => {
  let browser: BrowserDriver;
  let pages: ServedPages;
  let page: Page;
  let url: string;
  let visits = 0;

  beforeAll(async () => {
    pages = await servePages({ '/timeline': TIMELINE, '/replies': REPLIES, '/nameless': NAMELESS });
    browser = await launchWithExtension(kind);
  });
  afterAll(async () => {
    await browser?.close();
    await pages?.close();
  });
  beforeEach(() => choose('badge'));

  const choose = (spam: Treatment) => ask(browser, 'change-settings', { policy: { treatments: { spam } } });

  async function open(path: string): Promise<void> {
    url = `${pages.url}${path}?visit=${visits++}`;
    page = await browser.openPage(url);
    await observe(browser, url);
    await expect.poll(said).toContain('May be spam');
  }

  /** All that is ours on the page. */
  const said = async () => (await page.pierce()).map(({ text }) => text).join(' | ');

  /** A person's press on a button of ours. */
  async function press(label: string | RegExp): Promise<void> {
    const find = async () =>
      (await page.pierce())
        .flatMap(({ elements }) => elements)
        .find(({ tag, text }) => tag === 'button' && (typeof label === 'string' ? text.startsWith(label) : label.test(text)));
    await expect.poll(async () => (await find()) !== undefined).toBe(true);
    const { x, y, width, height } = (await page.boxOf((await find())!))!;
    await page.click(x + width / 2, y + height / 2);
  }

  /** How the text of the labelled post is drawn, and what of our doing is left on it. */
  const look = (selector = '#s1 .status__content__text') =>
    page.evaluate<{ filter: string; drawn: boolean; inert: boolean; style: string | null }>(`(() => {
      const element = document.querySelector(${JSON.stringify(selector)});
      const { filter } = getComputedStyle(element);
      return { filter, drawn: element.getClientRects().length > 0, inert: element.inert, style: element.getAttribute('style') };
    })()`);
  const OPEN = { filter: 'none', drawn: true, inert: false, style: null };
  const isBlurred = async () => (await look()).filter === 'blur(24px)';

  it('follows the reader’s choice on the open page: badge, warn, blur, hide and back', async () => {
    await open('timeline');
    expect(await look()).toEqual(OPEN);

    await choose('warn');
    await expect.poll(said).toMatch(/May be spam · Witnessmark’s text model .+ Got it Why\?/);
    expect(await look()).toEqual(OPEN);
    await press('Got it');
    await expect.poll(said).not.toContain('Got it');
    expect(await said()).toContain('May be spam');

    await choose('blur');
    await expect.poll(said).toContain('Blurred · May be spam');
    expect(await look()).toMatchObject({ filter: 'blur(24px)', inert: true });
    expect(await look('#s2 .status__content__text')).toEqual(OPEN);

    await choose('hide');
    await expect.poll(said).toContain('Hidden · May be spam');
    expect((await look('#s1 .status__info')).drawn).toBe(false);
    expect((await look()).filter).toBe('none');
    expect((await page.evaluate<number>(`document.querySelector('#s1').getBoundingClientRect().height`))).toBeLessThan(110);

    await choose('badge');
    await expect.poll(said).not.toContain('Hidden');
    expect([await look(), await look('#s1 .status__info'), await look('#s1')]).toEqual([OPEN, OPEN, OPEN]);
  });

  it('shows and covers again at a press; what is shown stays so until a stricter wish', async () => {
    await choose('blur');
    await open('timeline');
    await press('Show');
    await expect.poll(() => look()).toEqual(OPEN);
    await press('Blur again');
    await expect.poll(isBlurred).toBe(true);
    await press('Show');
    await expect.poll(() => look()).toEqual(OPEN);

    await choose('warn');
    await expect.poll(said).not.toContain('Blur again');
    await choose('blur');
    await expect.poll(said).toContain('Blur again');
    expect(await look()).toEqual(OPEN);
    await choose('hide');
    await expect.poll(said).toContain('Hidden · May be spam');
    expect((await look('#s1 .status__info')).drawn).toBe(false);
  });

  it('obeys no click that the page makes', async () => {
    await choose('blur');
    await open('timeline');
    await page.evaluate(`(() => {
      for (const element of document.querySelectorAll('#s1, #s1 :not(a, a *)')) {
        element.click();
        for (const type of ['pointerdown', 'mousedown', 'mouseup', 'click']) element.dispatchEvent(new MouseEvent(type, { bubbles: true, composed: true }));
        element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true }));
      }
    })()`);
    expect(await said()).toContain('Blurred · May be spam');
    expect(await isBlurred()).toBe(true);
  });

  it('keeps blurred links from keys and the page’s own focus', async () => {
    await choose('blur');
    await open('timeline');
    await expect.poll(isBlurred).toBe(true);
    expect(await page.evaluate(`(() => { document.querySelector('#link1').focus(); return document.activeElement === document.querySelector('#link1') })()`)).toBe(false);
  });

  it('outlasts a page that rewrites the style three times, then lets it be and says so', async () => {
    await choose('blur');
    await open('timeline');
    await expect.poll(isBlurred).toBe(true);
    const rewrite = () => page.evaluate(`document.querySelector('#s1 .status__content__text').setAttribute('style', 'color: rgb(1, 2, 3)')`);
    for (let time = 1; time <= 3; time += 1) {
      await rewrite();
      expect(await isBlurred(), `after ${time}`).toBe(true);
    }
    await rewrite();
    await expect.poll(() => look()).toMatchObject({ filter: 'none', inert: false, style: 'color: rgb(1, 2, 3);' });
    await expect.poll(said).not.toContain('Blurred');
    const { health } = await observe(browser, url);
    expect(health.badgesLost).toBe(1);
  });

  it('covers what the page draws anew, and uncovers an element that comes to show another post', async () => {
    await choose('blur');
    await open('timeline');
    await page.evaluate(`document.querySelector('#s1 .status__content__text').outerHTML = document.querySelector('#s1 .status__content__text').outerHTML.replace(/ style="[^"]*"| inert=""/g, '')`);
    await expect.poll(isBlurred).toBe(true);
    await page.evaluate(`(() => {
      document.querySelector('#s1 .status__relative-time').setAttribute('href', '/@bo@social.example/7');
      document.querySelector('#s1 p').textContent = ${JSON.stringify(TALK)};
    })()`);
    await expect.poll(() => look()).toEqual(OPEN);
    await expect.poll(said).not.toContain('May be spam');
  });

  it('keeps covered what is judged anew because another choice was made, also a post without an address', async () => {
    await choose('blur');
    await open('nameless');
    await page.evaluate(`(() => {
      globalThis.uncovered = 0;
      new MutationObserver(() => { if (getComputedStyle(document.querySelector('.e-content')).filter === 'none') uncovered += 1; })
        .observe(document.querySelector('article'), { attributes: true, childList: true, subtree: true });
    })()`);
    await ask(browser, 'change-settings', { policy: { treatments: { flood: 'warn' } } });
    await observe(browser, url);
    expect(await page.evaluate('[uncovered, getComputedStyle(document.querySelector(".e-content")).filter]')).toEqual([0, 'blur(24px)']);
  });

  it('never covers the replies inside of a post', async () => {
    await choose('hide');
    await open('replies');
    await expect.poll(async () => (await look('article > .e-content')).drawn).toBe(false);
    expect(await look('#reply > .e-content')).toEqual(OPEN);
    await choose('blur');
    await expect.poll(async () => (await look('article > .e-content')).filter).toBe('blur(24px)');
    expect(await look('#reply > .e-content')).toEqual(OPEN);
  });

  it('shows at once what an account posts that the reader always shows, chosen on the card, and can be told to stop', async () => {
    await choose('hide');
    await open('timeline');
    await press('Why?');
    await expect.poll(said).toContain('Hidden, as you chose in the options for: spam.');
    await press(/^Always show .*@ada@social\.example/);
    await expect.poll(() => look()).toEqual(OPEN);
    await expect.poll(said).toMatch(/Stop always showing .*@ada@social\.example/);
    const settings = await ask(browser, 'get-settings', {});
    expect(settings.ok && settings.value.policy.alwaysShow).toEqual(['fedi:ada@social.example']);
    await press(/^Stop always showing/);
    await expect.poll(async () => (await look('#s1 .status__info')).drawn).toBe(false);
  });

  it('uncovers everything where the reader pauses the site', async () => {
    await choose('blur');
    await open('timeline');
    await expect.poll(isBlurred).toBe(true);
    const { host } = new URL(pages.url);
    await ask(browser, 'pause-site', { host, paused: true });
    await expect.poll(() => look()).toEqual(OPEN);
    expect(await said()).not.toContain('May be spam');
    await ask(browser, 'pause-site', { host, paused: false });
    await expect.poll(isBlurred).toBe(true);
  });
});
