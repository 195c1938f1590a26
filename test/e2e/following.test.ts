import { webcrypto } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import encodeQR from 'qr';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SEEN_BYTES } from '../../lib/core/seen-keys.ts';
import { buildFlagList, type DraftFlag } from '../../lib/lists/build-flag-list.ts';
import { decodeFlagListFile } from '../../lib/lists/flag-list-file.ts';
import { detailNames, detailsIn } from '../../lib/lists/list-details.ts';
import { decodeIndex } from '../../lib/lists/list-index.ts';
import { newListKeys } from '../../lib/lists/list-keys.ts';
import { subscriptionLink } from '../../lib/lists/subscription-link.ts';
import { verifyFlagList } from '../../lib/lists/verify-flag-list.ts';
import { canonicalText } from '../../lib/subjects/canonical-text.ts';
import { SUBJECT_KEY_BYTES, subjectKeyBytes } from '../../lib/subjects/subject-key.ts';
import { serveMirror, type MirrorServer } from '../support/mirror-server.ts';
import type { BrowserDriver, Page, ShadowElement } from './support/driver.ts';
import { ask, BROWSERS, labelsByPlace, launchWithExtension, observe } from './support/extension.ts';
import { feedPage, TALK } from './support/feed-page.ts';
import { servePages, type ServedPages } from './support/serve-pages.ts';
import { flagOnText } from './support/signed-list.ts';
import { signersOf } from '../support/lists-draft.ts';

/** Day and bytes of every row of the ring. */
function keptInRing(browser: BrowserDriver): Promise<readonly (readonly [number, readonly number[]])[]> {
  return browser.evaluateInExtensionPage(`new Promise((resolve, reject) => {
    const opening = indexedDB.open('witnessmark');
    opening.onerror = reject;
    opening.onsuccess = () => {
      const reading = opening.result.transaction('ring').objectStore('ring').getAll();
      reading.onerror = reject;
      reading.onsuccess = () => {
        opening.result.close();
        resolve(reading.result.map(({ day, bytes }) => [day, [...bytes]]));
      };
    };
  })`);
}

const random = (bytes: number) => webcrypto.getRandomValues(new Uint8Array(bytes));
const OTHER_TALK = 'The ferry to the island was late again; nobody on the pier knew why, and the café had closed.';

