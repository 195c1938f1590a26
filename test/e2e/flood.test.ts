import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Observation } from '../../lib/core/observation.ts';
import type { BrowserDriver, Page } from './support/driver.ts';
import { BROWSERS, labelsByPlace, launchWithExtension, observe, tabIdOf } from './support/extension.ts';
import { article, feedPage, TALK, type FeedItem } from './support/feed-page.ts';
import { servePages, type ServedPages } from './support/serve-pages.ts';

/** A text for each page: what one shows counts for the others. */
const TEXTS = {
  '/flood': 'Our harbour needs you on Sunday, bring a broom and a bucket and tell every neighbour who has a boat',
  '/one-account': 'I sell my grandfather’s nets and lanterns, everything must be gone before the winter storms begin',
  '/passed-on': 'A whale was seen off the northern pier this morning, keep your engines off until it has gone',
  '/growing': 'Whoever signs up tonight takes home double of what they put in, my cousin bought a lighthouse',
} as const;

/** The n-th post of a page's text: another greeting, number, emoji and link each time, of its own account unless given. */
const variant = (page: keyof typeof TEXTS, n: number, author = `Account ${n}`): FeedItem => ({
  path: `/p/${n}`,
  text: `@neighbour${n} ${TEXTS[page]} ${'🧹'.repeat(n % 4)} ${n}00 https://boats${n}.example/`,
  author,
});
const times = <T>(n: number, make: (i: number) => T): readonly T[] => Array.from({ length: n }, (_, i) => make(i));

describe.each(BROWSERS)('a flood in %s', (kind) => {
  let browser: BrowserDriver;
  let pages: ServedPages;
  let visits = 0;

  beforeAll(async () => {
    pages = await servePages({
      '/flood': feedPage([...times(12, (n) => variant('/flood', n)), { path: '/p/talk', text: TALK }]),
      '/one-account': feedPage(times(12, (n) => variant('/one-account', n, 'Ann'))),
      '/passed-on': feedPage(times(12, () => variant('/passed-on', 1))),
      '/growing': feedPage(times(6, (n) => variant('/growing', n))),
    });
    browser = await launchWithExtension(kind);
  });
  afterAll(async () => {
    await browser?.close();
    await pages?.close();
  });

  /** In a tab of its own, seen once as many posts are labelled. */
  async function open(path: keyof typeof TEXTS, labelled: number): Promise<{ page: Page; url: string; observation: Observation }> {
    const url = `${pages.url.slice(0, -1)}${path}?visit=${visits++}`;
    const page = await browser.openPage(url);
    return { page, url, observation: await see(url, labelled) };
  }
  const see = (url: string, labelled: number) =>
    observe(browser, url, {
      until: (each) => each.health.posts >= 6 && each.subjects.length > 0 && Object.keys(labelsByPlace(each)).length === labelled,
    });
  const flooded = (n: number) => Object.fromEntries(times(n, (i) => [`/p/${i}`, ['flood suggested']]));
  const badges = async (page: Page) => (await page.pierce()).filter(({ text }) => text.includes('Same text from'));

  it('of twelve accounts is told on each of the posts, and why on a card that leads to the others', async () => {
    const { page, observation } = await open('/flood', 12);
    expect(labelsByPlace(observation)).toEqual(flooded(12));
    const said = observation.subjects.flatMap(({ verdicts }) => verdicts.flatMap(({ evidence }) => evidence.map(({ reason }) => reason)));
    expect(said[0]).toMatch(/^The same text, nearly word for word: 12 accounts, since \d{1,2}:\d\d [AP]M/);

    await expect.poll(async () => (await badges(page)).length).toBe(12);
    const button = (await badges(page))[0]!.elements.find(({ tag }) => tag === 'button')!;
    const box = (await page.boxOf(button))!;
    await page.click(box.x + box.width / 2, box.y + box.height / 2);
    const card = async () => (await badges(page)).find(({ text }) => text.includes('nearly word for word'));
    await expect.poll(card).toBeDefined();
    const links = (await card())!.elements.filter(({ tag }) => tag === 'a');
    expect(links.map(({ text, attributes }) => [text, attributes['href'], attributes['rel']])).toEqual(
      times(12, (i) => [`Account ${i}`, `${pages.url}p/${i}`, 'noreferrer']),
    );
    const link = (await page.boxOf(links[3]!))!;
    await page.click(link.x + link.width / 2, link.y + link.height / 2);
    await expect.poll(() => tabIdOf(browser, `${pages.url}p/3`).catch(() => null)).not.toBeNull();
    expect(await page.evaluate('location.pathname')).toBe('/flood');
  });

  it('is told in the popup as one text, with where', async () => {
    const { url } = await open('/flood', 12);
    const popup = await browser.openExtensionPage(`popup.html?tab=${await tabIdOf(browser, url)}`);
    await popup.waitFor('document.querySelector(".floods") !== null');
    expect(await popup.evaluate<number>('document.querySelectorAll(".floods details").length')).toBe(1);
    expect(await popup.evaluate<string>('document.querySelector(".floods summary").innerText')).toMatch(/neighbour\d+ Our harbour.*12 accounts since \d{1,2}:\d\d/s);
    expect(await popup.evaluate<number>('document.querySelectorAll(".floods a").length')).toBe(12);
  });

  it('is not one account twelve times, nor one post that is shown twelve times', async () => {
    for (const [path, judged] of [['/one-account', 12], ['/passed-on', 1]] as const) {
      const { url } = await open(path, 0);
      const observation = await observe(browser, url, { until: ({ subjects, health }) => subjects.length === judged && health.posts === 12 });
      expect(labelsByPlace(observation)).toEqual({});
    }
  });

  it('that grows is told also on posts that were judged before', async () => {
    const { page, url } = await open('/growing', 0);
    await observe(browser, url, { until: ({ subjects }) => subjects.length === 6 });
    const more = [6, 7, 8, 9].map((n) => article(variant('/growing', n))).join('');
    await page.evaluate(`document.querySelector('main').insertAdjacentHTML('beforeend', ${JSON.stringify(more)})`);
    expect(labelsByPlace(await see(url, 10))).toEqual(flooded(10));
    await expect.poll(async () => (await badges(page)).length).toBe(10);
  });
});
