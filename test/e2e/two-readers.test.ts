import { webcrypto } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { readForkProof } from '../../lib/flows/read-fork-proof.ts';
import { buildFlagList, type DraftFlag } from '../../lib/lists/build-flag-list.ts';
import { decodeFlagListFile } from '../../lib/lists/flag-list-file.ts';
import { newListKeys, type ListKeys } from '../../lib/lists/list-keys.ts';
import { subscriptionLink } from '../../lib/lists/subscription-link.ts';
import { tipToEvent } from '../../lib/lists/tip-event.ts';
import { verifyFlagList } from '../../lib/lists/verify-flag-list.ts';
import { serveMirror, type MirrorServer } from '../support/mirror-server.ts';
import { serveRelay, type RelayServer } from '../support/relay-server.ts';
import type { BrowserDriver, Page } from './support/driver.ts';
import { ask, launchWithExtension } from './support/extension.ts';
import { TALK } from './support/feed-page.ts';
import { flagOnText } from './support/signed-list.ts';
import { signersOf } from '../support/lists-draft.ts';

const MIRROR = 'mirror.tides.example';
const RELAY = 'relay.tides.example';
const random = (bytes: number) => webcrypto.getRandomValues(new Uint8Array(bytes));

/** One curator, a mirror and a relay behind certificates, and readers in two browsers that know nothing of each other. */
describe('two readers of one list', () => {
  const folder = mkdtempSync(join(tmpdir(), 'witnessmark-readers-'));
  const keys = newListKeys(random);
  let readers: readonly (readonly [name: string, browser: BrowserDriver])[] = [];
  let mirror: MirrorServer;
  let relay: RelayServer;
  let id: string;
  /** The state that all readers have. */
  let lastGood: Uint8Array;

  async function build(flags: readonly DraftFlag[], previous?: Uint8Array, by: ListKeys = keys, name = 'Tide watch'): Promise<Uint8Array> {
    const draft = {
      name,
      charter: 'What the tests of this project flag.',
      appealContact: 'appeals@list.example',
      labels: [{ name: 'tide-scam', core: 'scam' as const }],
      flags,
      mirrors: [mirror.url],
      relays: [relay.url],
    };
    const built = await buildFlagList(draft, signersOf(by, random), { nowMs: Date.now(), ...(previous === undefined ? {} : { previous }) });
    if (!built.ok) throw new Error(built.error.message);
    return built.value;
  }
  const flags = (...names: string[]): readonly DraftFlag[] => [flagOnText(TALK), ...names.map((name): DraftFlag => ({ subject: { kind: 'url', canonical: `https://${name}.example/` }, label: 'tide-scam' }))];
  const listOf = async (browser: BrowserDriver, list = id) => {
    const lists = await ask(browser, 'get-lists', {});
    return lists.ok ? lists.value.find((each) => each.id === list) : undefined;
  };
  const sync = (browser: BrowserDriver, ids?: readonly string[]) => ask(browser, 'sync-lists', ids === undefined ? {} : { ids });

  async function follow(browser: BrowserDriver, list: string): Promise<void> {
    const offered = await ask(browser, 'offer-list', { link: subscriptionLink({ mirror: mirror.url, list }) });
    expect(offered).toMatchObject({ ok: true, value: { list: { flags: 1 } } });
    await ask(browser, 'join-list', { id: list, source: mirror.url });
  }

  async function proofOf(browser: BrowserDriver, list: string): Promise<Uint8Array> {
    const proof = await ask(browser, 'get-fork-proof', { id: list });
    const url = proof.ok ? proof.value.blobUrl : '';
    return Uint8Array.from(await browser.evaluateInExtensionPage<number[]>(`fetch(${JSON.stringify(url)}).then((answer) => answer.arrayBuffer()).then((all) => [...new Uint8Array(all)])`));
  }

  const alarms = (browser: BrowserDriver, does: string) => browser.evaluateInExtensionPage<string>(`(globalThis.browser ?? chrome).alarms.${does}.then(JSON.stringify)`);
  const alarmNames = async (browser: BrowserDriver) => (JSON.parse(await alarms(browser, 'getAll()')) as { readonly name: string }[]).map(({ name }) => name).toSorted();

  /** As if the time of what is planned had come: the stored moment is moved, since no test waits for hours. */
  function hoursLater(browser: BrowserDriver, list: string): Promise<boolean> {
    return browser.evaluateInExtensionPage<boolean>(`new Promise((resolve, reject) => {
      const opening = indexedDB.open('witnessmark');
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => {
        const lists = opening.result.transaction('lists', 'readwrite').objectStore('lists');
        const reading = lists.get(${JSON.stringify(list)});
        reading.onsuccess = () => {
          reading.result.follow.telling.dueAt = Date.now() - 1;
          lists.put(reading.result).onsuccess = () => { opening.result.close(); resolve(true); };
        };
      };
    })`);
  }

  async function press(page: Page, name: string): Promise<void> {
    await page.bringToFront();
    const found = `[...document.querySelectorAll('button')].find((each) => (each.ariaLabel ?? each.innerText).replace(/[\\u2068\\u2069]/g, '') === ${JSON.stringify(name)} && !each.disabled)`;
    await page.waitFor(`${found} !== undefined`);
    await page.evaluate(`${found}.click()`);
  }
  const textOf = async (page: Page) => (await page.evaluate<string>('document.body.innerText')).replace(/[\u2068\u2069]/g, '');

  /** A relay's own client, so that what it takes is what any would send. */
  async function tellRelay(file: Uint8Array): Promise<void> {
    const event = tipToEvent(decodeFlagListFile(file).tip);
    if (!event.ok) throw new Error(event.error.message);
    const socket = new WebSocket(relay.url.replace(RELAY, '127.0.0.1'), { rejectUnauthorized: false });
    await new Promise((resolve) => socket.once('open', resolve));
    const said = new Promise<string>((resolve) => socket.once('message', (data) => resolve(String(data))));
    socket.send(JSON.stringify(['EVENT', event.value]));
    expect((JSON.parse(await said) as unknown[]).slice(0, 3)).toEqual(['OK', event.value.id, true]);
    socket.close();
  }

  beforeAll(async () => {
    [mirror, relay] = [await serveMirror(MIRROR), await serveRelay(RELAY)];
    readers = [
      ['chromium', await launchWithExtension('chromium', { profileDir: join(folder, 'chromium'), hostRules: `MAP *.tides.example 127.0.0.1` })],
      ['firefox', await launchWithExtension('firefox', { profileDir: join(folder, 'firefox'), prefs: { 'network.dns.localDomains': `${MIRROR},${RELAY}` } })],
    ];
  });
  afterAll(async () => {
    for (const [, browser] of readers) await browser.close();
    await mirror?.close();
    await relay?.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  });

  it('follow it by its link, each for themselves', async () => {
    const first = await build(flags());
    mirror.publish(first);
    const verified = verifyFlagList(first, { nowMs: Date.now() });
    id = verified.ok ? verified.value.id : '';
    for (const [, browser] of readers) await follow(browser, id);
    expect(relay.asked).toEqual([]);
    lastGood = first;
  });

  it('have news of the relay while the mirror tells none, and the parts of them from the mirror', async () => {
    const second = await build(flags('coins'), lastGood);
    mirror.publish(second);
    mirror.fault = (path) => (path === 'tips' ? { kind: 'status', status: 503 } : undefined);
    await tellRelay(second);
    for (const [, browser] of readers) {
      expect(await sync(browser)).toMatchObject({ ok: true, value: [{ outcome: 'updated' }] });
      expect(await listOf(browser)).toMatchObject({ seq: 2, flags: 2 });
    }
    // Of whom is asked for tips, whoever published a proof of a fork is asked as well.
    expect(relay.asked.map(({ kinds }) => kinds)).toEqual([[37_430], [9432], [37_430], [9432]]);
    mirror.fault = () => undefined;
    lastGood = second;
  });

  it('are told two things by the curator, and both hold the proof as soon as they meet the other line', async () => {
    const [tides, lies] = [await build(flags('tides'), lastGood), await build(flags('lies'), lastGood)];
    const [onTides, onLies] = [await build(flags('tides', 'more'), tides), await build(flags('lies', 'more'), lies)];
    for (const [i, [, browser]] of readers.entries()) {
      mirror.publish([tides, lies][i]!);
      expect(await sync(browser)).toMatchObject({ ok: true, value: [{ outcome: 'updated' }] });
    }
    for (const [i, [, browser]] of readers.entries()) {
      mirror.publish([onLies, onTides][i]!);
      expect(await sync(browser)).toMatchObject({ ok: true, value: [{ outcome: 'failed', problem: 'fork' }] });
      expect(await listOf(browser)).toMatchObject({ seq: 3, follow: { problem: { why: 'fork' } } });
      expect(readForkProof(await proofOf(browser, id))).toMatchObject({ kind: 'proves', proven: { list: { id, name: 'Tide watch' }, version: 1, seq: 3 } });
    }
  });

  it.each([
    ['chromium', 'firefox'],
    ['firefox', 'chromium'],
  ])('learn of a fork from each other by the relay, where the one in %s consents and the one in %s has seen one line alone', async (...names) => {
    const [teller, learner] = names.map((name) => readers.find(([each]) => each === name)![1]) as [BrowserDriver, BrowserDriver];
    const name = `Harbour watch, ${names[0]}`;
    const curator = newListKeys(random);
    const start = await build(flags(), undefined, curator, name);
    const verified = verifyFlagList(start, { nowMs: Date.now() });
    const list = verified.ok ? verified.value.id : '';
    mirror.publish(start);
    await follow(teller, list);
    await follow(learner, list);

    // The curator serves each another line, and slips once: the first reader meets the other one as well.
    const [tides, lies] = [await build(flags('tides'), start, curator, name), await build(flags('lies'), start, curator, name)];
    const onLies = await build(flags('lies', 'more'), lies, curator, name);
    mirror.publish(tides);
    expect(await sync(teller, [list])).toMatchObject({ ok: true, value: [{ outcome: 'updated' }] });
    mirror.publish(lies);
    expect(await sync(learner, [list])).toMatchObject({ ok: true, value: [{ outcome: 'updated' }] });
    mirror.publish(onLies);
    expect(await sync(teller, [list])).toMatchObject({ ok: true, value: [{ outcome: 'failed', problem: 'fork' }] });

    // Nothing is sent before the reader says so, nor at once.
    relay.asked.length = 0;
    const options = await teller.openExtensionPage('options.html');
    await press(options, `Tell other readers that “${name}” forked`);
    await expect.poll(() => textOf(options)).toContain(`Other readers of “${name}” will be told within hours.`);
    await expect.poll(() => alarmNames(teller)).toEqual(['ask-for-news-of-lists', 'tell-of-forks']);
    await press(options, `Do not send the proof against “${name}”`);
    await expect.poll(() => textOf(options)).toContain(`Nothing more is sent about “${name}”.`);
    await press(options, `Tell other readers that “${name}” forked`);
    await expect.poll(async () => (await listOf(teller, list))?.follow?.telling).toMatchObject({ tries: 0, dueAt: expect.any(Number) as number });
    expect(relay.events.filter(({ kind }) => kind === 9432)).toEqual([]);

    // The browser may have lost the alarm, as with a restart: the clock by which lists are asked for news sets it again.
    await alarms(teller, `clear('tell-of-forks')`);
    await teller.stopBackground();
    await alarms(teller, `create('ask-for-news-of-lists', { when: Date.now() + 200 }).then(() => null)`);
    await expect.poll(() => alarmNames(teller), { timeout: 20_000 }).toEqual(['ask-for-news-of-lists', 'tell-of-forks']);

    // Some hours later.
    await hoursLater(teller, list);
    await alarms(teller, `create('tell-of-forks', { when: Date.now() + 200 }).then(() => null)`);
    await expect.poll(() => relay.events.filter(({ kind }) => kind === 9432).length, { timeout: 20_000 }).toBe(1);
    await expect.poll(async () => (await listOf(teller, list))?.follow?.telling, { timeout: 20_000 }).toMatchObject({ tries: 1, relays: [{ address: relay.url, toldAt: expect.any(Number) as number }] });
    const [event] = relay.events.filter(({ kind }) => kind === 9432);
    expect(event).toMatchObject({ tags: [['d', list]] });
    expect(event!.created_at % 86_400).toBe(0);
    await options.bringToFront();
    await options.evaluate('dispatchEvent(new Event("focus"))');
    await expect.poll(() => textOf(options)).toMatch(/Relays that took the proof: 1 of 1/);
    await options.close();

    // The other one asks no relay unless told to, and learns of it once it does, by the mirror that shows it one line.
    expect(await sync(learner, [list])).toMatchObject({ ok: true, value: [{ outcome: 'updated' }] });
    expect(relay.asked).toEqual([]);
    await ask(learner, 'change-settings', { askForForks: true });
    mirror.publish(await build(flags('lies', 'more', 'still'), onLies, curator, name));
    expect(await sync(learner, [list])).toMatchObject({ ok: true, value: [{ outcome: 'failed', problem: 'fork' }] });
    expect(await listOf(learner, list)).toMatchObject({ seq: 3, follow: { problem: { why: 'fork', from: relay.url } } });
    expect(await proofOf(learner, list)).toEqual(await proofOf(teller, list));
    const shown = await learner.openExtensionPage('options.html');
    await shown.waitFor('document.body.innerText.includes("Another reader published the proof")');
    expect(await textOf(shown)).toContain('relay.tides.example');
    await shown.close();
    await ask(learner, 'change-settings', { askForForks: false });
    relay.events.splice(0);
  });
});
