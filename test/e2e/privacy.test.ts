import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BrowserDriver } from './support/driver.ts';
import { BROWSERS, launchWithExtension, observe } from './support/extension.ts';
import { feedPage, SCAM, TALK } from './support/feed-page.ts';
import { startRecordingProxy, type RecordingProxy } from './support/recording-proxy.ts';
import { servePages, type ServedPages } from './support/serve-pages.ts';

describe.each(BROWSERS)('what leaves the device in %s', (kind) => {
  let browser: BrowserDriver;
  let pages: ServedPages;
  let proxy: RecordingProxy;

  beforeAll(async () => {
    const body = await sharp({ create: { width: 500, height: 400, channels: 3, background: '#a64' } }).png().toBuffer();
    pages = await servePages({
      '/feed': feedPage([
        { path: '/p/scam', text: `${SCAM} <a href="https://elsewhere.example/x">here</a>` },
        { path: '/p/talk', text: TALK, html: '<img src="/shown.png" width="400" height="300"><img src="/icon.png" width="20" height="20">' },
      ]),
      '/shown.png': (response) =>
        void response
          .writeHead(200, { 'content-type': 'image/png', 'cache-control': 'no-store', 'set-cookie': 'seen=1; path=/' })
          .end(body),
      '/icon.png': { type: 'image/png', body },
    });
    proxy = await startRecordingProxy();
    browser = await launchWithExtension(kind, { proxy: proxy.address });
  });
  afterAll(async () => {
    await browser?.close();
    await proxy?.close();
    await pages?.close();
  });

  it('is a request for the pictures the page already shows, without cookies or referrer, and nothing else', async () => {
    await browser.openPage(`${pages.url}feed`);
    await observe(browser, `${pages.url}feed`, { until: ({ subjects }) => subjects.some(({ where }) => where.endsWith('/shown.png')) });
    const shown = new Set(['feed', 'shown.png', 'icon.png', 'favicon.ico'].map((path) => pages.url + path));
    expect(proxy.requests.map(({ url }) => url).filter((url) => !shown.has(url))).toEqual([]);
    // The page's own and ours; a picture too small to judge is never asked for again.
    const times = (path: string) => proxy.requests.filter(({ url }) => url === pages.url + path).length;
    expect(times('shown.png')).toBe(2);
    expect(times('icon.png')).toBe(1);
    for (const { headers } of proxy.requests.filter(({ url }) => url.endsWith('/shown.png')).slice(1)) {
      expect(headers['cookie']).toBeUndefined();
      expect(headers['referer']).toBeUndefined();
    }
  });
});
