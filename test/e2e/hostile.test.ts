import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Observation } from '../../lib/core/observation.ts';
import { pngChunk, writePng } from '../../lib/media/write-png.ts';
import type { BrowserDriver } from './support/driver.ts';
import { BROWSERS, labelsByPlace, launchWithExtension, observe, tabIdOf } from './support/extension.ts';
import { feedPage, SCAM, TALK } from './support/feed-page.ts';
import { servePages, type Route, type ServedPages } from './support/serve-pages.ts';

/** A true header and nothing true after it. */
function bomb(width: number, height: number): Uint8Array {
  return writePng({ width, height, bitDepth: 1, colourType: 'grey' }, []);
}

/** What each bad picture must end as: the reason given, or any finding at all. */
const BAD_PICTURES: Readonly<Record<string, readonly string[]>> = {
  'empty.jpg': ['undecodable', 'unsupported-type'],
  'truncated.jpg': ['undecodable', 'no-sign', 'unsure', 'likely'],
  'page.jpg': ['unsupported-type', 'undecodable'],
  'bomb.png': ['too-large'],
  'liar.png': ['undecodable'],
  'moving.gif': ['animated', 'unsupported-type'],
  'drawing.svg': ['unsupported-type'],
  'gone.jpg': ['fetch-failed'],
};

