import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireBrowser } from '../../scripts/browsers.mjs';
import type { Observation } from '../../lib/core/observation.ts';
import { launchBareChromium } from './support/bare-chromium.ts';
import type { BrowserDriver, BrowserKind } from './support/driver.ts';
import { withEverySite, type ExtensionCopy } from './support/every-site.ts';
import { ask, BROWSERS, builtExtension, closeWelcome, labelsByPlace, observe, tabIdOf } from './support/extension.ts';
import { feedPage, SCAM, TALK } from './support/feed-page.ts';
import { launchFirefox } from './support/firefox.ts';
import { aJpeg } from './support/pictures.ts';
import { servePages, type ServedPages } from './support/serve-pages.ts';

const CALL = 'Our harbour needs you on Sunday, bring a broom and a bucket and tell every neighbour who has a boat';

type Browser = Pick<BrowserDriver, 'evaluateInExtensionPage' | 'close'>;

const GECKO_ID = '{ac55ffdf-58ba-49db-883d-8d18ff1ddba7}';

/** A browser whose reader has allowed the extension in private windows, as its page of extensions offers. */
async function start(kind: BrowserKind, extensionDir: string, profileDir: string): Promise<Browser> {
  const executable = requireBrowser(kind);
  if (kind === 'chromium') {
    const browser = await launchBareChromium(executable, { extensionDir, profileDir });
    // A tab of its own: those of an extension that is then changed are closed.
    const own = await browser.openTab(`${browser.extensionUrl}options.html`);
    await closeWelcome({ evaluateInExtensionPage: (expression) => browser.evaluate(expression, own) });
    const settings = await browser.openTab('chrome://extensions');
    await browser.evaluate(
      `chrome.developerPrivate.updateProfileConfiguration({ inDeveloperMode: true })
        .then(() => chrome.developerPrivate.updateExtensionConfiguration({ extensionId: '${browser.extensionId}', incognitoAccess: true }))`,
      settings,
    );
    return browser;
  }
  const browser = await launchFirefox(executable, { extensionDir, profileDir, headless: true });
  await closeWelcome(browser);
  await browser.evaluateInBrowser(`(async () => {
    const { ExtensionPermissions } = ChromeUtils.importESModule('resource://gre/modules/ExtensionPermissions.sys.mjs');
    const { AddonManager } = ChromeUtils.importESModule('resource://gre/modules/AddonManager.sys.mjs');
    await ExtensionPermissions.add('${GECKO_ID}', { permissions: ['internal:privateBrowsingAllowed'], origins: [] });
    await (await AddonManager.getAddonByID('${GECKO_ID}')).reload();
    return null;
  })()`);
  const page = await browser.openExtensionPage('options.html');
  return { ...browser, evaluateInExtensionPage: (expression) => page.evaluate(expression) };
}

/** Everything the extension keeps: all tables of its database, binary values by their bytes' sum, its storage areas and caches. */
const EVERYTHING_KEPT = `(async () => {
  const plain = (value) => JSON.stringify(value, (_key, each) =>
    each instanceof ArrayBuffer || ArrayBuffer.isView(each) ? [each.byteLength, new Uint8Array(each.buffer ?? each).reduce((sum, byte) => (sum * 31 + byte) | 0, 0)]
    : each instanceof CryptoKey ? each.type : each);
  const kept = {};
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((resolve, reject) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
    for (const table of database.objectStoreNames) {
      const store = database.transaction(table).objectStore(table);
      const [keys, rows] = await Promise.all(['getAllKeys', 'getAll'].map((all) => new Promise((resolve, reject) => {
        const reading = store[all]();
        reading.onsuccess = () => resolve(reading.result);
        reading.onerror = () => reject(reading.error);
      })));
      kept[name + '.' + table] = plain([keys, rows]);
    }
    database.close();
  }
  const { storage } = globalThis.browser ?? chrome;
  for (const area of ['local', 'session']) kept['storage.' + area] = plain(await storage[area].get(null));
  kept.caches = plain(await caches.keys().catch(() => []));
  return kept;
})()`;

