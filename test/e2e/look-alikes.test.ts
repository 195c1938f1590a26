import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { looksOfFile } from '../../cli/lists/picture-looks.ts';
import { draw } from '../support/subjects-drawn-pictures.ts';
import type { BrowserDriver, Page, ShadowElement } from './support/driver.ts';
import { BROWSERS, labelsByPlace, launchWithExtension, observe } from './support/extension.ts';
import { servePages, type ServedPages } from './support/serve-pages.ts';
import { signedList } from './support/signed-list.ts';

/** The picture as its curator had it, and as a site serves it again: smaller, and compressed anew. */
const LISTED = draw({ kind: 'patches', seed: 7, width: 1280, height: 960 });
const OTHER = draw({ kind: 'patches', seed: 8, width: 640, height: 480 });

const asJpeg = ({ rgba, width, height }: typeof LISTED, widthPx: number) => sharp(rgba, { raw: { width, height, channels: 4 } }).resize(widthPx).jpeg({ quality: 60 }).toBuffer();

describe.each(BROWSERS)('a copy of a picture that a list flags, in %s', (kind) => {
  let folder: string;
  let browser: BrowserDriver;
  let pages: ServedPages;
  let feed: Page;
  const file = (name: string) => join(folder, name);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'witnessmark-looks-'));
    const [listed, again, other] = await Promise.all([asJpeg(LISTED, 1280), asJpeg(LISTED, 640), asJpeg(OTHER, 640)]);
    for (const [name, bytes] of [['listed.jpg', listed], ['again.jpg', again], ['other.jpg', other]] as const) writeFileSync(file(name), bytes);
    const { hash, quality } = await looksOfFile(file('listed.jpg'));
    writeFileSync(file('tide.flaglist'), await signedList('Tide watch', [{ pdq: hash, quality, label: 'tide-scam' }]));
    const article = (name: string) => `<article><h2><a href="/${name}">Tide</a></h2><p>The ferry leaves at nine tomorrow because of the tide.</p><img src="/${name}.jpg" width="320" height="240" alt=""></article>`;
    pages = await servePages({
      '/again.jpg': { type: 'image/jpeg', body: again },
      '/other.jpg': { type: 'image/jpeg', body: other },
      '/feed': `<!doctype html><title>Feed</title><main>${article('again')}${article('other')}</main>`,
    });
    browser = await launchWithExtension(kind);
    const options = await browser.openExtensionPage('options.html');
    await options.waitFor('document.querySelector(".import input[type=file]") !== null');
    await options.setFiles('.import input[type=file]', [file('tide.flaglist')]);
    await options.waitFor('document.body.innerText.includes("Tide watch")');
    feed = await browser.openPage(`${pages.url}feed`);
  });
  afterAll(async () => {
    await browser?.close();
    await pages?.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  });

  const elements = async () => (await feed.pierce()).flatMap(({ elements: all }) => all);
  async function press(isMeant: (element: ShadowElement) => boolean): Promise<void> {
    await expect.poll(async () => (await elements()).some(isMeant), { timeout: 30_000 }).toBe(true);
    const box = await feed.boxOf((await elements()).find(isMeant)!);
    await feed.click(box!.x + box!.width / 2, box!.y + box!.height / 2);
  }

  it('is marked and not covered, and another picture is not', async () => {
    const labels = async () => labelsByPlace(await observe(browser, `${pages.url}feed`));
    await expect.poll(labels, { timeout: 60_000 }).toEqual({ '/again.jpg': ['scam flagged'] });
    await press(({ attributes }) => attributes['class'] === 'badge');
    await expect.poll(async () => (await feed.pierce()).map(({ text }) => text).join(' ')).toContain('a picture that looks like this one');
  });

  it('has a receipt, which the workbench checks against the picture itself', async () => {
    await press(({ attributes }) => attributes['aria-label']?.startsWith('Copy a receipt: ') === true);
    await expect.poll(async () => (await feed.pierce()).map(({ text }) => text).join(' ')).toContain('Copied. Anyone can check it on the workbench.');
    const bench = await browser.openExtensionPage('workbench.html');
    await bench.waitFor('document.querySelector("h1") !== null');
    await bench.press('Control+v');
    const text = () => bench.evaluate<string>('document.body.innerText');
    await expect.poll(text, { timeout: 30_000 }).toContain('To see whether it speaks of a file, add that here too.');
    expect(await text()).toContain('It calls any picture like the one named below');
    await bench.setFiles('input[type=file]', [file('other.jpg')]);
    await expect.poll(text, { timeout: 60_000 }).toContain('It speaks of none of the files here.');
    await bench.setFiles('input[type=file]', [file('again.jpg')]);
    await expect.poll(text, { timeout: 60_000 }).toMatch(/Of the files here it speaks of .*again\.jpg/);
    expect(await text()).not.toMatch(/Of the files here it speaks of .*other\.jpg/);
  });
});