async function badPictures(): Promise<Readonly<Record<string, Route>>> {
  const jpeg = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#778' } }).jpeg().toBuffer();
  const png = await sharp({ create: { width: 300, height: 300, channels: 3, background: '#778' } }).png().toBuffer();
  const liar = Buffer.from(png);
  // The header says 301 × 300; its checksum is put right, so that only the pixels can tell.
  liar.writeUInt32BE(301, 16);
  Buffer.from(pngChunk('IHDR', liar.subarray(16, 29))).copy(liar, 8);
  return {
    '/empty.jpg': { type: 'image/jpeg', body: new Uint8Array() },
    '/truncated.jpg': { type: 'image/jpeg', body: jpeg.subarray(0, jpeg.length >> 1) },
    '/page.jpg': { type: 'image/jpeg', body: '<script>alert(1)</script>' },
    '/bomb.png': { type: 'image/png', body: bomb(8_000, 8_000) },
    '/liar.png': { type: 'image/png', body: liar },
    '/moving.gif': { type: 'image/gif', body: await sharp(Buffer.alloc(64 * 64 * 2 * 3, 90), { raw: { width: 64, height: 128, channels: 3, pageHeight: 64 } }).gif().toBuffer() },
    '/drawing.svg': { type: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"><circle r="90"/></svg>' },
    '/gone.jpg': (response) => void response.writeHead(404).end(),
  };
}

/** Shown large whatever the bytes say: the page decides how big a broken picture is drawn. */
const picturesPage = feedPage(
  [{ path: '/p/talk', text: TALK, html: Object.keys(BAD_PICTURES).map((name) => `<img src="/${name}" width="140" height="140" style="display:inline">`).join('') }],
);

const NAUGHTY: readonly string[] = [
  `${SCAM} \u202e${SCAM} \u2066\u2067`,
  'z\u200be\u200br\u200bo '.repeat(200),
  '\u0417\u0430\u0440\u0430\u0431\u043e\u0442\u043e\u043a fr\u0435\u0435 m\u043en\u0435y '.repeat(20),
  'مرحبا بكم في سوق السمك هذا الصباح، الأسعار جيدة والبحر هادئ اليوم '.repeat(3),
  '&lt;img src=x onerror=alert(1)&gt; __proto__ constructor \u0000 \ufffe '.repeat(10),
];

describe.each(BROWSERS)('bad pictures, hard texts and a nosy page in %s', (kind) => {
  let browser: BrowserDriver;
  let pages: ServedPages;
  let visits = 0;

  beforeAll(async () => {
    pages = await servePages({
      ...(await badPictures()),
      '/pictures': picturesPage,
      '/feed': feedPage([{ path: '/p/scam', text: SCAM }]),
      '/naughty': feedPage(NAUGHTY.map((text, i) => ({ path: `/p/${i}`, text }))),
      '/megabyte': feedPage([
        { path: '/p/long', text: 'word '.repeat(200_000) },
        { path: '/p/scam', text: SCAM },
      ]),
    });
    browser = await launchWithExtension(kind);
  });
  afterAll(async () => {
    await browser?.close();
    await pages?.close();
  });

  async function open(path: string) {
    const url = `${pages.url}${path}?visit=${visits++}`;
    const page = await browser.openPage(url);
    return { page, url, see: (until?: (each: Observation) => boolean) => observe(browser, url, until === undefined ? {} : { until }) };
  }

  it('bad pictures that the browser shows each end with a reason; what it does not show is not asked for', async () => {
    const { page, see } = await open('pictures');
    await page.waitFor('[...document.images].every(({ complete }) => complete)');
    const shown = await page.evaluate<string[]>(
      '[...document.images].filter(({ naturalWidth }) => naturalWidth > 0).map(({ src }) => new URL(src).pathname.slice(1))',
    );
    expect(shown).toContain('truncated.jpg');
    const observation = await see(({ subjects }) => shown.every((name) => subjects.some(({ where }) => where.endsWith(name))));
    for (const name of Object.keys(BAD_PICTURES)) {
      const subject = observation.subjects.find(({ where }) => where.endsWith(name));
      const [found] = subject?.quiet ?? [];
      const said = found === undefined ? subject?.verdicts[0]?.label : 'abstain' in found ? found.abstain : found.band;
      expect([name, [...BAD_PICTURES[name]!, ...(shown.includes(name) ? [] : [undefined])]]).toEqual([
        name,
        expect.arrayContaining([said]),
      ]);
    }
  });

  it('texts of every kind are judged, and nothing breaks', async () => {
    const { see } = await open('naughty');
    const observation = await see(({ health }) => health.posts === NAUGHTY.length);
    expect(observation.subjects.filter(({ quiet, verdicts }) => quiet.length + verdicts.length > 0).length).toBe(NAUGHTY.length);
  });

  it('a post of a megabyte does not keep the others from being judged', async () => {
    const { see } = await open('megabyte');
    const observation = await see((each) => '/p/scam' in labelsByPlace(each));
    expect(observation.subjects.some(({ where }) => where.endsWith('/p/long'))).toBe(true);
  });

  it('the page cannot look inside a badge or restyle it', async () => {
    const { page, see } = await open('feed');
    await see((each) => '/p/scam' in labelsByPlace(each));
    const shown = async () => (await page.pierce()).filter(({ text }) => text.includes('May be spam'));
    await expect.poll(async () => (await shown()).length).toBe(1);
    const host = `[...document.querySelectorAll('article *')].find((each) => each.shadowRoot === null && /^div|span|x-/i.test(each.tagName) && each.childElementCount === 0 && each.textContent === '')`;
    expect(await page.evaluate(`${host} !== undefined && ${host}.shadowRoot === null`)).toBe(true);
    await page.evaluate(
      `document.head.insertAdjacentHTML('beforeend', '<style>* { opacity: 0.01 !important; font-size: 90px !important; display: block !important } article :not(p) { transform: scale(9) !important }</style>')`,
    );
    const [badge] = await shown();
    const button = badge!.elements.find(({ tag }) => tag === 'button')!;
    expect((await page.boxOf(button))!.height).toBeLessThan(60);
  });

  it('the page has no way to speak to the extension', async () => {
    const { page, url } = await open('feed');
    await tabIdOf(browser, url);
    expect(await page.evaluate('typeof (globalThis.browser ?? globalThis.chrome)?.runtime?.sendMessage')).toBe('undefined');
  });
});