describe.each(BROWSERS)('a private window in %s', (kind) => {
  const OPEN = randomBytes(8).toString('hex');
  const SECRET = randomBytes(8).toString('hex');
  let folder: string;
  let profileDir: string;
  let extension: ExtensionCopy;
  let browser: Browser;
  let pages: ServedPages;

  beforeAll(async () => {
    const feed = (marker: string) =>
      feedPage([
        { path: `/p/${marker}`, text: `${SCAM} ${marker}` },
        // In view: pictures are judged when they come near it.
        { path: '/p/talk', text: TALK, html: `<img src="/${marker}.jpg" width="320" height="240">` },
        // Of either kind of window too few accounts post this text; of both together there would be enough.
        ...Array.from({ length: 8 }, (_, n) => ({ path: `/p/${marker}-${n}`, text: CALL, author: `${marker} ${n}` })),
      ]);
    pages = await servePages({
      [`/${OPEN}`]: feed(OPEN),
      [`/${SECRET}`]: feed(SECRET),
      [`/${OPEN}.jpg`]: { type: 'image/jpeg', body: await aJpeg(61) },
      [`/${SECRET}.jpg`]: { type: 'image/jpeg', body: await aJpeg(62) },
    });
    folder = await mkdtemp(path.join(tmpdir(), 'witnessmark-private-'));
    profileDir = path.join(folder, 'profile');
    extension = await withEverySite(builtExtension(kind));
    browser = await start(kind, extension.dir, profileDir);
  });
  afterAll(async () => {
    await browser?.close();
    await extension?.remove();
    await pages?.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  });

  const everythingKept = () => browser.evaluateInExtensionPage<Readonly<Record<string, string>>>(EVERYTHING_KEPT);
  const api = (expression: string) => browser.evaluateInExtensionPage(`(globalThis.browser ?? chrome).${expression}.then(() => null)`);
  /** Whoever looks at a list has what waits to be kept written first. */
  const writeRing = () => ask(browser, 'offer-list', { link: 'no link' });
  async function seen(marker: string): Promise<void> {
    await expect.poll(() => tabIdOf(browser, `${pages.url}${marker}`).catch(() => null)).not.toBeNull();
  }
  const hasJudged = (marker: string) => ({ subjects }: Observation) =>
    subjects.some(({ where, quiet, verdicts }) => where.endsWith(`${marker}.jpg`) && JSON.stringify([quiet, verdicts]).includes('"band"'));

  it('is labelled, pictures too, and what the extension keeps stays as it was', async () => {
    // Also where the reader has kept what is shown.
    await ask(browser, 'change-settings', { ring: true });
    // An ordinary tab first: a picture that is judged there is remembered.
    const atFirst = await everythingKept();
    await api(`tabs.create({ url: '${pages.url}${OPEN}', active: true })`);
    await seen(OPEN);
    await observe(browser, `${pages.url}${OPEN}`, { until: hasJudged(OPEN) });
    await expect.poll(everythingKept).not.toEqual(atFirst);
    await writeRing();
    const before = await everythingKept();
    expect(before['witnessmark.ring']).not.toBe(atFirst['witnessmark.ring']);

    await api(`windows.create({ url: '${pages.url}${SECRET}', incognito: true, focused: true })`);
    await seen(SECRET);
    const observation = await observe(browser, `${pages.url}${SECRET}`, { until: hasJudged(SECRET) });
    expect(labelsByPlace(observation)).toEqual({ [`/p/${SECRET}`]: ['spam suggested'] });
    await writeRing();
    expect(await everythingKept()).toEqual(before);
  });

  it('is paused by a switch of its own, of which the disk and ordinary windows learn nothing', async () => {
    const before = await everythingKept();
    const host = new URL(pages.url).host;
    expect(await ask(browser, 'pause-site', { host, paused: true, privateWindow: true })).toEqual({ ok: true, value: null });
    await observe(browser, `${pages.url}${SECRET}`, { until: ({ health }) => health.layout === 'paused' });
    await observe(browser, `${pages.url}${OPEN}`, { until: ({ health }) => health.layout !== 'paused' });
    const { 'storage.session': session, ...onDisk } = await everythingKept();
    const { 'storage.session': sessionBefore, ...onDiskBefore } = before;
    expect(session, 'session memory is not on the disk').not.toBe(sessionBefore);
    expect(onDisk).toEqual(onDiskBefore);
  });

  it('leaves nothing of its pages in the profile', async () => {
    await browser.close();
    expect(await filesWith(profileDir, OPEN), 'what an ordinary window leaves is found').not.toEqual([]);
    expect(await filesWith(profileDir, SECRET)).toEqual([]);
  });
});

/** Files under a folder that hold the text, in either encoding that browsers write. */
async function filesWith(folder: string, text: string): Promise<readonly string[]> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const file of files.filter((each) => each.isFile())) {
    const bytes = await readFile(path.join(file.parentPath, file.name));
    if (bytes.includes(text) || bytes.includes(Buffer.from(text, 'utf16le'))) found.push(file.name);
  }
  return found;
}
