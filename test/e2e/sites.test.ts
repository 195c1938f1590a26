import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { subjectKey } from '../../lib/subjects/subject-key.ts';
import { subjectsOfPost } from '../../lib/subjects/subjects-of-post.ts';
import type { PageCase } from '../support/sites-as-page-case.ts';
import { pageCases, readPageCase } from '../support/sites-page-cases.ts';
import type { BrowserDriver, BrowserKind, Page } from './support/driver.ts';
import { BROWSERS, labelsByPlace, launchWithExtension, observe, tabIdOf } from './support/extension.ts';
import { serveSites, type SiteServer } from './support/site-server.ts';

const cases = pageCases().map((name) => ({ name, ...readPageCase(name) }));
const known = cases.filter(({ expected }) => expected.health.layout === 'ok');
const changed = cases.filter(({ expected }) => expected.health.layout === 'layout-changed');
const pages = new Map(cases.map(({ expected, html }) => [expected.url.replace(/^https:\/\/|#.*$/g, ''), html]));

/**
 * Every page case under its site's own host name. Chromium resolves all of them to loopback, over https; Firefox asks
 * for them at a proxy on loopback, over http, for which it must forget which sites insist on https.
 */
describe.each(BROWSERS)('sites in %s', (kind) => {
  let server: SiteServer;
  let browser: BrowserDriver;
  const addressOf = ({ url }: PageCase) => (kind === 'chromium' ? url : url.replace(/^https:/, 'http:'));

  beforeAll(async () => {
    server = await serveSites(pages, kind === 'chromium' ? 'https' : 'http');
    browser = await launchAt(kind, server.port);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  /** Opens a page in front, and closes it after `look`. */
  async function visit<T>(address: string, look: (page: Page) => Promise<T>): Promise<T> {
    const page = await browser.openPage(address);
    try {
      return await look(page);
    } finally {
      await page.close();
    }
  }

  it.each(known)('$name is read by its own rules, every post known by its own name', async ({ expected }) => {
    const { site, posts, understood } = expected.health;
    const address = addressOf(expected);
    const observation = await visit(address, () => observe(browser, address, { until: ({ health }) => health.understood === understood }));
    expect(observation.health).toMatchObject({ site, posts, understood, layout: 'ok' });
    const keys = observation.subjects.map(({ key }) => key);
    for (const { post } of expected.posts) {
      const [primary] = subjectsOfPost({ ref: '1', ...post }) ?? [];
      if (primary !== undefined) expect(keys, post.permalink ?? post.text).toContain(subjectKey(primary));
    }
  });

  it("the platform's own marks are what it declares of a post, and what people write is not", async () => {
    const address = addressOf(readPageCase('x/ai-mark').expected);
    const observation = await visit(address, () => observe(browser, address, { until: ({ subjects }) => subjects.length >= 3 }));
    expect(labelsByPlace(observation)).toEqual({
      '/ada_quill/status/1700000000000000030': ['ai-made declared'],
      '/ben_pier/status/1700000000000000031': ['ai-made declared'],
    });
  });

  it.each([
    ['generic/instagram-ai-info', { '/p/Cone/': ['ai-made declared'] }],
    ['generic/tiktok-ai-generated', { '/@ada.quill/video/7400000000000000001': ['ai-made declared'] }],
  ])('so is the label of a platform that is read by the rules for every page: %s', async (name, labels) => {
    const address = addressOf(readPageCase(name).expected);
    const observation = await visit(address, () => observe(browser, address, { until: ({ subjects }) => subjects.length >= 2 }));
    expect(labelsByPlace(observation)).toEqual(labels);
  });

  it('a post drawn anew in the same elements is judged anew, and the badge of the old one goes', async () => {
    const address = addressOf(readPageCase('x/ai-mark').expected);
    await visit(address, async (page) => {
      const badges = async () => (await page.pierce()).filter(({ text }) => /AI/.test(text)).length;
      await expect.poll(badges).toBe(2);
      await page.evaluate(`(() => {
        const post = document.querySelector('article');
        for (const link of post.querySelectorAll('a')) link.href = link.getAttribute('href').replace('ada_quill', 'dan_example').replace(/30$/, '39');
        post.querySelector('[data-testid=tweetText]').textContent = 'A harbour like any other';
        [...post.querySelectorAll('span')].find(({ textContent }) => textContent === 'Made with AI').remove();
      })()`);
      await expect.poll(badges).toBe(1);
      const isNew = ({ where }: { readonly where: string }) => where.endsWith('/dan_example/status/1700000000000000039');
      const { subjects } = await observe(browser, address, { until: (seen) => seen.subjects.some(isNew) });
      expect(subjects.find(isNew)?.verdicts).toEqual([]);
    });
  });

  it.each(changed)('$name pauses the labels, and the popup says so and that nobody has looked there', async ({ expected }) => {
    const address = addressOf(expected);
    await visit(address, async () => {
      const observation = await observe(browser, address, { until: ({ health }) => health.layout === 'layout-changed' });
      expect(observation.health).toMatchObject({ site: expected.health.site, understood: expected.health.understood });
      expect(observation.subjects.flatMap(({ verdicts }) => verdicts)).toEqual([]);
      const popup = await browser.openExtensionPage(`popup.html?tab=${await tabIdOf(browser, address)}`);
      await popup.waitFor('document.body.innerText.includes("changed its layout")');
      await popup.waitFor('document.body.innerText.includes("never checked on the live site")');
      await popup.close();
    });
  });
});

function launchAt(kind: BrowserKind, port: number): Promise<BrowserDriver> {
  if (kind === 'chromium') return launchWithExtension(kind, { hostRules: `MAP *:443 127.0.0.1:${port}, MAP * ~NOTFOUND` });
  const prefs = { 'network.stricttransportsecurity.preloadlist': false, 'dom.security.https_first': false, 'dom.security.https_first_schemeless': false };
  return launchWithExtension(kind, { proxy: `127.0.0.1:${port}`, prefs });
}
