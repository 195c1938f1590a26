import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OptionsProps } from '../../components/options/options.tsx';
import { DEFAULT_SETTINGS } from '../../lib/core/settings.ts';
import { CHROMIUM, startComponentsBrowser, violationsOn, type ComponentsBrowser, type OpenOptions } from '../support/components-chromium.ts';
import { aList, FOLLOWED_LISTS, LIST_OFFER, PEERS, SOURCES } from '../support/components-options.ts';
import { NOW_MS, STATES } from '../support/components-states.ts';

const judged = Object.values(STATES)
  .flat()
  .map((one, i) => ({ ...one, key: i.toString(16).padStart(16, '0') as typeof one.key }));

/** Something in every section. */
const BUSY = {
  access: { kind: 'these-sites', sites: ['https://a-rather-long-name-of-a-host.harbour.example/*'], missing: ['*://*.x.com/*'] },
  lists: [aList({ importedAt: NOW_MS - 300_000, confirmedAt: NOW_MS - 900_000, expiresAt: NOW_MS }), ...FOLLOWED_LISTS],
  sources: SOURCES,
  peers: PEERS,
  offering: { offer: LIST_OFFER, fetching: undefined } as unknown as OptionsProps['offering'],
  importState: {
    running: { file: 'coast.flaglist', done: 3, total: 10, position: 2, of: 3 },
    results: [{ kind: 'failed', file: 'harbour.flaglist', failure: { message: 'The file ends too early.', why: 'not-a-list' } }],
  },
  settings: {
    ...DEFAULT_SETTINGS,
    pausedHosts: ['mail.example'],
    policy: { ...DEFAULT_SETTINGS.policy, alwaysShow: Array.from({ length: 30 }, (_, i) => `bsky:pilot${i}.harbour.example`) },
  },
  outcomes: {
    'always-show': { kind: 'failed', failure: { why: 'private-window', message: '' } },
    lists: { kind: 'done', text: '“Harbour watch” was removed.', undo: true as never },
  },
} as const satisfies Partial<OptionsProps>;

const LOOKS: readonly (readonly [string, OpenOptions])[] = [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['with forced colours', { forcedColors: 'active' }],
];

describe.skipIf(CHROMIUM === undefined)('our own pages in a real browser', () => {
  let browser: ComponentsBrowser;
  beforeAll(async () => {
    browser = await startComponentsBrowser(CHROMIUM!);
  });
  afterAll(async () => browser?.close());

  async function openPopup(options: OpenOptions): Promise<Page> {
    const page = await browser.open('', { ownPage: true, viewport: { width: 360, height: 600 }, ...options });
    const health = { site: 'generic', layout: 'layout-changed', posts: 42, understood: 3, pictures: 12, badgesLost: 1, unreadParts: 0 } as const;
    const report = { url: 'https://harbour.example/', tookMs: 12, judged, quietPosts: [], health };
    await page.evaluate((state) => window.harness.popup(state), { report, paused: false, modelsReady: false, rulesChecked: 'never' as const });
    return page;
  }

  /** What lies in a fold is neither laid out nor looked at by axe. */
  const unfold = (page: Page) => page.evaluate(() => document.querySelectorAll('details').forEach((fold) => fold.setAttribute('open', '')));

  it.each(LOOKS)('axe finds nothing in the popup: %s', async (_, options) => {
    const page = await openPopup(options);
    for (const fold of await page.locator('summary').all()) await fold.click();
    expect(await violationsOn(page)).toEqual([]);
    await page.close();
  });

  it.each(LOOKS)('axe finds nothing on the options page: %s', async (_, options) => {
    const page = await browser.open('', { ownPage: true, ...options });
    await page.evaluate((props) => window.harness.options(props), BUSY);
    await unfold(page);
    await page.getByRole('button', { name: 'Erase everything' }).click();
    expect(await violationsOn(page)).toEqual([]);
    await page.close();
  });

  it.each(LOOKS)('axe finds nothing on the welcome: %s', async (_, options) => {
    const page = await browser.open('', { ownPage: true, ...options });
    await page.evaluate(() => window.harness.welcome());
    expect(await violationsOn(page)).toEqual([]);
    await page.close();
  });

  it.each(LOOKS)('axe finds nothing on the workbench: %s', async (_, options) => {
    const page = await browser.open('', { ownPage: true, ...options });
    await page.evaluate(() => window.harness.workbench());
    expect(await violationsOn(page)).toEqual([]);
    await page.close();
  });

  it('the workbench is worked by keys alone', async () => {
    const page = await browser.open('', { ownPage: true });
    await page.evaluate(() => window.harness.workbench());
    await page.getByLabel('Or the address of a picture, film or sound').focus();
    await page.keyboard.type('https://harbour.example/a.jpg');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => window.harness.heard.map((line) => line.slice(0, 42)))).toEqual(['onAddress "https://harbour.example/a.jpg"', expect.stringMatching(/^onCancel .*"f1"/)]);
    await page.close();
  });

  it('a treatment is chosen by keys alone: a stop for each label, arrows within it', async () => {
    const page = await browser.open('', { ownPage: true });
    await page.evaluate((props) => window.harness.options(props), {});
    await page.getByRole('radiogroup', { name: 'spam' }).getByRole('radio', { name: 'Badge' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Tab');
    const [chosen, next] = await page.evaluate(() => [
      window.harness.heard,
      document.getElementById(document.activeElement!.closest('[role=radiogroup]')!.getAttribute('aria-labelledby')!)?.textContent,
    ]);
    expect(chosen).toEqual(['onSettings "treatments"']);
    expect(next).toBe('scam');
    await page.close();
  });

  it('the popup keeps its buttons within the 600 px a browser gives it, however much there is to tell', async () => {
    const page = await openPopup({});
    const { y, height } = (await page.getByRole('button', { name: 'Options' }).boundingBox())!;
    expect(y + height).toBeLessThanOrEqual(600);
    await page.getByRole('button', { name: 'wrong tide table' }).click();
    expect(await page.evaluate(() => window.harness.heard.map((line) => line.split(' ')[0]))).toEqual(['onShow']);
    await page.close();
  });

  it('the popup is worked by keys alone', async () => {
    const page = await openPopup({});
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    // Over the fold of a flood to the first thing that is labelled.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => window.harness.heard.map((line) => line.slice(0, 12)))).toEqual(['onPause true', 'onShow {"sub']);
    await page.close();
  });

  it.each(['en', 'de'] as const)('nothing runs out of a window of 320 px, which is also a zoom of 400 %% (%s)', async (locale) => {
    const page = await browser.open('', { ownPage: true, viewport: { width: 320, height: 700 } });
    for (const show of ['options', 'welcome', 'workbench'] as const) {
      await page.evaluate(
        ({ props, language, what }) => (what === 'options' ? window.harness.options(props, language) : window.harness[what](language)),
        { props: BUSY, language: locale, what: show },
      );
      await unfold(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    }
    await page.close();
  });
});
