import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../lib/sites/rules-for.ts';
import { aFeedItem } from '../support/sites-a-post.ts';
import { bundleForPage, findChromium, openBrowser, openInBrowser } from '../support/sites-browser.ts';
import type { Watching } from '../support/sites-browser-entry.ts';
import { pageCases, readPageCase } from '../support/sites-page-cases.ts';
import { selectorsOf } from '../support/sites-selectors-of.ts';

declare global {
  // Put there by sites-browser-entry.ts; `watching` by the tests.
  var Watching: typeof import('../support/sites-browser-entry.ts').Watching;
  var watching: Watching;
}

const executablePath = findChromium();
if (executablePath === undefined) console.log('skipped: no Chromium on the path nor in $CHROMIUM; pages were watched in happy-dom only');

const SOON = { timeout: 50_000, interval: 50 };
const BLUESKY = 'https://bsky.app/';

describe.skipIf(executablePath === undefined)('in a real browser', () => {
  let browser: Browser;
  let script: string;
  let page: Page;

  beforeAll(async () => {
    [browser, script] = await Promise.all([openBrowser(executablePath ?? ''), bundleForPage()]);
  });
  afterAll(() => browser?.close());

  async function open(body: string, url = BLUESKY): Promise<void> {
    await page?.close();
    page = await openInBrowser(browser, body.startsWith('<!doctype') ? body : `<!doctype html><html lang="en"><body><main>${body}</main></body></html>`, url);
    await page.evaluate(script);
  }

  async function watch(body: string, { url = BLUESKY, speed = 1 } = {}): Promise<void> {
    await open(body, url);
    await page.evaluate((options) => void (globalThis.watching = new globalThis.Watching(options)), { speed });
  }

  const texts = () => page.evaluate(() => watching.posts.map(({ post }) => post.text));
  const pictures = () => page.evaluate(() => watching.pictures.map(({ picture }) => `${picture.url} ${picture.width}x${picture.height}`));
  const posts = () => page.evaluate(() => watching.posts.length);

  async function collectGarbage(): Promise<void> {
    const session = await page.context().newCDPSession(page);
    await session.send('HeapProfiler.collectGarbage');
    await session.detach();
  }

  it.each(pageCases())('%s is read as its expected.json says', async (name) => {
    const { html, expected } = readPageCase(name);
    await watch(html, { url: expected.url, speed: 100 });
    await expect.poll(() => page.evaluate((url) => watching.asCase(url), expected.url), SOON).toEqual(expected);
  });

  it('every selector of every adapter is one the browser knows', async () => {
    await open('');
    const refused = await page.evaluate(
      (selectors) =>
        selectors.filter((selector) => {
          try {
            document.querySelector(selector);
            return false;
          } catch {
            return true;
          }
        }),
      ADAPTERS.flatMap(selectorsOf),
    );
    expect(refused).toEqual([]);
  });

  it('an endless feed of 2 000 posts is read as it comes, each post once', async () => {
    await watch('');
    for (let batch = 1; batch <= 20; batch += 1) {
      const items = Array.from({ length: 100 }, (_, n) => aFeedItem({ rkey: `3k${batch}x${n}`, text: `Number ${n} of ${batch}` }));
      await page.evaluate((html) => document.querySelector('main')?.insertAdjacentHTML('beforeend', html), items.join(''));
      await expect.poll(posts, SOON).toBe(batch * 100);
    }
    const links = await page.evaluate(() => watching.posts.map(({ post }) => post.permalink));
    expect(new Set(links).size).toBe(2_000);
    const sliceMs = await page.evaluate(() => watching.sliceMs);
    const totalMs = sliceMs.reduce((sum, ms) => sum + ms, 0);
    console.log(`feed of 2000 posts: ${((totalMs * 1_000) / 2_000).toFixed(0)} µs a post, longest slice ${Math.max(...sliceMs).toFixed(1)} ms`);
  });

  it('100 000 nodes at once are read in slices', async () => {
    await watch('');
    const items = await page.evaluate((item) => {
      const host = document.createElement('section');
      host.innerHTML = (item + '<p>filler<i></i></p>'.repeat(30)).repeat(1_500);
      document.querySelector('main')?.append(host);
      return host.querySelectorAll('*').length;
    }, aFeedItem({ text: 'One of many' }));
    expect(items).toBeGreaterThan(90_000);
    await expect.poll(posts, SOON).toBe(1_500);
    const sliceMs = await page.evaluate(() => watching.sliceMs);
    expect(sliceMs.length).toBeGreaterThan(2);
    const long = sliceMs.filter((ms) => ms > 50).length;
    console.log(`${items} nodes at once: ${sliceMs.length} slices, longest ${Math.max(...sliceMs).toFixed(1)} ms, ${long} over 50 ms`);
  });

  it('a page that changes its address without loading is followed', async () => {
    await watch(aFeedItem({ text: 'Public' }));
    await expect.poll(texts, SOON).toEqual(['Public']);
    await page.evaluate((item) => {
      history.pushState(null, '', '/messages/3kabc');
      document.querySelector('main')?.insertAdjacentHTML('beforeend', item);
    }, aFeedItem({ rkey: '3ktwo', text: 'Private' }));
    await expect.poll(() => page.evaluate(() => watching.health), SOON).toMatchObject({ layout: 'empty', posts: 0 });
    await page.evaluate(() => history.back());
    await expect.poll(texts, SOON).toEqual(['Public', 'Public', 'Private']);
  });

  it('late words and elements used again are read again', async () => {
    await watch(aFeedItem({ text: '' }));
    await expect.poll(texts, SOON).toEqual(['']);
    await page.evaluate(() => document.querySelector('[data-testid=postText]')?.append('Late'));
    await expect.poll(texts, SOON).toEqual(['', 'Late']);
    await page.evaluate(() => document.querySelector('a')?.setAttribute('href', '/profile/ada.example.com/post/3kother'));
    await expect.poll(() => page.evaluate(() => watching.posts.at(-1)?.post.permalink), SOON).toBe('https://bsky.app/profile/ada.example.com/post/3kother');
  });

  it('pictures that load late, grow, change or come from a set are found', async () => {
    await watch('<img id="grows" src="https://cdn.example/a.svg" data-natural="800x600" data-shown="60x45">');
    await page.evaluate(async () => {
      const late = document.createElement('img');
      late.id = 'late';
      late.style.cssText = 'width: 300px; height: 200px';
      document.querySelector('main')?.append(late);
      await new Promise((resolve) => requestAnimationFrame(resolve));
      late.srcset = 'https://cdn.example/b.svg 1x';
    });
    await expect.poll(pictures, SOON).toEqual(['https://cdn.example/b.svg 640x480']);
    await page.evaluate(() => document.querySelector<HTMLElement>('#grows')?.style.setProperty('width', '500px'));
    await page.evaluate(() => document.querySelector<HTMLElement>('#grows')?.style.setProperty('height', '400px'));
    await expect.poll(pictures, SOON).toEqual(['https://cdn.example/b.svg 640x480', 'https://cdn.example/a.svg 800x600']);
    await page.evaluate(() => document.querySelector('#late')?.setAttribute('srcset', 'https://cdn.example/c.svg 1x'));
    await expect.poll(pictures, SOON).toContain('https://cdn.example/c.svg 640x480');
    expect(await page.evaluate(() => watching.gone.map(({ id }) => id))).toEqual(['late']);
  });

  it('a page that names its controls after properties of the DOM is read all the same', async () => {
    const names = ['parentNode', 'parentElement', 'lastChild', 'previousSibling', 'nodeType', 'tagName', 'isConnected', 'hasAttribute', 'querySelectorAll', 'matches', 'closest', 'textContent'];
    const form = `<form class="h-entry" id="f">${names.map((name) => `<input name="${name}">`).join('')}<p>not text</p></form>`;
    const outside = names.map((name) => `<input form="f" name="${name}">`).join('');
    const clobbered = ['querySelector', 'querySelectorAll', 'addEventListener', 'defaultView'].map((name) => `<img name="${name}">`).join('');
    await watch(`${clobbered}${aFeedItem({ text: 'Words', more: form + outside })}`);
    await expect.poll(texts, SOON).toEqual(['Words']);
    await page.evaluate(() => Document.prototype.querySelector.call(document, '#f p')?.append('changed'));
    await page.evaluate(() => Document.prototype.querySelector.call(document, '[data-testid=postText]')?.append(' and more'));
    await expect.poll(texts, SOON).toEqual(['Words', 'Words and more']);
    await page.evaluate(() => Document.prototype.querySelector.call(document, '[data-testid^=feedItem]')?.remove());
    await expect.poll(() => page.evaluate(() => watching.gone.length), SOON).toBe(1);
  });

  it.each([
    ['around the posts, speaking a language', (post: string) => `<form lang="en"><input name="getAttribute">${post}</form>`],
    ['inside a post, where others are quoted', (post: string) => post.replace('</p>', '</p><form><input name="contains"><article id="quoted">theirs</article></form>')],
    ['inside a post, as a post of its own', (post: string) => post.replace('</p>', '</p><form class="h-entry"><input name="contains"><img></form>')],
    ['inside a post, as its content', (post: string) => post.replace('<p>', '<form style="background: red"><input name="contains"><input name="children"><p>').replace('</p>', '</p></form>')],
    [
      'inside a post, as its author',
      () =>
        '<div id="mastodon"></div><div class="status"><form class="display-name__account"><input name="textContent"></form><b class="display-name__account">@ada</b><a class="status__relative-time" href="/@ada/1">1h</a><p class="status__content__text">Words</p></div>',
    ],
    ['as the post of a page', (post: string) => `<meta property="og:type" content="article"><form role="main"><input name="contains"></form><section role="main">${post.replaceAll('article', 'div')}</section>`],
  ])('a form that lies is no danger %s', async (_, around) => {
    await watch(around('<article><h2>Title</h2><p>Words</p></article>'), { url: 'https://gazette.example/' });
    await expect.poll(texts, SOON).not.toEqual([]);
    const asked = () => {
      const { badgeAnchor, content, nested } = watching.posts[0]!;
      return [badgeAnchor(), ...content(), ...nested()].length;
    };
    expect(await page.evaluate(asked)).toBeGreaterThan(0);
  });

  it('nothing is kept of posts and pictures that left the page', async () => {
    await watch(aFeedItem({ more: '<img src="https://cdn.example/a.svg" data-natural="800x600" data-shown="60x45">' }));
    await expect.poll(posts, SOON).toBe(1);
    const left = await page.evaluateHandle(() => {
      const element = document.querySelector('[data-testid^=feedItem]') as Element;
      element.remove();
      return new WeakRef(element);
    });
    await expect.poll(() => page.evaluate(() => watching.gone.length), SOON).toBe(1);
    await page.evaluate(() => watching.forget());
    await expect.poll(async () => (await collectGarbage(), left.evaluate((ref) => ref.deref() === undefined)), SOON).toBe(true);
  });

  it('no observer, listener or timer is left once it stopped', async () => {
    await watch(aFeedItem({ more: '<img src="https://cdn.example/a.svg" data-natural="800x600" data-shown="60x45">' }), { speed: 100 });
    await expect.poll(posts, SOON).toBe(1);
    const isHeld = () => page.evaluate(() => watching.held.deref() !== undefined);
    await collectGarbage();
    expect(await isHeld()).toBe(true);
    await page.evaluate(() => watching.stopping.abort());
    await expect.poll(async () => (await collectGarbage(), isHeld()), SOON).toBe(false);
  });
});
