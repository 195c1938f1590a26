import { webcrypto } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../../lib/core/inbox-note.ts';
import { buildFlagList } from '../../lib/lists/build-flag-list.ts';
import { INBOX_BUDGET, readInbox } from '../../lib/lists/inbox-gate.ts';
import { wrapNote } from '../../lib/lists/inbox-wrap.ts';
import { newListKeys } from '../../lib/lists/list-keys.ts';
import { localNoteKey } from '../../lib/lists/note-key.ts';
import { subscriptionLink } from '../../lib/lists/subscription-link.ts';
import { verifyFlagList } from '../../lib/lists/verify-flag-list.ts';
import { noteCipher } from '../../lib/peers/note-cipher.ts';
import { signersOf } from '../support/lists-draft.ts';
import { serveMirror, type MirrorServer } from '../support/mirror-server.ts';
import { serveRelay, type RelayServer } from '../support/relay-server.ts';
import type { BrowserDriver, Page } from './support/driver.ts';
import { ask, BROWSERS, launchWithExtension } from './support/extension.ts';

const random = (bytes: number) => webcrypto.getRandomValues(new Uint8Array(bytes));
const RELAY = 'inbox.tides.example';
const BITS = 10;

describe.each(BROWSERS)('an appeal in %s', (kind) => {
  let folder: string;
  let browser: BrowserDriver;
  let mirror: MirrorServer;
  let relay: RelayServer;
  let page: Page;
  let list: string;
  const keys = newListKeys(random);
  const inboxKey = localNoteKey(keys.inbox, noteCipher, random);
  const door = () => ({ key: inboxKey, list, bits: BITS, accepts: ['report', 'appeal'] as const });
  const received = () => readInbox(relay.events, door(), { nowMs: Date.now(), sinceMs: 0, budget: INBOX_BUDGET });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'witnessmark-notes-'));
    [mirror, relay] = await Promise.all([serveMirror(), serveRelay(RELAY)]);
    const draft = {
      name: 'Tide watch',
      charter: 'What the tests of this project flag.',
      appealContact: 'appeals@list.example',
      labels: [{ name: 'tide-scam', core: 'scam' as const }],
      inbox: { relays: [relay.url], pow: BITS },
      flags: [{ subject: { kind: 'domain' as const, canonical: 'harbour.example' }, label: 'tide-scam' }],
    };
    const built = await buildFlagList(draft, signersOf(keys, random), { nowMs: Date.now() });
    if (!built.ok) throw new Error(built.error.message);
    mirror.publish(built.value);
    const verified = verifyFlagList(built.value, { nowMs: Date.now() });
    if (!verified.ok) throw new Error(verified.error.message);
    list = verified.value.id;
    browser = await launchWithExtension(kind, { profileDir: join(folder, 'profile'), ...(kind === 'chromium' ? { hostRules: `MAP ${RELAY} 127.0.0.1` } : { prefs: { 'network.dns.localDomains': RELAY } }) });
    await ask(browser, 'offer-list', { link: subscriptionLink({ mirror: mirror.url, list }) });
    const joined = await ask(browser, 'join-list', { id: list, source: mirror.url });
    if (!joined.ok) throw new Error(joined.error.message);
  });
  afterAll(async () => {
    await browser?.close();
    await Promise.all([mirror?.close(), relay?.close()]);
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  });

  const pageText = async () => (await page.evaluate<string>('document.body.innerText')).replace(/[\u2068\u2069]/g, '');
  const button = (name: string) => `[...document.querySelectorAll('button')].find((each) => (each.ariaLabel ?? each.innerText).replace(/[\\u2068\\u2069]/g, '').startsWith(${JSON.stringify(name)}) && !each.disabled)`;
  async function press(name: string): Promise<void> {
    await page.waitFor(`${button(name)} !== undefined`);
    await page.evaluate(`${button(name)}.click()`);
  }
  const type = (id: string, text: string) =>
    page.evaluate(`(() => { const field = document.getElementById(${JSON.stringify(id)}); field.value = ${JSON.stringify(text)}; field.dispatchEvent(new Event('input', { bubbles: true })); })()`);

  it('begins at the list in the options, and shows all that would be sent before it is', async () => {
    const options = await browser.openExtensionPage('options.html');
    await options.waitFor(`document.querySelector('a[href="/workbench.html?list=${list}"]') !== null`);
    await options.close();
    page = await browser.openExtensionPage(`workbench.html?list=${list}`);
    await page.waitFor('document.getElementById("note-words") !== null');
    await type('note-words', 'https://fine.example/');
    await press('Look it up');
    await expect.poll(pageText).toContain('The list does not flag it.');
    await type('note-words', 'https://harbour.example/shop');
    await press('Look it up');
    // Firefox does not count what can be chosen as text that is drawn.
    await expect.poll(async () => (await page.evaluate<string>('document.querySelector("select")?.textContent ?? ""')).replace(/[\u2068\u2069]/g, '')).toContain('tide-scam, on site: harbour.example');
    await type('note-text', 'We sell rope.\nSince 1911.');
    await expect.poll(pageText).toContain(`when and how much: ${new URL(relay.url).host}`);
    expect(await pageText()).toContain('10 bits of work');
    expect(relay.events).toEqual([]);
  });

  it('is sent with the work that is asked for, reaches the curators and nobody else, and is kept', async () => {
    await press('Send it');
    await expect.poll(pageText, { timeout: 60_000 }).toContain('It was sent.');
    expect(await pageText()).toContain('No answer yet.');
    const { notes, refused } = await received();
    expect(notes).toMatchObject([{ note: { type: 'appeal', list, subject: { kind: 'domain', canonical: 'harbour.example' }, flag: { label: 1, polarity: 'asserts' }, text: 'We sell rope.\nSince 1911.' } }]);
    expect(Object.values(refused).every((count) => count === 0)).toBe(true);
    expect(JSON.stringify(relay.events)).not.toContain('rope');
    // What the page shows of it has no key.
    expect(JSON.stringify(await ask(browser, 'get-appeals', {}))).not.toContain('secret');
  });

  it('is answered, and the answer is found on request, once', async () => {
    const [appeal] = (await received()).notes;
    const answer: Answer = { type: 'answer', list, to: appeal!.id, outcome: 'retract', reason: 'Rope it is.' };
    const made = await wrapNote(answer, { to: appeal!.from, from: inboxKey, bits: BITS }, { cipher: noteCipher, random, nowMs: Date.now(), now: () => performance.now(), pause: () => Promise.resolve() });
    if (!made.ok) throw new Error(made.error.message);
    relay.events.push(made.value.wrap as never);
    await press('Look for answers');
    await expect.poll(pageText).toContain('The curators take the flag back.');
    expect(await pageText()).toContain('Rope it is.');
    expect(await pageText()).toContain('Of 1 appeal, 1 answered.');
    expect(await ask(browser, 'look-for-answers', {})).toEqual({ ok: true, value: { asked: 0, answered: 0, unheard: 0 } });
  });

  it('is there when the page is opened again, and goes when it is removed', async () => {
    await page.close();
    page = await browser.openExtensionPage(`workbench.html?list=${list}`);
    await page.waitFor('document.getElementById("note-words") !== null');
    await expect.poll(pageText).toContain('The curators take the flag back.');
    await press('Remove the appeal about site: harbour.example');
    await expect.poll(pageText).not.toContain('Rope it is.');
    expect(await ask(browser, 'get-appeals', {})).toEqual({ ok: true, value: [] });
  });

  it('that no relay takes is not kept, and says why', async () => {
    relay.meddle = (message) => (message.startsWith('["OK"') ? [message.replace(/,true,"[^"]*"/, ',false,"blocked: full"')] : [message]);
    await type('note-words', 'harbour.example');
    await press('Look it up');
    await type('note-text', 'Again.');
    await press('Send it');
    await expect.poll(pageText, { timeout: 60_000 }).toContain('No relay took it.');
    expect(await pageText()).toContain('blocked: full');
    expect(await ask(browser, 'get-appeals', {})).toEqual({ ok: true, value: [] });
    relay.meddle = () => undefined;
  });

  it('that is open is asked about with every round of news', async () => {
    await press('Send it');
    await expect.poll(pageText, { timeout: 60_000 }).toContain('It was sent.');
    // The relay that said no kept the first one all the same.
    const kept = await ask(browser, 'get-appeals', {});
    const appeal = (await received()).notes.find(({ id }) => kept.ok && id === kept.value[0]?.id)!;
    const made = await wrapNote({ type: 'answer', list, to: appeal.id, outcome: 'uphold', reason: 'No.' }, { to: appeal.from, from: inboxKey, bits: BITS }, { cipher: noteCipher, random, nowMs: Date.now(), now: () => performance.now(), pause: () => Promise.resolve() });
    if (!made.ok) throw new Error(made.error.message);
    relay.events.push(made.value.wrap as never);
    await ask(browser, 'sync-lists', {});
    expect(await ask(browser, 'get-appeals', {})).toMatchObject({ ok: true, value: [{ answer: { outcome: 'uphold', reason: 'No.' } }] });
    await ask(browser, 'erase-everything', {});
    expect(await ask(browser, 'get-appeals', {})).toEqual({ ok: true, value: [] });
  });
});
