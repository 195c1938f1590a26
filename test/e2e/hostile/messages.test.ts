import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alteredExtension, type AlteredExtension } from '../support/altered-extension.ts';
import type { BrowserDriver } from '../support/driver.ts';
import { BROWSERS, launchWithExtension, observe, tabIdOf } from '../support/extension.ts';
import type { ServedPages } from '../support/serve-pages.ts';
import { expectClaims, visit, whenOver, type Visit } from './claims.ts';
import { serveHostilePages } from './hostile-site.ts';

const POST = { ref: '1', site: 'generic', text: 'The ferry leaves at nine.', textCut: false, links: [] };
const HEX = 'a'.repeat(64);

/** What a content script that a page has taken over might send; all of it must be refused. */
const REFUSED: Readonly<Record<string, unknown>> = {
  nothing: null,
  number: 1,
  text: 'get-settings',
  list: [],
  'without a request': { name: 'get-settings' },
  'an unknown name': { name: 'give-settings', request: {} },
  'a name of every object': { name: 'constructor', request: {} },
  '__proto__ as a name': { name: '__proto__', request: {} },
  'a name of a megabyte': { name: 'a'.repeat(1_000_000), request: {} },
  'one key too many': { name: 'open-page', request: {}, origin: { sender: 'own-page' } },
  settings: { name: 'get-settings', request: {} },
  'changed settings': { name: 'change-settings', request: { pictures: 'automatic' } },
  'a pause': { name: 'pause-site', request: { host: 'example.org', paused: true } },
  lists: { name: 'get-lists', request: {} },
  'an import': { name: 'import-list', request: { blobUrl: 'blob:null/1' } },
  'a removal': { name: 'remove-list', request: { id: HEX } },
  'an erasure': { name: 'erase-everything', request: {} },
  'another tab': { name: 'observe', request: { tabId: 1 } },
  'no posts': { name: 'judge-posts', request: { posts: [] } },
  'a thousand posts': { name: 'judge-posts', request: { posts: Array.from({ length: 1_000 }, () => POST) } },
  'a text too long': { name: 'judge-posts', request: { posts: [{ ...POST, text: 'a'.repeat(20_001) }] } },
  'links too many': { name: 'judge-posts', request: { posts: [{ ...POST, links: Array.from({ length: 17 }, () => 'https://example.org/') }] } },
  'a post with more': { name: 'judge-posts', request: { posts: [{ ...POST, isAdmin: true }] } },
  'a picture without sides': { name: 'judge-picture', request: { picture: { ref: '1', url: 'https://example.org/1', width: -1, height: 1e300 }, asked: false } },
  'a picture that says it is allowed': { name: 'judge-picture', request: { picture: { ref: '1', url: 'https://example.org/1', width: 1, height: 1 }, asked: false, isAllowed: true } },
};

/** Objects whose own keys are those that merging would follow. */
const POLLUTION = ['{"name":"open-page","request":{"__proto__":{"polluted":1}}}', '{"name":"judge-posts","request":{"posts":[{"constructor":{"prototype":{"polluted":1}}}]}}', '{"__proto__":{"polluted":1},"name":"open-page","request":{}}'];

/** Has a script of the extension say, when asked, whether the prototype of all objects is as it was there. */
const saysIfPolluted = (file: string) =>
  `{ const channel = new BroadcastChannel('polluted'); channel.onmessage = ({ data }) => { if (data === 'asked') channel.postMessage([${JSON.stringify(file)}, 'polluted' in {}]); }; }`;
const WHO_IS_POLLUTED = `new Promise((resolve) => {
  const said = new Map();
  const channel = new BroadcastChannel('polluted');
  channel.onmessage = ({ data }) => {
    said.set(...data);
    if (said.size === 2) resolve(Object.fromEntries(said));
  };
  channel.postMessage('asked');
})`;

const MESSAGES_AT_ONCE = 10_000;

describe.each(BROWSERS)('messages from a page that took over its content script, in %s', (kind) => {
  let extension: AlteredExtension;
  let browser: BrowserDriver;
  let pages: ServedPages;
  let visited: Visit;

  beforeAll(async () => {
    pages = await serveHostilePages();
    extension = await alteredExtension(kind);
    for (const file of ['background.js', 'worker.js']) await extension.prepend(file, saysIfPolluted(file));
    browser = await launchWithExtension(kind, { extensionDir: extension.dir, access: 'as-installed', watchErrors: true });
    visited = await visit(browser, `${pages.url}04-remove.html`);
    await whenOver(visited);
    await observe(browser, visited.url);
  });
  afterAll(async () => {
    await browser?.close();
    await extension?.remove();
    await pages?.close();
  });

  /** Runs a function, given as source, in the extension's own world of that page. */
  async function inContentWorld<T>(functionSource: string, argument: unknown): Promise<T> {
    const tabId = await tabIdOf(browser, visited.url);
    const json = await browser.evaluateInExtensionPage<string>(`(async () => {
      const api = globalThis.browser ?? chrome;
      const [{ result, error }] = await api.scripting.executeScript({ target: { tabId: ${tabId} }, func: ${functionSource}, args: [${JSON.stringify(argument)}] });
      if (result === undefined) throw error;
      return result;
    })()`);
    return JSON.parse(json) as T;
  }

  const SEND_EACH = `async (messages) => JSON.stringify(await Promise.all(messages.map((message) => chrome.runtime.sendMessage(message).catch((error) => ({ ok: false, error: { tag: 'refused', message: String(error) } })))))`;

  it('are refused unless they have the form and come from where they must', async () => {
    const names = Object.keys(REFUSED);
    const answers = await inContentWorld<readonly ({ ok: boolean; error?: { tag: string } } | null)[]>(SEND_EACH, Object.values(REFUSED));
    expect(answers.map((answer, i) => [names[i], answer?.ok, answer?.error?.tag])).toEqual(names.map((name) => [name, false, 'refused']));
    console.log(`refused messages: ${answers.length}`);
  });

  it('put nothing into the prototype of all objects', async () => {
    await inContentWorld(`async (texts) => JSON.stringify(await Promise.all(texts.map((text) => chrome.runtime.sendMessage(JSON.parse(text)))))`, POLLUTION);
    expect(await inContentWorld('async () => JSON.stringify(({}).polluted ?? null)', null)).toBeNull();
    expect(await browser.evaluateInExtensionPage(WHO_IS_POLLUTED)).toEqual({ 'background.js': false, 'worker.js': false });
  });

  it(`are answered after ${MESSAGES_AT_ONCE} at once, good and bad, and the reader’s choices are as before`, async () => {
    const flood = `async ([count, post]) => {
      const one = (i) => chrome.runtime.sendMessage(i % 10 === 0 ? { name: 'judge-posts', request: { posts: [{ ...post, ref: String(i) }] } } : { name: 'change-settings', request: { pictures: 'off' } });
      const answers = await Promise.all(Array.from({ length: count }, (_, i) => one(i)));
      return JSON.stringify([answers.filter(({ ok }) => ok).length, answers.filter(({ error }) => error?.tag === 'refused').length]);
    }`;
    const [ok, refused] = await inContentWorld<readonly number[]>(flood, [MESSAGES_AT_ONCE, POST]);
    expect([ok, refused]).toEqual([MESSAGES_AT_ONCE * 0.1, MESSAGES_AT_ONCE * 0.9]);
    await expectClaims(visited);
  });
});
