import { webcrypto } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildFlagList, type DraftFlag } from '../../lib/lists/build-flag-list.ts';
import { newListKeys } from '../../lib/lists/list-keys.ts';
import { subscriptionLink } from '../../lib/lists/subscription-link.ts';
import { verifyFlagList } from '../../lib/lists/verify-flag-list.ts';
import { HAS_ADDRESS } from '../support/has-address.ts';
import { serveMirror, type MirrorServer } from '../support/mirror-server.ts';
import { serveRelay, type RelayServer } from '../support/relay-server.ts';
import type { BrowserDriver, BrowserKind, Page } from './support/driver.ts';
import { ask, labelsByPlace, launchWithExtension, observe } from './support/extension.ts';
import { feedPage, TALK } from './support/feed-page.ts';
import { servePages, type ServedPages } from './support/serve-pages.ts';
import { flagOnText } from './support/signed-list.ts';
import { signersOf } from '../support/lists-draft.ts';

const random = (bytes: number) => webcrypto.getRandomValues(new Uint8Array(bytes));
const OTHER_TALK = 'The ferry to the island was late again; nobody on the pier knew why, and the café had closed.';
const manyFlags = (n: number): readonly DraftFlag[] => Array.from({ length: n }, (_, i) => ({ subject: { kind: 'url', canonical: `https://nowhere.example/${i}` }, label: 'tide-scam', confidence: 0.9 }));

const RELAY = 'relay.tides.example';

