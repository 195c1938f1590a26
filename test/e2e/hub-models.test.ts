import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HubModel } from '../../lib/core/hub-model.ts';
import type { Observation } from '../../lib/core/observation.ts';
import { PIECE_BYTES } from '../../lib/hub/download-weights.ts';
import { aClassifier } from '../support/hub-classifier.ts';
import { aTextClassifier } from '../support/hub-text-classifier.ts';
import type { BrowserDriver, Page } from './support/driver.ts';
import { ask, BROWSERS, launchWithExtension, observe, tabIdOf } from './support/extension.ts';
import { feedPage, TALK } from './support/feed-page.ts';
import { serveHub, type HubServer } from './support/hub-server.ts';
import { servePages, type ServedPages } from './support/serve-pages.ts';

const ID = 'harbour/red-or-blue';
const LETTERS = 'harbour/letters';
/** Nothing to the bundled model; the one of the test has its own ideas of spam. */
const FANCY = 'A copper lantern and a copper whistle hang by the door.';
const QUIET = 'Rain over the harbour this morning; we read a book in the garden and had tea.';

describe.each(BROWSERS)('a model from a hub in %s', (kind) => {
  const folder = mkdtempSync(join(tmpdir(), 'witnessmark-hub-'));
  let browser: BrowserDriver;
  let pages: ServedPages;
  let hub: HubServer;
  let options: Page;

  async function start(): Promise<void> {
    browser = await launchWithExtension(kind, { profileDir: join(folder, 'profile'), prefs: { 'extensions.webextOptionalPermissionPrompts': false } });
    options = await browser.openExtensionPage('options.html');
    await options.waitFor('document.querySelector(".models") !== null');
  }

  beforeAll(async () => {
    hub = await serveHub({
      [ID]: aClassifier({ paddingBytes: 3 * PIECE_BYTES }),
      'harbour/unclear': aClassifier({ labels: ['LABEL_0', 'LABEL_1'] }),
      [LETTERS]: aTextClassifier({ paddingBytes: PIECE_BYTES }),
      'harbour/unclear-letters': aTextClassifier({ labels: ['LABEL_0', 'LABEL_1'] }),
    });
    const solid = (background: string) => sharp({ create: { width: 400, height: 300, channels: 3, background } }).png().toBuffer();
    pages = await servePages({
      '/feed': feedPage([{ path: '/p/talk', text: TALK, html: '<img src="/red.png" width="400" height="300"><img src="/blue.png" width="400" height="300">' }]),
      '/posts': feedPage([
        { path: '/p/fancy', text: FANCY },
        { path: '/p/quiet', text: QUIET },
      ]),
      '/red.png': { type: 'image/png', body: await solid('#e02010') },
      '/blue.png': { type: 'image/png', body: await solid('#1020e0') },
    });
    await start();
  });
  afterAll(async () => {
    await browser?.close();
    await hub?.close();
    await pages?.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  });

  const text = () => options.evaluate<string>('document.querySelector(".models").innerText.replace(/[\\u2068\\u2069]/g, "")');
  const press = async (name: string) => {
    const isThere = `[...document.querySelectorAll('.models button')].find((each) => (each.ariaLabel ?? each.innerText).replace(/[\\u2068\\u2069]/g, '').startsWith(${JSON.stringify(name)}) && !each.disabled)`;
    await options.waitFor(`${isThere} !== undefined`);
    const placeOf = () =>
      options.evaluate<{ x: number; y: number }>(
        `(() => {
          const button = ${isThere};
          button.scrollIntoView({ block: 'center' });
          const box = button.getBoundingClientRect();
          return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
        })()`,
      );
    let place = await placeOf();
    // What came of the last click may still move it.
    for (let before; before === undefined || before.x !== place.x || before.y !== place.y; ) {
      before = place;
      await new Promise((resolve) => setTimeout(resolve, 200));
      place = await placeOf();
    }
    // A real click: Firefox answers its question about permissions to nothing less.
    await options.click(place.x, place.y);
  };
  const type = (label: string, value: string) =>
    options.evaluate(
      `(() => {
        const label = [...document.querySelectorAll('.models label')].find((each) => each.textContent.startsWith(${JSON.stringify(label)}));
        const input = document.getElementById(label.htmlFor);
        input.value = ${JSON.stringify(value)};
        input.dispatchEvent(new Event('input', { bubbles: true }));
      })()`,
    );
  const lookUp = async (id: string) => {
    await type('Name of a model', id);
    await type('Address of a mirror', hub.url);
    await press('Look it up');
  };
  async function models(): Promise<readonly HubModel[]> {
    const answer = await ask(browser, 'get-models', {});
    if (!answer.ok) throw new Error(answer.error.message);
    return answer.value;
  }
  const stateOf = async (id = ID) => (await models()).find((each) => each.id === id)?.state;
  const use = async (id: string, word: string) => {
    const choice = `[...([...document.querySelectorAll('li.model')].find((each) => each.querySelector('h3').textContent === ${JSON.stringify(id)})?.querySelectorAll('.choice') ?? [])].find((each) => each.textContent === ${JSON.stringify(word)})`;
    // A page that lay behind another one learns late that a download came to its end.
    await options.waitFor(`${choice} !== undefined`);
    await options.evaluate(`${choice}.querySelector('input').click()`);
  };
  /** What the model of the reader's choice says of each picture on a page. */
  async function opinions(): Promise<Readonly<Record<string, string>>> {
    const feed = await browser.openPage(`${pages.url}feed`);
    const { subjects } = await observe(browser, `${pages.url}feed`, { until: (each) => each.subjects.filter(({ where }) => where.endsWith('.png')).length === 2 });
    await feed.close();
    await options.bringToFront();
    const said = subjects.map(({ where, verdicts, quiet }) => {
      const mine = [
        ...verdicts.flatMap(({ evidence }) => evidence.filter((each) => each.kind === 'signal').map(({ source }) => [source, 'likely'] as const)),
        ...quiet.map((each) => [each.detector, 'abstain' in each ? each.abstain : each.band] as const),
      ].find(([source]) => /picture-hub|model you chose/.test(source));
      return [where.split('/').at(-1) ?? '', mine?.[1] ?? 'nothing'] as const;
    });
    return Object.fromEntries(said.filter(([name]) => name.endsWith('.png')));
  }

  it('is looked up when the reader asks, with its size before anything of it is downloaded', async () => {
    expect(hub.asked).toEqual([]);
    await lookUp(ID);
    await expect.poll(text).toContain('Download 13 MB');
    await expect.poll(text).toContain(hub.revision);
    await expect.poll(text).toContain('apache-2.0');
    expect(hub.asked).toEqual(['api', 'file config.json', 'file preprocessor_config.json']);
    expect(await models()).toEqual([]);
  });

  it('comes piece by piece, is paused, and goes on where it stopped, also after the browser was started again', async () => {
    hub.faults.cutAfter = PIECE_BYTES + 100_000;
    let release: (() => void) | undefined;
    await press('Download 13 MB');
    await expect.poll(async () => hub.asked.filter((each) => each.startsWith('cdn')).length).toBe(1);
    hub.faults.hold = new Promise((resolve) => (release = resolve));
    await expect.poll(async () => (await stateOf())?.kind === 'partial' && ((await stateOf()) as { doneBytes: number }).doneBytes).toBeGreaterThanOrEqual(PIECE_BYTES);
    await press(`Pause ${ID}`);
    await expect.poll(() => stateOf()).toMatchObject({ kind: 'partial', step: 'paused', doneBytes: PIECE_BYTES });
    await expect.poll(text).toContain('Paused at 4.2 MB of 13 MB');
    release?.();
    delete hub.faults.hold;
    delete hub.faults.cutAfter;
    await browser.close();

    await start();
    expect(await stateOf()).toMatchObject({ kind: 'partial', step: 'paused', doneBytes: PIECE_BYTES });
    await press(`Resume ${ID}`);
    await expect.poll(() => stateOf()).toMatchObject({ kind: 'ready' });
    expect(hub.asked.at(-1)).toBe(`cdn ${PIECE_BYTES}-`);
    const [model] = await models();
    expect(model).toMatchObject({ revision: hub.revision, licence: 'apache-2.0', meant: [0], use: 'off' });
    expect(model?.state).toMatchObject({ digest: model?.sha256 });
  });

  it('judges pictures beside the bundled model once it is put to use', async () => {
    expect(await opinions()).toEqual({ 'red.png': 'nothing', 'blue.png': 'nothing' });
    await use(ID, 'On every picture');
    await expect.poll(async () => (await models())[0]?.use).toBe('automatic');
    expect(await opinions()).toEqual({ 'red.png': 'likely', 'blue.png': 'no-sign' });
  });

  it('asks once which class means “made by a machine” where its names do not say', async () => {
    await lookUp('harbour/unclear');
    await press('Download');
    await expect.poll(() => stateOf('harbour/unclear')).toMatchObject({ kind: 'ready' });
    await expect.poll(text).toContain('Which of its classes mean “made by a machine”?');
    await options.evaluate(`document.querySelector('.classes input').click()`);
    await press('That is what they mean');
    await expect.poll(async () => (await models()).find(({ id }) => id === 'harbour/unclear')?.meant).toEqual([0]);
    await expect.poll(text).toContain('Made by a machine: LABEL_0');
    await use('harbour/unclear', 'On every picture');
    await expect.poll(async () => (await models()).map((each) => each.use).sort()).toEqual(['automatic', 'off']);
    await press('Remove harbour/unclear');
    await press('Remove it');
    await expect.poll(async () => (await models()).map(({ id }) => id)).toEqual([ID]);
  });

  it('is not run when what lies on the disk is not what was downloaded', async () => {
    await use(ID, 'On every picture');
    await expect.poll(async () => (await models())[0]?.use).toBe('automatic');
    await options.evaluate(
      inDatabase(`(store) => {
        const get = store.get([${JSON.stringify(ID)}, 1]);
        get.onsuccess = () => {
          get.result.bytes[1000] ^= 1;
          store.put(get.result);
        };
        return get;
      }`),
    );
    await browser.close();
    await start();
    expect(await opinions()).toEqual({ 'red.png': 'detector-failed', 'blue.png': 'detector-failed' });
    expect(await stateOf()).toMatchObject({ kind: 'ready', why: 'model-altered' });
    await options.evaluate(`void dispatchEvent(new Event('focus'))`);
    await expect.poll(text).toContain('What lies on this device is not what was downloaded.');
  });

  /** What each detector says of each post on a page, once the model of texts said it of both, or for good. */
  async function views({ until = true }: { readonly until?: boolean } = {}): Promise<Readonly<Record<string, readonly string[]>>> {
    const isRead = ({ verdicts, quiet }: Observation['subjects'][number]) =>
      verdicts.some(({ evidence }) => evidence.some(({ source }) => /text model you chose/.test(source))) || quiet.some(({ detector }) => detector === 'text-hub');
    const url = `${pages.url}posts`;
    const { subjects } = await observe(browser, url, { until: (each) => each.subjects.length === 2 && (!until || each.subjects.every(isRead)) });
    return Object.fromEntries(
      subjects.map(({ where, verdicts, quiet }) => [
        new URL(where).pathname,
        [
          ...verdicts.flatMap(({ label, evidence }) => evidence.map(({ source }) => `${label}: ${source.replace(/,? [\w.]+$/, '')}`)),
          ...quiet.flatMap((each) => ('band' in each && each.detector === 'text-hub' ? [`${each.detector} ${each.band}`] : [])),
          ...quiet.flatMap((each) => ('abstain' in each ? [`${each.detector} ${each.abstain}`] : [])),
        ],
      ]),
    );
  }

  it('for texts is looked up and comes with its tokenizer', async () => {
    await lookUp(LETTERS);
    await expect.poll(text).toContain('Download 4.2 MB');
    expect(hub.asked.slice(-3)).toEqual(['api', 'file config.json', 'file tokenizer_config.json']);
    await press('Download 4.2 MB');
    await expect.poll(() => stateOf(LETTERS)).toMatchObject({ kind: 'ready' });
    await expect.poll(text).toContain('Spam: spam');
    expect((await models()).find(({ id }) => id === LETTERS)).toMatchObject({ kind: 'text', licence: 'mit', labels: ['ham', 'spam'], meant: [1], use: 'off' });
  });

  it('for texts asks once which class means “spam” where its names do not say', async () => {
    await lookUp('harbour/unclear-letters');
    await press('Download');
    await expect.poll(() => stateOf('harbour/unclear-letters')).toMatchObject({ kind: 'ready' });
    await expect.poll(text).toContain('Which of its classes mean “spam”?');
    await options.evaluate(`document.querySelectorAll('.classes input')[1].click()`);
    await press('That is what they mean');
    await expect.poll(text).toContain('Spam: LABEL_1');
    await press('Remove harbour/unclear-letters');
    await press('Remove it');
    await expect.poll(async () => (await models()).map(({ id }) => id).sort()).toEqual([LETTERS, ID].sort());
  });

  it('for texts reads no post before its reader asks in the popup, and then those of that page', async () => {
    await use(LETTERS, 'When I ask about a page, in the popup');
    await expect.poll(async () => (await models()).find(({ id }) => id === LETTERS)?.use).toBe('on-click');
    const feed = await browser.openPage(`${pages.url}posts`);
    expect(await views({ until: false })).toEqual({ '/p/fancy': [], '/p/quiet': [] });
    const popup = await browser.openExtensionPage(`popup.html?tab=${await tabIdOf(browser, `${pages.url}posts`)}`);
    await popup.waitFor(`[...document.querySelectorAll('button')].some((each) => each.textContent.includes('Ask') && each.textContent.includes('${LETTERS}'))`);
    await popup.evaluate(`[...document.querySelectorAll('button')].find((each) => each.textContent.includes('Ask')).click()`);
    await feed.bringToFront();
    expect(await views()).toEqual({ '/p/fancy': ['spam: A text model you chose', 'spam: Witnessmark’s text model'], '/p/quiet': ['text-hub no-sign'] });
    await popup.close();
    await feed.close();
    await options.bringToFront();
  });

  it('for texts reads every post where its reader wants that: its view follows the bundled one’s', async () => {
    await use(LETTERS, 'On every post');
    await expect.poll(async () => (await models()).map((each) => each.use)).toEqual(['automatic', 'automatic']);
    const feed = await browser.openPage(`${pages.url}posts`);
    expect(await views()).toEqual({ '/p/fancy': ['spam: A text model you chose', 'spam: Witnessmark’s text model'], '/p/quiet': ['text-hub no-sign'] });
    await feed.close();
    await options.bringToFront();
  });

  it('for texts is not run when its tokenizer is not what was downloaded', async () => {
    await options.evaluate(
      inDatabase(
        `(store) => {
        const get = store.get([${JSON.stringify(LETTERS)}, 'tokenizer.json']);
        get.onsuccess = () => {
          get.result.text = get.result.text.replace('ferry', 'fairy');
          store.put(get.result);
        };
        return get;
      }`,
        'modelFiles',
      ),
    );
    await browser.close();
    await start();
    const feed = await browser.openPage(`${pages.url}posts`);
    expect(await views()).toEqual({ '/p/fancy': ['text-hub detector-failed'], '/p/quiet': ['text-hub detector-failed'] });
    expect(await stateOf(LETTERS)).toMatchObject({ kind: 'ready', why: 'model-altered' });
    await feed.close();
    await options.bringToFront();
    await options.evaluate(`void dispatchEvent(new Event('focus'))`);
    // What is said of the model moves its buttons.
    await options.waitFor(`document.querySelector('.model .stale') !== null`);
    await press(`Remove ${LETTERS}`);
    await press('Remove it');
    await expect.poll(async () => (await models()).map(({ id }) => id)).toEqual([ID]);
  });

  it('gives its room back when it is removed', async () => {
    const pieces = () => options.evaluate<number>(inDatabase('(store) => store.count()'));
    expect(await pieces()).toBe(4);
    await press(`Remove ${ID}`);
    await press('Remove it');
    await expect.poll(() => models()).toEqual([]);
    expect(await pieces()).toBe(0);
  });
});

/** Does something to the stored pieces, or to another table, and answers what it gave. */
function inDatabase(work: string, table = 'modelPieces'): string {
  return `new Promise((resolve, reject) => {
    const open = indexedDB.open('witnessmark');
    open.onerror = () => reject(open.error);
    open.onsuccess = () => {
      const transaction = open.result.transaction('${table}', 'readwrite');
      const request = (${work})(transaction.objectStore('${table}'));
      transaction.oncomplete = () => {
        open.result.close();
        resolve(typeof request.result === 'number' ? request.result : null);
      };
    };
  })`
    .replaceAll(/\n\s*/g, ' ');
}
