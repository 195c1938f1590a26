import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Subject } from '../../lib/core/subject.ts';
import { makeReceipt } from '../../lib/lists/make-receipt.ts';
import type { BrowserDriver, Page } from './support/driver.ts';
import { ask, BROWSERS, launchWithExtension, tabIdOf } from './support/extension.ts';
import { aJpeg } from './support/pictures.ts';
import { flagOnText, signedList } from './support/signed-list.ts';
import { servePages, type ServedPages } from './support/serve-pages.ts';
import { app1, aSourceType } from '../support/provenance-pictures.ts';

/** A recording of five seconds that a page makes of a canvas, as base64. */
const RECORD = `(async () => {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [320, 240];
  const context = canvas.getContext('2d');
  document.body.append(canvas);
  const recorder = new MediaRecorder(canvas.captureStream(15), { mimeType: 'video/webm' });
  const parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  recorder.start();
  for (let frame = 0; frame < 30; frame += 1) {
    for (let i = 0; i < 400; i += 1) {
      context.fillStyle = 'hsl(' + (i * 37 + frame * 5) % 360 + ' 60% 50%)';
      context.fillRect((i * 53) % 320, (i * 31) % 240, 24, 18);
    }
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  await new Promise((resolve) => { recorder.onstop = resolve; recorder.stop(); });
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
})()`;

