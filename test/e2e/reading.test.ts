import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Observation } from '../../lib/core/observation.ts';
import { observationSchema } from '../../lib/export/observation-schema.ts';
import type { BrowserDriver, Page } from './support/driver.ts';
import { ask, BROWSERS, labelsByPlace, launchWithExtension, observe, tabIdOf, type ObserveOptions } from './support/extension.ts';
import { article, feedPage, SCAM, TALK } from './support/feed-page.ts';
import { aJpeg } from './support/pictures.ts';
import { servePages, type ServedPages } from './support/serve-pages.ts';

describe.each(BROWSERS)('reading in %s', (kind) => {
  let browser: BrowserDriver;
  let pages: ServedPages;
  let visits = 0;

  beforeAll(async () => {
    const jpeg = { type: 'image/jpeg', body: await aJpeg(1) };
    pages = await servePages({
      '/feed': feedPage([
        { path: '/p/scam', text: SCAM },
        { path: '/p/talk', text: TALK, html: '<img src="/large.jpg" width="320" height="240"><img src="/small.jpg" width="48" height="48">' },
      ]),
      '/more': feedPage(
        [{ path: '/p/talk', text: TALK }],
        `<script>addEventListener('scroll', () => {
          if (document.querySelectorAll('article').length > 60) return;
          const next = document.querySelectorAll('article').length;
          document.querySelector('main').insertAdjacentHTML('beforeend', Array.from({ length: 10 }, (_, i) =>
            ${JSON.stringify(article({ path: '/p/NUMBER', text: `TEXT` }))}.replace('NUMBER', next + i).replace('TEXT', i === 3 ? ${JSON.stringify(SCAM)} + next : ${JSON.stringify(TALK)} + next + i)).join(''));
        })</script><div style="height:1500px"></div>`,
      ),
      '/spa': feedPage(
        [{ path: '/p/before', text: SCAM }],
        `<script>globalThis.navigate = () => {
          history.pushState({}, '', '/spa/second' + location.search);
          document.querySelector('main').innerHTML = ${JSON.stringify(article({ path: '/p/scam', text: SCAM }))};
        }</script>`,
      ),
      '/late': feedPage(
        [{ path: '/p/talk', text: TALK, html: '<img id="late" width="20" height="20">' }],
        `<script>globalThis.load = () => { late.src = '/late.jpg'; };
        globalThis.grow = () => { late.width = 400; late.height = 300; };</script>`,
      ),
      '/pause': feedPage([{ path: '/p/scam', text: SCAM }]),
      '/quiet': feedPage([{ path: '/p/talk', text: TALK }]),
      '/large.jpg': jpeg,
      '/small.jpg': jpeg,
      '/late.jpg': { type: 'image/jpeg', body: await aJpeg(2) },
    });
    browser = await launchWithExtension(kind);
  });
  afterAll(async () => {
    await browser?.close();
    await pages?.close();
  });

  /** A tab of its own: `see` observes this one, whatever else is open. */
  async function open(path: string): Promise<{ page: Page; url: string; see: (until?: ObserveOptions['until']) => Promise<Observation> }> {
    const url = `${pages.url}${path}?visit=${visits++}`;
    const page = await browser.openPage(url);
    return { page, url, see: (until) => observe(browser, url, until === undefined ? {} : { until }) };
  }

  it('labels what deserves it and says why, in the one record', async () => {
    const { see } = await open('feed');
    const observation = await see(({ health }) => health.pictures > 0);
    expect(observationSchema.safeParse(observation).error).toBeUndefined();
    expect(labelsByPlace(observation)).toEqual({ '/p/scam': ['spam suggested'] });
    expect(observation.health).toMatchObject({ site: 'generic', layout: 'ok', posts: 2, understood: 2, pictures: 1 });

    const picture = observation.subjects.find(({ where }) => where.endsWith('/large.jpg'));
    expect(picture).toMatchObject({ kind: 'media', verdicts: [], quiet: [{ detector: 'picture-ai' }] });
    const talk = observation.subjects.find(({ where }) => where.endsWith('/p/talk'));
    expect(talk?.quiet).toMatchObject([{ detector: 'text-spam', band: 'no-sign' }]);
  });

  it('gives a page what draws badges when there is something to draw, and not before', async () => {
    const { page, url, see } = await open('quiet');
    const isGiven = async () =>
      browser.evaluateInExtensionPage<boolean>(
        `(globalThis.browser ?? chrome).scripting.executeScript({ target: { tabId: ${await tabIdOf(browser, url)} }, func: () => Object.hasOwn(globalThis, 'witnessmarkBadges') }).then(([{ result }]) => result)`,
      );
    await see(({ health }) => health.posts === 1);
    expect(await isGiven()).toBe(false);
    await page.evaluate(`document.querySelector('main').insertAdjacentHTML('beforeend', ${JSON.stringify(article({ path: '/p/scam', text: SCAM }))})`);
    await see((each) => '/p/scam' in labelsByPlace(each));
    await expect.poll(async () => (await page.pierce()).some(({ text }) => text.includes('May be spam'))).toBe(true);
    expect(await isGiven()).toBe(true);
  });

  it('a badge opens a card by a click, Esc closes it and the focus returns', async () => {
    const { page } = await open('feed');
    const badge = async () => (await page.pierce()).find(({ text }) => text.includes('May be spam'));
    await expect.poll(badge).toBeDefined();
    const button = (await badge())!.elements.find(({ tag }) => tag === 'button')!;
    const box = (await page.boxOf(button))!;
    expect(box.height).toBeGreaterThanOrEqual(24);
    await page.click(box.x + box.width / 2, box.y + box.height / 2);
    await expect.poll(async () => (await badge())?.text).toContain('absence of a mark proves nothing');
    const card = (await badge())!;
    expect(card.text).toMatch(/text model/);
    expect(card.text).toMatch(/\d+\s?%/);
    expect(card.elements.find(({ tag }) => tag === 'button')?.attributes['aria-expanded']).toBe('true');

    await page.press('Escape');
    await expect.poll(async () => (await badge())?.text).not.toContain('absence of a mark');
    const closed = (await badge())!.elements.find(({ tag }) => tag === 'button')!;
    expect(await page.evaluateOn(closed, 'element => element.matches(":focus")')).toBe(true);
  });

  it('follows an endless feed', async () => {
    const { page, see } = await open('more');
    for (let i = 0; i < 8; i++) await page.scroll(400);
    await page.waitFor('document.querySelectorAll("article").length > 60');
    const observation = await see(({ health }) => health.posts > 60);
    expect(Object.keys(labelsByPlace(observation)).length).toBeGreaterThanOrEqual(6);
  });

  it('follows a page that changes its address without loading', async () => {
    const { page, see } = await open('spa');
    await see();
    await page.evaluate('navigate()');
    await expect
      .poll(async () => {
        const url = await page.evaluate<string>('location.href');
        return labelsByPlace(await observe(browser, url));
      })
      .toEqual({ '/p/scam': ['spam suggested'] });
  });

  it('judges a picture that loads late once it is large enough', async () => {
    const { page, see } = await open('late');
    await page.evaluate('load()');
    await page.waitFor('late.complete && late.naturalWidth > 0');
    expect((await see()).health.pictures).toBe(0);
    await page.evaluate('grow()');
    await see(({ subjects }) => subjects.some(({ where }) => where.endsWith('/late.jpg')));
  });

  it('pauses on a site and goes on again, without a reload', async () => {
    const { page, see } = await open('pause');
    await see((each) => '/p/scam' in labelsByPlace(each));
    const host = new URL(pages.url).host;
    expect(await ask(browser, 'pause-site', { host, paused: true })).toEqual({ ok: true, value: null });
    const paused = await see(({ health }) => health.layout === 'paused');
    expect(paused.subjects).toEqual([]);
    await expect.poll(async () => (await page.pierce()).some(({ text }) => text.includes('May be spam'))).toBe(false);
    await ask(browser, 'pause-site', { host, paused: false });
    await see((each) => '/p/scam' in labelsByPlace(each));
  });

  it('asks for no picture while pictures are off, and says so', async () => {
    await ask(browser, 'change-settings', { pictures: 'off' });
    const before = pages.requests.filter((path) => path === '/large.jpg').length;
    const { see } = await open('feed');
    const observation = await see(({ subjects }) =>
      subjects.some(({ quiet }) => quiet.some((each) => 'abstain' in each && each.abstain === 'network-off')),
    );
    expect(observation.health.pictures).toBe(1);
    // The page itself may ask for it (another tab may have it cached); the extension does not.
    expect(pages.requests.filter((path) => path === '/large.jpg').length - before).toBeLessThanOrEqual(1);
    await ask(browser, 'change-settings', { pictures: 'automatic' });
  });

  it.each([
    ['a picture', 'large.jpg'],
    ['one that is shown too small to be judged unasked', 'small.jpg'],
  ])('judges %s on a click only, where the reader chose that, and answers also when there is nothing to say', async (_what, file) => {
    await ask(browser, 'change-settings', { pictures: 'on-click' });
    const { page, url, see } = await open('feed');
    await see(({ health }) => health.pictures > 0);
    // What the context menu sends; its own item cannot be clicked by a driver.
    await browser.evaluateInExtensionPage(
      `(globalThis.browser ?? chrome).tabs.sendMessage(${await tabIdOf(browser, url)}, ${JSON.stringify({ name: 'ask-picture', request: { url: pages.url + file } })}).then(() => null)`,
    );
    await expect.poll(async () => (await page.pierce()).map(({ text }) => text).join(' ')).toMatch(/Looked at: nothing to say.*absence of a mark/);
    await ask(browser, 'change-settings', { pictures: 'automatic' });
  });

  it('labels on after the background was stopped', async () => {
    await browser.stopBackground();
    const { page, see } = await open('feed');
    await see((each) => '/p/scam' in labelsByPlace(each));
    await browser.stopBackground();
    await page.evaluate(
      `document.querySelector('main').insertAdjacentHTML('beforeend', ${JSON.stringify(article({ path: '/p/later', text: `${SCAM} again` }))})`,
    );
    await see((each) => '/p/later' in labelsByPlace(each));
  });
});
