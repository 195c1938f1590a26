import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BrowserDriver } from './support/driver.ts';
import { BROWSERS, labelsByPlace, launchWithExtension, observe } from './support/extension.ts';
import { aJpeg } from './support/pictures.ts';
import { servePages, type ServedPages } from './support/serve-pages.ts';

const IPTC = 'http://cv.iptc.org/newscodes/digitalsourcetype/';
const image = (contentUrl: string, term: string) => ({ '@type': 'ImageObject', contentUrl, digitalSourceType: IPTC + term });
const script = (value: unknown) => `<script type="application/ld+json">${JSON.stringify(value)}</script>`;
const post = (path: string, text: string, picture = '') => `<article><h2><a href="${path}">${path}</a></h2><div class="e-content">${text}</div>${picture === '' ? '' : `<img src="${picture}" width="400">`}</article>`;

const PAGE = `<!doctype html><html lang="en"><head><title>Two harbours</title>
${script({ '@context': 'https://schema.org', '@graph': [image('/drawn.jpg', 'trainedAlgorithmicMedia'), image('/seen.jpg', 'digitalCapture'), image('/elsewhere.jpg', 'trainedAlgorithmicMedia')] })}
${script({ '@type': 'SocialMediaPosting', url: '/p/named', digitalSourceType: `${IPTC}compositeSynthetic` })}
</head><body>
${post('/p/named', 'A harbour of two pictures')}
${post('/p/own', 'Fog.<br>Made with Midjourney', '/own.jpg')}
${post('/p/reply', 'This is AI generated.')}
${post('/p/denied', 'Not made with AI', '/unnamed.jpg')}
<img src="/drawn.jpg" width="400"><img src="/seen.jpg" width="400">
</body></html>`;

describe.each(BROWSERS)('what a page says of how things were made, in %s', (kind) => {
  let browser: BrowserDriver;
  let pages: ServedPages;

  beforeAll(async () => {
    const names = ['drawn', 'seen', 'own', 'unnamed'];
    const pictures = await Promise.all(names.map(async (name, i) => [`/${name}.jpg`, { type: 'image/jpeg', body: await aJpeg(40 + i) }] as const));
    pages = await servePages({ '/feed': PAGE, ...Object.fromEntries(pictures) });
    browser = await launchWithExtension(kind);
  });
  afterAll(async () => {
    await browser?.close();
    await pages?.close();
  });

  it('labels the picture and the post that it names, and those whose author says so of their own picture, and nothing else', async () => {
    const url = `${pages.url}feed`;
    await browser.openPage(url);
    const observation = await observe(browser, url, { until: ({ subjects }) => subjects.length >= 8 });
    expect(labelsByPlace(observation)).toEqual({
      '/drawn.jpg': ['ai-made declared'],
      '/seen.jpg': ['camera-capture declared'],
      '/p/named': ['ai-edited declared'],
      '/p/own': ['ai-made declared'],
    });
    const sources = observation.subjects.flatMap(({ where, verdicts }) => verdicts.map(({ evidence }) => [new URL(where).pathname, evidence[0].source]));
    expect(Object.fromEntries(sources)).toEqual({ '/drawn.jpg': 'The site says', '/seen.jpg': 'The site says', '/p/named': 'The site says', '/p/own': 'The author says' });
  });
});
