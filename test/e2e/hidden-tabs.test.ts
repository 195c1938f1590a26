import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Observation } from '../../lib/core/observation.ts';
import type { TabMessages } from '../../lib/messages/contract.ts';
import { withEverySite, type ExtensionCopy } from './support/every-site.ts';
import { BROWSERS, builtExtension, closeWelcome, labelsByPlace, observe, tabIdOf } from './support/extension.ts';
import { article, feedPage, SCAM, TALK } from './support/feed-page.ts';
import { launchBare, type BareBrowser } from './support/launch.ts';
import { aJpeg } from './support/pictures.ts';
import { startRecordingProxy, type RecordingProxy } from './support/recording-proxy.ts';
import { servePages, type ServedPages } from './support/serve-pages.ts';

const shows = (file: string) => `<img src="/${file}" width="320" height="240">`;

describe.each(BROWSERS)('a tab nobody looks at in %s', (kind) => {
  let extension: ExtensionCopy;
  let browser: BareBrowser;
  let proxy: RecordingProxy;
  let pages: ServedPages;

  beforeAll(async () => {
    const picture = async (seed: number) => {
      const body = await aJpeg(seed);
      return (response: ServerResponse) => void response.writeHead(200, { 'content-type': 'image/jpeg', 'cache-control': 'no-store' }).end(body);
    };
    pages = await servePages({
      '/feed': feedPage([{ path: '/p/scam', text: SCAM }, { path: '/p/talk', text: TALK, html: shows('first.jpg') }]),
      '/next': feedPage([{ path: '/p/scam', text: SCAM }, { path: '/p/talk', text: TALK, html: shows('next.jpg') }]),
      '/other': '<!doctype html><title>Other</title><p>Nothing here.',
      '/ahead': `<!doctype html><title>Ahead</title><p>Soon.<script type="speculationrules">{"prerender":[{"urls":["/next"],"eagerness":"immediate"}]}</script>`,
      '/first.jpg': await picture(31),
      '/later.jpg': await picture(32),
      '/next.jpg': await picture(33),
    });
    proxy = await startRecordingProxy();
    extension = await withEverySite(builtExtension(kind));
    browser = await launchBare(kind, { extensionDir: extension.dir, proxy: proxy.address });
    await closeWelcome(browser);
  });
  afterAll(async () => {
    await browser?.kill();
    await extension?.remove();
    await proxy?.close();
    await pages?.close();
  });

  const tabs = <T>(expression: string) => browser.evaluateInExtensionPage<T>(`(globalThis.browser ?? chrome).tabs.${expression}`);
  const openTab = (url: string, active: boolean) => tabs<null>(`create(${JSON.stringify({ url, active })}).then(() => null)`);
  const show = async (url: string) => tabs<null>(`update(${await tabIdOf(browser, url)}, { active: true }).then(() => null)`);

  /** Loaded, and its script has had its moment. */
  async function isLoaded(url: string): Promise<void> {
    await expect.poll(() => tabs<string>(`query({}).then((all) => all.find((tab) => tab.url === ${JSON.stringify(url)})?.status ?? '')`)).toBe('complete');
    await rest();
  }

  /** Longer than any judgement takes: what has not begun by then was not going to. */
  const rest = () => new Promise((resolve) => setTimeout(resolve, 1_500));

  async function runIn<T>(url: string, functionSource: string, ...args: readonly string[]): Promise<T> {
    return browser.evaluateInExtensionPage<T>(
      `(globalThis.browser ?? chrome).scripting.executeScript({ target: { tabId: ${await tabIdOf(browser, url)} }, func: ${functionSource}, args: ${JSON.stringify(args)} }).then(([{ result }]) => result ?? null)`,
    );
  }

  async function tell<T>(url: string, name: 'report' | 'refresh'): Promise<T> {
    return tabs(`sendMessage(${await tabIdOf(browser, url)}, ${JSON.stringify({ name, request: {} })}).then(({ value }) => value)`);
  }
  const reportOf = (url: string) => tell<TabMessages['report']['response']>(url, 'report');
  const judgedIn = async (url: string) => (await reportOf(url)).report.judged;

  /** Of each picture, how often it was asked for: once by the page, once more by the extension. */
  const requestsFor = (path: string) => proxy.requests.filter(({ url }) => url === pages.url + path).length;

  it('is not judged until it is shown', async () => {
    const url = `${pages.url}feed`;
    await openTab(`${pages.url}other`, true);
    await openTab(url, false);
    await isLoaded(url);
    // Nor where something is changed meanwhile.
    await tell(url, 'refresh');
    await rest();
    expect(await reportOf(url)).toMatchObject({ settled: false, report: { health: { posts: 0 }, judged: [] } });
    expect(requestsFor('first.jpg')).toBeLessThanOrEqual(1);
    await show(url);
    const observation = await observe(browser, url, { until: hasJudged('first.jpg') });
    expect(labelsByPlace(observation)).toEqual({ '/p/scam': ['spam suggested'] });
    expect(requestsFor('first.jpg')).toBe(2);
  });

  it('that was shown before rests while it is hidden, and goes on when it is shown again', async () => {
    const url = `${pages.url}feed`;
    const before = (await judgedIn(url)).length;
    await show(`${pages.url}other`);
    const later = article({ path: '/p/later', text: `${SCAM} again`, html: shows('later.jpg') });
    await runIn(url, `(html) => document.querySelector('main').insertAdjacentHTML('beforeend', html)`, later);
    await isLoaded(url);
    expect(await judgedIn(url)).toHaveLength(before);
    expect(requestsFor('later.jpg')).toBeLessThanOrEqual(1);
    await show(url);
    await observe(browser, url, { until: (each) => '/p/later' in labelsByPlace(each) && hasJudged('later.jpg')(each) });
  });

  // Firefox does not load pages ahead of time.
  it.runIf(kind === 'chromium')('loaded ahead of time is not judged until it is opened', async () => {
    await openTab(`${pages.url}ahead`, true);
    await expect.poll(() => requestsFor('next.jpg')).toBe(1);
    await rest();
    expect(requestsFor('next.jpg')).toBe(1);
    await runIn(`${pages.url}ahead`, '() => void setTimeout(() => { location.href = "/next"; })');
    await expect.poll(() => tabIdOf(browser, `${pages.url}next`).catch(() => null)).not.toBeNull();
    const activatedAt = await runIn<number>(`${pages.url}next`, `() => performance.getEntriesByType('navigation')[0].activationStart`);
    expect(activatedAt, 'it was loaded ahead').toBeGreaterThan(0);
    await observe(browser, `${pages.url}next`, { until: hasJudged('next.jpg') });
    expect(requestsFor('next.jpg')).toBe(2);
  });
});

function hasJudged(file: string) {
  return ({ subjects }: Observation) => subjects.some(({ where }) => where.endsWith(file));
}