describe.each(BROWSERS)('a list followed by its link in %s', (kind) => {
  let folder: string;
  let browser: BrowserDriver;
  let mirror: MirrorServer;
  let pages: ServedPages;
  let options: Page;
  let feed: Page;
  let link: string;
  let last: Uint8Array;
  /** The state before. */
  let before: Uint8Array | undefined;
  const keys = newListKeys(random);

  /** The next state of the list, as its curator would publish it. */
  async function publish(flags: readonly DraftFlag[]): Promise<void> {
    const built = await buildFlagList(
      { name: 'Tide watch', charter: 'What the tests of this project flag.', appealContact: 'appeals@list.example', labels: [{ name: 'tide-scam', core: 'scam' }], flags },
      signersOf(keys, random),
      { nowMs: Date.now(), ...(last === undefined ? {} : { previous: last }) },
    );
    if (!built.ok) throw new Error(built.error.message);
    before = last;
    last = built.value;
    mirror.publish(last);
  }

  async function start(): Promise<void> {
    browser = await launchWithExtension(kind, { profileDir: join(folder, 'profile') });
    options = await browser.openExtensionPage('options.html');
  }
  async function openFeed(): Promise<void> {
    feed = await browser.openPage(`${pages.url}feed`);
    await observe(browser, `${pages.url}feed`);
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'witnessmark-following-'));
    mirror = await serveMirror();
    await publish([{ ...flagOnText(TALK), details: { reason: { text: 'Paid for at the pier, never sent.', lang: 'en' }, evidence: [{ link: 'https://archive.example/pier' }], reporters: '5-9', dispute: 'upheld' } }]);
    const verified = verifyFlagList(last, { nowMs: Date.now() });
    if (!verified.ok) throw new Error(verified.error.message);
    link = subscriptionLink({ mirror: mirror.url, list: verified.value.id });
    writeFileSync(join(folder, 'code.png'), await sharp(Buffer.from(encodeQR(link, 'svg')), { density: 300 }).png().toBuffer());
    writeFileSync(join(folder, 'grey.png'), await sharp({ create: { width: 200, height: 200, channels: 3, background: '#888' } }).png().toBuffer());
    pages = await servePages({ '/feed': feedPage([{ path: '/p/talk', text: TALK }, { path: '/p/ferry', text: OTHER_TALK }]) });
    await start();
    await openFeed();
  });
  afterAll(async () => {
    await browser?.close();
    await mirror?.close();
    await pages?.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  });

  const pageText = async () => (await options.evaluate<string>('document.body.innerText')).replace(/[\u2068\u2069]/g, '');
  const labels = async () => {
    await feed.bringToFront();
    return labelsByPlace(await observe(browser, `${pages.url}feed`));
  };
  async function press(name: string): Promise<void> {
    await options.bringToFront();
    const found = `[...document.querySelectorAll('button')].find((each) => (each.ariaLabel ?? each.innerText).replace(/[\\u2068\\u2069]/g, '').startsWith(${JSON.stringify(name)}) && !each.disabled)`;
    await options.waitFor(`${found} !== undefined`);
    await options.evaluate(`${found}.click()`);
  }
  async function lookAt(text: string): Promise<void> {
    await options.bringToFront();
    await options.waitFor('[...document.querySelectorAll("label")].some((each) => each.textContent === "Link to a list")');
    await options.evaluate(
      `(() => {
        const label = [...document.querySelectorAll('label')].find((each) => each.textContent === 'Link to a list');
        const input = document.getElementById(label.htmlFor);
        input.value = ${JSON.stringify(text)};
        input.dispatchEvent(new Event('input', { bubbles: true }));
      })()`,
    );
    await press('Look at it');
  }

  it('refuses what is no link, and a list that is not there, with the reason', async () => {
    await lookAt('tide watch');
    await expect.poll(pageText).toContain('It is not a link to a list.');
    await lookAt(link.replace(/#.*/, `#${'b'.repeat(64)}`));
    await expect.poll(pageText).toContain('There is no such list at that address.');
    expect(await ask(browser, 'get-lists', {})).toEqual({ ok: true, value: [] });
  });

  it('shows what it is and what it would label before it is followed', async () => {
    await lookAt(link);
    await expect.poll(pageText).toMatch(/1 flag, last confirmed .* Every signature was checked/);
    expect(await pageText()).toContain('Of the 2 posts shown since the browser started it would label 1.');
    expect(await labels()).toEqual({});
    await press('Not now');
    await expect.poll(pageText).toContain('Link to a list');
    expect(await ask(browser, 'get-lists', {})).toEqual({ ok: true, value: [] });
  });

  it('is tried on the last seven days once the reader has them kept, over a restart', async () => {
    expect(await keptInRing(browser)).toEqual([]);
    await lookAt(link);
    await expect.poll(pageText).toContain('On more than that it cannot be tried: what was shown before is not kept.');
    await press('Keep it for seven days from now on');
    await expect.poll(pageText).toContain('What is shown is kept for seven days from now on');
    // The feed is looked at anew where it is in front; what it shows is written within moments.
    await feed.bringToFront();
    await expect.poll(() => keptInRing(browser)).toHaveLength(1);
    const [[day, entries]] = (await keptInRing(browser)) as [readonly [number, readonly number[]]];
    expect(Math.abs(day - Date.now() / 86_400_000)).toBeLessThan(1.1);
    const keptKeys = Array.from({ length: entries.length / SEEN_BYTES }, (_, i) => Buffer.from(entries.slice(i * SEEN_BYTES, i * SEEN_BYTES + SUBJECT_KEY_BYTES)).toString('hex'));
    for (const text of [TALK, OTHER_TALK]) expect(keptKeys).toContain(Buffer.from(subjectKeyBytes({ kind: 'text', canonical: canonicalText(text)! })).toString('hex'));

    await browser.close();
    await start();
    await lookAt(link);
    await expect.poll(pageText).toContain('Every signature was checked');
    const told = await pageText();
    expect(told).toMatch(/Of \d+ different posts, texts, accounts, links, sites and pictures kept since .* it would label 1:/);
    expect(told).toContain('texts: 1 of 2');
    expect(told).toContain('By its labels: “tide-scam” 1');
    expect(told, 'nothing was read since').not.toContain('since the browser started');
  });

  it('has what is new in it tried on them where it changes suddenly', async () => {
    await press('Follow this list');
    await expect.poll(pageText).toContain('You follow “Tide watch” now: 1 flag');
    publish([flagOnText(TALK), flagOnText(OTHER_TALK), ...Array.from({ length: 1_100 }, (_, i) => flagOnText(`${OTHER_TALK} ${i}`))]);
    await press('Ask for news now');
    await press('What do the new flags of “Tide watch” label?');
    await expect.poll(pageText).toMatch(/kept since .* the new flags label 1:\s+.*texts: 1 of 2/);
    publish([flagOnText(TALK)]);
    await press('Remove “Tide watch”');
    await expect.poll(pageText).toContain('You follow no list.');
    await ask(browser, 'purge-lists', {});
  });

  it('is not once they do not: what was kept is gone, and nothing more is', async () => {
    await options.evaluate(`document.querySelector('fieldset.ring input').click()`);
    await expect.poll(pageText).toContain('What was kept of the last seven days is erased.');
    expect(await keptInRing(browser)).toEqual([]);
    await openFeed();
    // Looking at a list writes what waits.
    await lookAt('tide watch');
    await expect.poll(pageText).toContain('It is not a link to a list.');
    expect(await keptInRing(browser)).toEqual([]);
  });

  it('is found by a QR code as well, followed, and labels at once', async () => {
    const choose = async (name: string) => options.setFiles('form.add input[type=file]', [join(folder, name)]);
    await options.bringToFront();
    await choose('grey.png');
    await expect.poll(pageText).toContain('No QR code with a link to a list was found');
    await choose('code.png');
    await expect.poll(pageText).toContain('Every signature was checked');
    await press('Follow this list');
    await expect.poll(pageText).toContain('You follow “Tide watch” now: 1 flag');
    await expect.poll(labels).toEqual({ '/p/talk': ['scam flagged'] });
  });

  it('is asked why by a click on the card, and not before; what came is kept', async () => {
    const parts = decodeFlagListFile(last);
    const reasons = detailNames(decodeIndex(parts.index), detailsIn(parts, decodeIndex(parts.index)));
    const asked = () => mirror.asked.map(({ path }) => path).filter((path) => reasons.includes(path));
    const elements = async () => (await feed.pierce()).flatMap(({ elements: all }) => all);
    const said = async () => (await feed.pierce()).map(({ text }) => text).join(' ').replace(/[\u2068\u2069]/g, '');
    async function click(isMeant: (element: ShadowElement) => boolean): Promise<void> {
      await expect.poll(async () => (await elements()).some(isMeant)).toBe(true);
      const box = await feed.boxOf((await elements()).find(isMeant)!);
      await feed.click(box!.x + box!.width / 2, box!.y + box!.height / 2);
    }
    const isAskWhy = ({ attributes }: ShadowElement): boolean => attributes['aria-label']?.startsWith('Ask why: ') === true;
    await feed.bringToFront();
    await click(({ attributes }) => attributes['class'] === 'badge');
    await expect.poll(async () => (await elements()).some(isAskWhy)).toBe(true);
    expect([reasons.length, asked()]).toEqual([2, []]);
    await click(isAskWhy);
    await expect.poll(said).toContain('“Paid for at the pier, never sent.”');
    for (const part of ['It points to https://archive.example/pier', '5 to 9 people reported it.', 'the list stands by it', `${new URL(mirror.url).host} was asked.`, 'the one flag of this list']) expect(await said()).toContain(part);
    expect(asked()).toEqual(reasons);
    await click(isAskWhy);
    await expect.poll(said).toContain('Nobody was asked: this was on your device.');
    expect(await said()).toContain('“Paid for at the pier, never sent.”');
    expect(asked()).toEqual(reasons);
    await feed.press('Escape');
  });

  it('takes news by their delta, and labels without a reload', async () => {
    await publish([flagOnText(TALK), flagOnText(OTHER_TALK)]);
    mirror.asked.length = 0;
    await press('Ask for news now');
    await expect.poll(pageText).toContain('1 list has news.');
    await expect.poll(labels).toEqual({ '/p/talk': ['scam flagged'], '/p/ferry': ['scam flagged'] });
    expect(mirror.asked.map(({ path }) => path).filter((path) => path !== 'tips')).toHaveLength(1);
    await press('Ask for news now');
    await expect.poll(pageText).toContain('There is nothing new.');
  });

  it('stays as it is while its mirror is down, says so, and goes on when it is back', async () => {
    await publish([flagOnText(OTHER_TALK)]);
    mirror.fault = () => ({ kind: 'status', status: 503 });
    await press('Ask for news now');
    await expect.poll(pageText).toContain('None of its servers has answered since');
    expect(await labels()).toEqual({ '/p/talk': ['scam flagged'], '/p/ferry': ['scam flagged'] });
    mirror.fault = () => undefined;
    await press('Ask for news now');
    await expect.poll(labels).toEqual({ '/p/ferry': ['scam flagged'] });
  });

  it('is asked for by the clock, and is not once the reader says so', async () => {
    mirror.asked.length = 0;
    const alarm = await browser.evaluateInExtensionPage<string>(`(globalThis.browser ?? chrome).alarms.getAll().then((all) => JSON.stringify(all.map(({ name, scheduledTime }) => [name, scheduledTime > Date.now()])))`);
    expect(JSON.parse(alarm)).toEqual([['ask-for-news-of-lists', true]]);
    await publish([flagOnText(TALK)]);
    // The clock strikes now.
    await browser.evaluateInExtensionPage(`(globalThis.browser ?? chrome).alarms.create('ask-for-news-of-lists', { when: Date.now() + 200 })`);
    await expect.poll(labels).toEqual({ '/p/talk': ['scam flagged'] });
    const lists = await ask(browser, 'get-lists', {});
    await ask(browser, 'follow-list', { id: lists.ok ? lists.value[0]!.id : '', isOn: false });
    mirror.asked.length = 0;
    expect(await ask(browser, 'sync-lists', {})).toMatchObject({ ok: true, value: [] });
    expect(mirror.asked).toEqual([]);
  });

  it('is kept as it is where its curator forks it, and the proof can be saved and checked', async () => {
    const lists = await ask(browser, 'get-lists', {});
    const { id } = lists.ok ? lists.value[0]! : { id: '' };
    await ask(browser, 'follow-list', { id, isOn: true });
    // A second update under the number that the reader holds, and one more on it.
    last = before!;
    await publish([flagOnText(OTHER_TALK)]);
    await publish([flagOnText(OTHER_TALK), flagOnText(TALK)]);
    await press('Ask for news now');
    await expect.poll(pageText).toContain('Its curator signed two different states under one number');
    expect(await labels()).toEqual({ '/p/talk': ['scam flagged'] });
    await press('Save the proof against “Tide watch”');
    await expect.poll(pageText).toContain('The proof against “Tide watch” was saved.');
    const proof = await ask(browser, 'get-fork-proof', { id });
    const bytes = await options.evaluate<number[]>(`fetch(${JSON.stringify(proof.ok ? proof.value.blobUrl : '')}).then((answer) => answer.arrayBuffer()).then((all) => [...new Uint8Array(all)])`);
    writeFileSync(join(folder, 'tide.forkproof'), Uint8Array.from(bytes));
    const workbench = await browser.openExtensionPage('workbench.html');
    await workbench.waitFor('document.querySelector("input[type=file]") !== null');
    await workbench.setFiles('input[type=file]', [join(folder, 'tide.forkproof')]);
    await workbench.waitFor('document.body.innerText.includes("signed two different states as update")');
    expect(await workbench.evaluate<string>('document.body.innerText')).toContain(id);
    await workbench.close();
  });

  it('is removed with exactly its flags, and with the word where it came from', async () => {
    await press('Remove “Tide watch”');
    await expect.poll(labels).toEqual({});
    await press('Undo');
    await expect.poll(labels).toEqual({ '/p/talk': ['scam flagged'] });
  });
});
