import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireBrowser } from '../../scripts/browsers.mjs';
import type { Observation } from '../../lib/core/observation.ts';
import { launchBareChromium, type BareChromium } from './support/bare-chromium.ts';
import type { CdpTarget } from './support/cdp.ts';
import { withEverySite, type ExtensionCopy } from './support/every-site.ts';
import { ask, builtExtension, closeWelcome, labelsByPlace, observe, tabIdOf } from './support/extension.ts';
import { feedPage, SCAM, TALK } from './support/feed-page.ts';
import { aJpeg } from './support/pictures.ts';
import { startRecordingProxy, type RecordingProxy } from './support/recording-proxy.ts';
import { servePages, type ServedPages } from './support/serve-pages.ts';

// Firefox has no such wish: navigator.connection is not there on desktops and has no saveData on Android.
describe('Chromium told to save data', () => {
  let extension: ExtensionCopy;
  let browser: BareChromium;
  let proxy: RecordingProxy;
  let pages: ServedPages;
  let feed: string;

  beforeAll(async () => {
    const body = await aJpeg(41);
    pages = await servePages({
      '/feed': feedPage([
        { path: '/p/scam', text: SCAM },
        { path: '/p/talk', text: TALK, html: '<img src="/shown.jpg" width="320" height="240">' },
      ]),
      '/shown.jpg': (response) => void response.writeHead(200, { 'content-type': 'image/jpeg', 'cache-control': 'no-store' }).end(body),
    });
    feed = `${pages.url}feed`;
    proxy = await startRecordingProxy();
    extension = await withEverySite(builtExtension('chromium'));
    browser = await launchBareChromium(requireBrowser('chromium'), { extensionDir: extension.dir, proxy: proxy.address });
    await closeWelcome(browser);
    // The engine starts at its first question.
    await ask(browser, 'get-settings', {});
    await saveDataIn(browser);
  });
  afterAll(async () => {
    await browser?.kill();
    await extension?.remove();
    await proxy?.close();
    await pages?.close();
  });

  const requests = () => proxy.requests.filter(({ url }) => url === `${pages.url}shown.jpg`).length;
  const pictureOf = ({ subjects }: Observation) => subjects.find(({ where }) => where.endsWith('.jpg'));

  it('fetches no picture and says why; texts are labelled', async () => {
    await browser.openTab(feed);
    const observation = await observe(browser, feed, { until: (each) => pictureOf(each) !== undefined });
    expect(pictureOf(observation)).toMatchObject({ quiet: [{ abstain: 'save-data' }] });
    expect(labelsByPlace(observation)).toEqual({ '/p/scam': ['spam suggested'] });
    expect(requests(), 'the page’s own').toBe(1);
    const popup = await browser.openTab(`${browser.extensionUrl}popup.html?tab=${await tabIdOf(browser, feed)}`);
    await expect.poll(() => browser.evaluate('document.body.textContent', popup)).toContain('not fetched, to save data');
  });

  it('judges a picture that the reader asks about', async () => {
    const tabId = await tabIdOf(browser, feed);
    await browser.evaluateInExtensionPage(`chrome.tabs.update(${tabId}, { active: true }).then(() => null)`);
    // What the context menu sends; its own item cannot be clicked by a driver.
    const question = JSON.stringify({ name: 'ask-picture', request: { url: `${pages.url}shown.jpg` } });
    await browser.evaluateInExtensionPage(`chrome.tabs.sendMessage(${tabId}, ${question}).then(() => null)`);
    const observation = await observe(browser, feed, { until: (each) => !JSON.stringify(each.subjects).includes('save-data') });
    expect(pictureOf(observation)).toMatchObject({ quiet: [{ detector: 'picture-ai', band: expect.any(String) }] });
    expect(requests()).toBe(2);
  });
});

/**
 * The wish of an operating system reaches every process of the browser; the debugger's is set target by target, so it
 * is set where the engine reads it.
 */
async function saveDataIn({ cdp, extensionUrl }: BareChromium): Promise<void> {
  const engine = await cdp.attach(({ url }) => url === `${extensionUrl}offscreen.html`);
  const worker = new Promise<string>((resolve) =>
    cdp.on('Target.attachedToTarget', ({ targetInfo, sessionId }: { readonly targetInfo: CdpTarget; readonly sessionId: string }) => {
      if (targetInfo.type === 'worker') resolve(sessionId);
    }),
  );
  await cdp.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: true }, engine);
  await cdp.send('Emulation.setDataSaverOverride', { dataSaverEnabled: true }, await worker);
}
