import { expect } from 'vitest';
import type { Observation } from '../../../lib/core/observation.ts';
import { observationSchema } from '../../../lib/export/observation-schema.ts';
import { poll, type BrowserDriver, type Page, type ShadowContent } from '../support/driver.ts';
import { ask, labelsByPlace, observe, tabIdOf } from '../support/extension.ts';
import { watchWork, type WorkWatch } from './longest-work.ts';

/** A hostile page in a tab in front, and what the reader's choices were before it was opened. */
export interface Visit {
  readonly browser: BrowserDriver;
  readonly page: Page;
  readonly url: string;
  readonly choicesBefore: string;
  readonly errorsBefore: number;
  readonly work: WorkWatch | undefined;
}

/** What is really in the page, found out in a world that the page's scripts cannot reach. */
export interface Truth {
  readonly posts: number;
  /** Paths of the posts that ask for a label, without duplicates, sorted. */
  readonly labelled: readonly string[];
  /** Badges that should stand in the page: one for each post that asks for a label. */
  readonly badges: number;
}

/** What a badge leads with on a post that asks for a label; one text under many names is counted, and the count leads. */
const OUR_CLAIM = /^(May be spam|Same text from \d+ accounts)/;

let visits = 0;

/** Opens a page and waits until it has tried what it tries. */
export async function visit(browser: BrowserDriver, address: string): Promise<Visit> {
  const choicesBefore = await choicesOf(browser);
  const errorsBefore = (await browser.errors()).length;
  const url = `${address}${address.includes('?') ? '&' : '?'}visit=${visits++}`;
  const page = await browser.openPage('about:blank');
  const work = await watchWork(browser);
  await page.goto(url);
  return { browser, page, url, choicesBefore, errorsBefore, work };
}

export async function whenOver({ page }: Visit): Promise<void> {
  await poll(async () => (await page.evaluateApart('document.title')) === 'over', 'the page has tried what it tries', 60_000);
}

/**
 * What holds on every page, whatever it does: nothing threw; record and popup say what is really there; nothing the
 * reader chose was changed and nothing was opened or hidden; the work that the page caused came to an end.
 */
export async function expectClaims(
  visited: Visit,
  truth: () => Promise<Truth> = () => truthOf(visited.page),
  until: (observation: Observation) => boolean = () => true,
): Promise<Observation> {
  const { browser, page, url } = visited;
  const real = await truth();
  const observation = await observe(browser, url, {
    timeoutMs: 90_000,
    until: (each) => until(each) && each.health.posts === real.posts && Object.keys(labelsByPlace(each)).length === real.labelled.length,
  }).catch(async (error: unknown) => {
    throw new Error(`${String(error)}\nreally there: ${JSON.stringify(real)}\nerrors: ${JSON.stringify((await browser.errors()).slice(visited.errorsBefore))}`);
  });
  expect(observationSchema.safeParse(observation).error).toBeUndefined();
  expect(observation.health.posts).toBe(real.posts);
  expect(Object.keys(labelsByPlace(observation)).sort()).toEqual(real.labelled);

  // The debugger cannot carry a tree of ten thousand levels.
  await page.evaluateApart(`document.querySelector('.too-deep-to-show')?.replaceChildren()`);
  const badges = async () => (await ownRoots(page)).filter(({ text }) => OUR_CLAIM.test(text)).length;
  // One look through a hundred thousand elements takes a busy machine half a minute.
  await expect.poll(badges, { timeout: 90_000 }).toBe(real.badges - observation.health.badgesLost);
  expect((await ownRoots(page)).filter(isCardOpen)).toEqual([]);
  await expectPopupToSay(visited, observation);

  expect(await choicesOf(browser)).toBe(visited.choicesBefore);
  expect((await browser.errors()).slice(visited.errorsBefore)).toEqual([]);
  const longestMs = await visited.work?.longestMs();
  if (longestMs !== undefined) console.log(`longest work of ours in ${new URL(url).pathname}: ${longestMs.toFixed(1)} ms`);
  return observation;
}

/** The roots that only an extension can have made: closed, on a host without attributes or with what the page put on it. */
export async function ownRoots(page: Page): Promise<readonly ShadowContent[]> {
  return (await page.pierce()).filter(({ mode, elements }) => mode === 'closed' && elements.some(({ attributes }) => attributes['class'] === 'body-of-badge'));
}

export function isCardOpen({ elements }: ShadowContent): boolean {
  return elements.some(({ attributes }) => attributes['class'] === 'card');
}

/** Every post that stands in the page, and which of them ask for a label by their address. */
export function truthOf(page: Page): Promise<Truth> {
  return page.evaluateApart<Truth>(`(() => {
    const posts = [...document.querySelectorAll('article')];
    const links = posts.map((post) => post.querySelector('a:has(time)')?.href ?? '').filter((href) => href.startsWith(location.origin));
    const paths = links.map((href) => new URL(href).pathname).filter((path) => path.startsWith('/p/scam/'));
    return { posts: posts.length, labelled: [...new Set(paths)].sort(), badges: paths.length };
  })()`);
}

/** The popup, opened as its own page, counts and lists what the record does. */
async function expectPopupToSay({ browser, url }: Visit, { health, subjects }: Observation): Promise<void> {
  const popup = await browser.openExtensionPage(`popup.html?tab=${await tabIdOf(browser, url)}`);
  const count = (n: number) => n.toLocaleString('en');
  const labelled = subjects.filter(({ verdicts }) => verdicts.length > 0).length;
  const labels = subjects.reduce((sum, { verdicts }) => sum + verdicts.length, 0);
  await popup.waitFor('document.querySelector(".health")');
  const said = await popup.evaluate<{ health: string; labels: number; elements: number }>(`({
    health: document.querySelector('.health').textContent,
    labels: [...document.querySelectorAll('.counts .count')].reduce((sum, { textContent }) => sum + Number(textContent.replace(/\\D/g, '')), 0),
    elements: document.querySelectorAll('.thing').length,
  })`);
  expect(said.health).toContain(health.layout === 'empty' ? 'Nothing to read here yet.' : `${count(health.posts)} post`);
  if (health.unreadParts > 0) expect(said.health).toContain(`${count(health.unreadParts)} parts of this page are not read`);
  if (health.badgesLost > 0) expect(said.health).toContain(`The page removed ${count(health.badgesLost)} badge`);
  expect([said.labels, said.elements]).toEqual([labels, Math.min(labelled, 20)]);
  await popup.close();
}

/** Everything the reader ever chose: settings with always-shown accounts and treatments, and the followed lists. */
async function choicesOf(browser: BrowserDriver): Promise<string> {
  return JSON.stringify([await ask(browser, 'get-settings', {}), await ask(browser, 'get-lists', {})]);
}