describe.each(BROWSERS)('the workbench in %s', (kind) => {
  let browser: BrowserDriver;
  let pages: ServedPages;
  let page: Page;
  let folder: string;
  let declared: Uint8Array;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'witnessmark-files-'));
    const jpeg = await aJpeg(7);
    declared = Buffer.concat([jpeg.subarray(0, 2), app1(aSourceType('trainedAlgorithmicMedia')), jpeg.subarray(2)]);
    await writeFile(path.join(folder, 'declared.jpg'), declared);
    await writeFile(path.join(folder, 'notes.xyz'), 'no kind that is known');
    await writeFile(path.join(folder, 'empty.png'), '');
    browser = await launchWithExtension(kind);
    pages = await servePages({
      '/blank': '<title>blank</title>',
      '/poster.jpg': { type: 'image/jpeg', body: declared },
      '/film.webm': (response) => void response.writeHead(200, { 'content-type': 'video/webm' }).end(film),
      '/film': '<article><h2><a href="/film/1">Fog</a></h2><video src="/film.webm" poster="/poster.jpg"></video></article>',
      '/stream': '<article><h2><a href="/stream/1">Stream</a></h2><video poster="/poster.jpg"></video></article><script>const media = new MediaSource(); document.querySelector("video").src = URL.createObjectURL(media);</script>',
    });
    const blank = await browser.openPage(`${pages.url}blank`);
    film = Buffer.from(await blank.evaluate<string>(RECORD), 'base64');
    await blank.close();
    page = await browser.openExtensionPage('workbench.html');
    await page.waitFor('document.querySelector("h1") !== null');
  });
  let film = Buffer.alloc(0);
  afterAll(async () => {
    await browser?.close();
    await pages?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const text = () => page.evaluate<string>('document.body.innerText');

  it('says everything that can be said of files that are chosen, each by itself', async () => {
    await page.setFiles('input[type=file]', ['declared.jpg', 'notes.xyz', 'empty.png'].map((name) => path.join(folder, name)));
    await page.waitFor('document.querySelectorAll("section.file:not([aria-busy=true])").length === 3', 60_000);
    const said = await text();
    expect(said).toContain(createHash('sha256').update(declared).digest('hex'));
    expect(said).toContain('JPEG picture · ');
    expect(said).toContain('640 × 480 pixels');
    expect(said).toContain('Says it is AI-made');
    expect(said).toContain('trainedAlgorithmicMedia');
    expect(said).toMatch(/Witnessmark’s picture model/);
    expect(said).toContain('a kind of file that is not known here');
  });

  it('takes what is dropped, and is emptied again', async () => {
    for (let left = 3; left > 0; left -= 1) {
      await page.evaluate('[...document.querySelectorAll("button")].find((button) => button.textContent === "Remove").click()');
      await page.waitFor(`document.querySelectorAll("section.file").length === ${left - 1}`);
    }
    expect(await text()).toContain('No file yet.');
    await page.evaluate(`(() => {
      const dropped = new DataTransfer();
      dropped.items.add(new File([Uint8Array.from(atob(${JSON.stringify(Buffer.from(declared).toString('base64'))}), (c) => c.charCodeAt(0))], 'dropped.jpg'));
      document.querySelector('.drop').dispatchEvent(new DragEvent('drop', { dataTransfer: dropped, bubbles: true, cancelable: true }));
    })()`);
    await page.waitFor('document.querySelector("section.file[data-state=done]") !== null', 60_000);
    expect(await text()).toContain('dropped.jpg');
    expect(await text()).toContain('Says it is AI-made');
  });

  it('says what a receipt proves that is dropped, and that an altered one proves nothing', async () => {
    const flag = flagOnText('The ferry leaves at nine tomorrow because of the tide, tell the others.');
    const made = makeReceipt(await signedList('Tide watch', [flag]), (flag as { readonly subject: Subject }).subject, { nowMs: Date.now() });
    if (!made.ok) throw new Error(made.error.message);
    const receipt = new TextDecoder().decode(made.value);
    await page.evaluate(`(() => {
      const dropped = new DataTransfer();
      dropped.items.add(new File([${JSON.stringify(receipt)}], 'tide.receipt.json'));
      dropped.items.add(new File([${JSON.stringify(receipt.replace('the ferry', 'the merry'))}], 'altered.receipt.json'));
      document.querySelector('.drop').dispatchEvent(new DragEvent('drop', { dataTransfer: dropped, bubbles: true, cancelable: true }));
    })()`);
    await page.waitFor('document.querySelectorAll("section.file[data-state=done]").length === 3', 60_000);
    const said = await text();
    for (const part of ['receipt of a flag', 'Tide watch', 'tide-scam', 'text (as it is compared): the ferry leaves at nine']) expect(said).toContain(part);
    expect(said).toContain('It proves nothing. It was altered or damaged on its way here.');
  });

  it('keeps nothing of a file', async () => {
    const stored = await browser.evaluateInExtensionPage<readonly (readonly [string, number])[]>(`(async () => {
      const counts = [];
      for (const { name } of await indexedDB.databases()) {
        const database = await new Promise((resolve, reject) => { const open = indexedDB.open(name); open.onsuccess = () => resolve(open.result); open.onerror = reject; });
        for (const store of database.objectStoreNames) {
          counts.push([store, await new Promise((resolve) => { const count = database.transaction(store).objectStore(store).count(); count.onsuccess = () => resolve(count.result); })]);
        }
        database.close();
      }
      return counts;
    })()`);
    expect(Object.fromEntries(stored)).toMatchObject({ findings: 0 });
  });

  it('fetches what is at an address only when asked, and nothing from a private network', async () => {
    await page.evaluate(`(() => {
      const field = document.querySelector('#address');
      field.value = ${JSON.stringify(`${pages.url}film.webm`)};
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    })()`);
    expect(pages.requests).not.toContain('/film.webm');
    await page.evaluate('document.querySelector("form").requestSubmit()');
    await page.waitFor('document.querySelector("section.file[data-state=failed]") !== null');
    expect(await text()).toContain('Its address breaks the rules for fetching');
    expect(pages.requests).not.toContain('/film.webm');
    await page.evaluate('document.querySelector("form input").value = "", document.querySelector("form").requestSubmit()');
  });

  async function openAbout(shownOn: string): Promise<string> {
    const shown = await browser.openPage(pages.url + shownOn);
    await shown.waitFor('document.querySelector("video").currentSrc !== ""');
    const media = await shown.evaluate<string>('document.querySelector("video").currentSrc');
    await expect.poll(async () => (await ask(browser, 'observe', { tabId: await tabIdOf(browser, pages.url + shownOn) })).ok, { timeout: 30_000 }).toBe(true);
    const asked = new URLSearchParams({ media, page: pages.url + shownOn, tab: String(await tabIdOf(browser, pages.url + shownOn)) });
    await page.close();
    page = await browser.openExtensionPage(`workbench.html?${asked}`);
    return media;
  }

  it('reads a film that a page shows, its poster, and pictures from it on request', async () => {
    await openAbout('film');
    await page.waitFor('document.querySelector("section.file[data-state=done] .frames li") !== null', 60_000);
    expect(await text()).toContain('WebM or Matroska film');
    expect(await text()).toContain('Not checked: its pictures, unless you ask below, sound, face motion.');
    expect(await text()).toMatch(/Before it plays: .*Says it is AI-made/);
    await page.evaluate('[...document.querySelectorAll("button")].find((button) => button.textContent === "Look at 8 pictures from it").click()');
    await page.waitFor('document.querySelectorAll(".frames li").length === 9', 120_000);
  });

  it('says of a film without a file that there is none, and what its poster looks like', async () => {
    await openAbout('stream');
    await page.waitFor('document.querySelector("section.file[data-state=streamed] .frames li") !== null', 60_000);
    expect(await text()).toContain('No file to read');
    expect(await text()).toContain('Not checked: sound, face motion.');
  });
});