describe.skipIf(!HAS_ADDRESS).each<[BrowserKind, BrowserKind]>([
  ['chromium', 'chromium'],
  ['chromium', 'firefox'],
  ['firefox', 'chromium'],
])('two readers of one list, in %s and %s', (...kinds) => {
  let folder: string;
  let mirror: MirrorServer;
  let relay: RelayServer;
  let pages: ServedPages;
  let first: BrowserDriver;
  let second: BrowserDriver;
  let id: string;
  let last: Uint8Array;
  const keys = newListKeys(random);

  async function publish(flags: readonly DraftFlag[]): Promise<void> {
    const built = await buildFlagList(
      { name: 'Tide watch', charter: 'What the tests of this project flag.', appealContact: 'appeals@list.example', labels: [{ name: 'tide-scam', core: 'scam' }], relays: [relay.url], flags },
      signersOf(keys, random),
      { nowMs: Date.now(), ...(last === undefined ? {} : { previous: last }) },
    );
    if (!built.ok) throw new Error(built.error.message);
    last = built.value;
    mirror.publish(last);
  }

  /** A profile that follows the list from its mirror. */
  async function aReader(i: 0 | 1): Promise<BrowserDriver> {
    const browser = await launchWithExtension(kinds[i], {
      profileDir: join(folder, String(i)),
      ...(kinds[i] === 'chromium' ? { hostRules: `MAP ${RELAY} 127.0.0.1`, extraArgs: ['--allow-loopback-in-peer-connection'] } : { prefs: { 'network.dns.localDomains': RELAY } }),
    });
    await ask(browser, 'offer-list', { link: subscriptionLink({ mirror: mirror.url, list: id }) });
    expect(await ask(browser, 'join-list', { id, source: mirror.url })).toMatchObject({ ok: true });
    return browser;
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'witnessmark-peers-'));
    [mirror, relay] = await Promise.all([serveMirror(), serveRelay(RELAY)]);
    await publish([flagOnText(TALK)]);
    const verified = verifyFlagList(last, { nowMs: Date.now() });
    if (!verified.ok) throw new Error(verified.error.message);
    ({ id } = verified.value);
    pages = await servePages({ '/feed': feedPage([{ path: '/p/talk', text: TALK }, { path: '/p/ferry', text: OTHER_TALK }]) });
    first = await aReader(0);
    second = await aReader(1);
    for (const browser of [first, second]) if (browser.kind === 'firefox') await browser.openExtensionPage('workbench.html');
    await second.openPage(`${pages.url}feed`);
  });
  afterAll(async () => {
    await Promise.all([first?.close(), second?.close()]);
    await Promise.all([mirror?.close(), relay?.close(), pages?.close()]);
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  });

  const labels = async () => labelsByPlace(await observe(second, `${pages.url}feed`));
  const news = async (browser: BrowserDriver) => {
    const answer = await ask(browser, 'sync-lists', { ids: [id] });
    return answer.ok ? answer.value[0] : answer;
  };
  const state = async (browser: BrowserDriver) => {
    const lists = await ask(browser, 'get-lists', {});
    return lists.ok ? { seq: lists.value[0]!.seq, flags: lists.value[0]!.flags } : lists;
  };
  /** Whether anybody listens at the relay for readers. */
  const isListenedTo = () => relay.asked.some(({ kinds: asked }) => asked?.includes(29_430));

  it('meet nobody unless they want to', async () => {
    mirror.fault = () => ({ kind: 'status', status: 503 });
    expect(await news(second)).toMatchObject({ outcome: 'failed', problem: 'no-answer' });
    mirror.fault = () => undefined;
    expect(await news(second)).toMatchObject({ outcome: 'current' });
    expect(relay.events).toEqual([]);
    expect(isListenedTo()).toBe(false);
  });

  it('are told what it reveals, and give each other news when the mirror is gone', async () => {
    const options: Page = await first.openExtensionPage('options.html');
    const box = '[...document.querySelectorAll("input[type=checkbox]")].find((each) => each.closest("fieldset.peers"))';
    await options.waitFor(`${box} !== undefined`);
    expect(await options.evaluate<string>('document.querySelector("fieldset.peers").innerText')).toContain('sees your network address and that you follow it');
    await options.evaluate(`${box}.click()`);
    await expect.poll(isListenedTo).toBe(true);
    await ask(second, 'change-settings', { peers: true });
    await publish([flagOnText(TALK), flagOnText(OTHER_TALK)]);
    expect(await news(first)).toMatchObject({ outcome: 'updated' });
    mirror.fault = () => ({ kind: 'status', status: 503 });
    await expect.poll(() => news(second), { timeout: 60_000 }).toMatchObject({ outcome: 'updated' });
    expect(await state(second)).toEqual({ seq: 2, flags: 2 });
    expect(await ask(second, 'get-peers', {})).toEqual({ ok: true, value: [{ list: id, readers: 1 }] });
    await options.waitFor('document.body.textContent.includes("1 other reader of it is reached now.")');
    await expect.poll(labels).toEqual({ '/p/talk': ['scam flagged'], '/p/ferry': ['scam flagged'] });
  });

  it('give each other the whole list where the updates are gone', async () => {
    mirror.fault = () => undefined;
    for (let i = 0; i < 17; i++) await publish([flagOnText(OTHER_TALK), ...manyFlags(2000 + i)]);
    expect(await news(first)).toMatchObject({ outcome: 'updated' });
    mirror.fault = () => ({ kind: 'status', status: 503 });
    await expect.poll(() => news(second), { timeout: 60_000 }).toMatchObject({ outcome: 'updated' });
    expect(await state(second)).toEqual({ seq: 19, flags: 2017 });
  });

  it('go on when the relay by which they met is gone as well', async () => {
    await relay.close();
    mirror.fault = () => undefined;
    await publish([flagOnText(OTHER_TALK)]);
    expect(await news(first)).toMatchObject({ outcome: 'updated' });
    mirror.fault = () => ({ kind: 'status', status: 503 });
    expect(await news(second)).toMatchObject({ outcome: 'updated' });
    expect(await state(second)).toEqual({ seq: 20, flags: 1 });
    await expect.poll(labels).toEqual({ '/p/ferry': ['scam flagged'] });
  });

  it('part when one of them has had enough', async () => {
    await ask(first, 'change-settings', { peers: false });
    mirror.fault = () => undefined;
    await publish([flagOnText(TALK)]);
    expect(await news(first)).toMatchObject({ outcome: 'updated' });
    mirror.fault = () => ({ kind: 'status', status: 503 });
    await expect.poll(() => news(second), { timeout: 60_000 }).toMatchObject({ outcome: 'failed', problem: 'no-answer' });
    expect(await state(second)).toEqual({ seq: 20, flags: 1 });
  });
});

describe('in Firefox', () => {
  it('the background that meets peers stays as long as the workbench is open', async () => {
    const browser = await launchWithExtension('firefox');
    try {
      const workbench = await browser.openExtensionPage('workbench.html');
      await workbench.evaluate('browser.runtime.getBackgroundPage().then((page) => void (globalThis.background = page))');
      // An idle one ends after 30 s; of one that has, nothing can be read any more.
      await workbench.waitFor('background.performance.now() > 40_000', 90_000);
    } finally {
      await browser.close();
    }
  });
});
