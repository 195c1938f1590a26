import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { MAX_HANDLE, MAX_POST_TEXT } from '../../lib/core/post.ts';
import { SENDERS, type MessageName } from '../../lib/messages/contract.ts';
import type { Handlers } from '../../lib/messages/serve.ts';
import { aPicture, aPost } from '../support/core-builders.ts';

const OWN = 'chrome-extension://own/';
const PAGE = { id: 'own', url: 'https://harbour.example/', tab: { incognito: false } };
const OWN_PAGE = { id: 'own', url: `${OWN}options.html` };

let answer: typeof import('../../lib/messages/serve.ts').answer;

beforeAll(async () => {
  vi.stubGlobal('browser', { runtime: { id: 'own', getURL: (path: string) => new URL(path, OWN).href } });
  vi.stubGlobal('chrome', { runtime: { id: 'own' } });
  ({ answer } = await import('../../lib/messages/serve.ts'));
});

/** Handlers that give back what reached them. */
function echo(): { handlers: Handlers; reached: [string, unknown][] } {
  const reached: [string, unknown][] = [];
  const handlers = Object.fromEntries(
    Object.keys(SENDERS).map((name) => [
      name,
      async (request: unknown) => {
        reached.push([name, request]);
        return { ok: true, value: null };
      },
    ]),
  ) as unknown as Handlers;
  return { handlers, reached };
}

const ask = (message: unknown, from: object = PAGE) => answer(message, from as never, echo().handlers);

const change = (policy: object) => ({ name: 'change-settings', request: { policy } });

const VALID: { readonly [N in MessageName]: unknown } = {
  'open-page': {},
  'judge-posts': { posts: [aPost()] },
  'judge-picture': { picture: aPicture(), asked: false },
  'look-deeper': { picture: aPicture(), larger: ['https://harbour.example/pictures/1-large.jpg'] },
  'make-receipt': { list: 'a'.repeat(64), subject: { kind: 'url', canonical: 'https://harbour.example/' }, label: 'Scam' },
  'ask-reason': { list: 'a'.repeat(64), subject: { kind: 'url', canonical: 'https://harbour.example/' }, label: 'Scam' },
  'always-show': { account: 'bsky:alice.example', shown: true },
  correct: { key: '0123456789abcdef', label: 'spam', word: 'wrong', said: [{ source: 'text-spam@4', probability: 0.97 }] },
  'get-corrections': {},
  'forget-corrections': {},
  'load-badges': {},
  'keep-awake': {},
  'pause-site': { host: 'harbour.example', paused: true },
  'get-settings': {},
  'change-settings': { locale: 'de', policy: { treatments: { scam: 'hide' }, foreign: 'warn', cautions: { spam: 'very-sure' } } },
  'get-lists': {},
  'import-list': { blobUrl: `blob:${OWN}1` },
  'offer-list': { link: `https://mirror.example/lists/#${'a'.repeat(64)}` },
  'join-list': { id: 'a'.repeat(64), source: 'https://mirror.example/lists/' },
  'decline-list': { id: 'a'.repeat(64) },
  'sync-lists': { ids: ['a'.repeat(64)] },
  'follow-list': { id: 'a'.repeat(64), isOn: false },
  'accept-change': { id: 'a'.repeat(64), what: 'terms' },
  'try-change': { id: 'a'.repeat(64) },
  'get-fork-proof': { id: 'a'.repeat(64), isPast: true },
  'tell-fork': { id: 'a'.repeat(64) },
  'untell-fork': { id: 'a'.repeat(64) },
  'get-sources': {},
  'get-peers': {},
  'find-for-note': { list: 'a'.repeat(64), words: 'harbour.example' },
  'keep-appeal': {
    id: 'a'.repeat(64), list: 'b'.repeat(64), name: 'Harbour watch', labelName: 'Scam', subject: { kind: 'domain', canonical: 'harbour.example' }, text: 'No.', sentAt: 1,
    inbox: { key: 'c'.repeat(64), relays: ['wss://relay.example/'], pow: 18 }, secret: 'd'.repeat(64),
  },
  'get-appeals': {},
  'remove-appeal': { id: 'a'.repeat(64) },
  'look-for-answers': {},
  'import-progress': {},
  'cancel-import': {},
  'examine-file': { blobUrl: `blob:${OWN}1` },
  'cancel-examination': { blobUrl: `blob:${OWN}1` },
  'remove-list': { id: 'a'.repeat(64) },
  'bring-list-back': { id: 'a'.repeat(64) },
  'purge-lists': {},
  'get-trust-lists': {},
  'install-trust-list': { kind: 'signers' },
  'import-trust-list': { kind: 'interim', blobUrl: `blob:${OWN}1`, name: 'anchors.pem' },
  'remove-trust-list': { kind: 'time-stampers' },
  'look-up-model': { server: 'https://hub.example/', id: 'harbour/tide', revision: 'main' },
  'download-model': { server: 'https://hub.example/', id: 'harbour/tide', revision: 'main', file: 'onnx/model.onnx' },
  'get-models': {},
  'pause-model': { id: 'harbour/tide' },
  'resume-model': { id: 'harbour/tide' },
  'remove-model': { id: 'harbour/tide' },
  'use-model': { id: 'harbour/tide', use: 'on-click' },
  'confirm-model': { id: 'harbour/tide', meant: [0] },
  'ask-posts': { tabId: 1, host: 'harbour.example', privateWindow: false },
  'erase-everything': {},
  'export-everything': {},
  'restore-everything': { blobUrl: `blob:${OWN}1` },
  observe: { tabId: 1 },
};

describe('who may send what', () => {
  for (const [name, request] of Object.entries(VALID)) {
    it(`${name} is taken from its senders only`, async () => {
      const allowed = SENDERS[name as MessageName];
      expect((await ask({ name, request }, PAGE)).ok).toBe(allowed.includes('page'));
      expect((await ask({ name, request }, OWN_PAGE)).ok).toBe(allowed.includes('own-page'));
      expect((await ask({ name, request }, { ...PAGE, id: 'another-extension' })).ok).toBe(false);
      expect((await ask({ name, request }, { id: 'own', url: 'about:blank', tab: {} })).ok).toBe(false);
      expect((await ask({ name, request }, { id: 'own', url: 'chrome-extension://own.evil.example/' })).ok).toBe(false);
    });
  }
});

describe('what a page may honestly hold is taken', () => {
  it.each([
    ['a long link', aPost({ links: [`https://ads.example/?${'a=%E2%80%AE&'.repeat(700)}`] })],
    ['a long author', aPost({ author: { handle: 'a'.repeat(MAX_HANDLE), stableId: 'd'.repeat(MAX_HANDLE) } })],
    ['a long text', aPost({ text: 'x'.repeat(MAX_POST_TEXT), textCut: true })],
    ['a long language tag', aPost({ lang: 'abcdefgh-abcdefgh-abcdefgh-abcdefgh-abcdefgh' })],
  ])('%s', async (_what, post) => {
    expect((await ask({ name: 'judge-posts', request: { posts: [post] } })).ok).toBe(true);
  });
});

it('the receipt of a flag on how pictures look is asked for by its fingerprint, and a reason is not', async () => {
  const about = (pdq: string) => ({ list: 'a'.repeat(64), subject: { kind: 'look', pdq }, label: 'Scam' });
  expect((await ask({ name: 'make-receipt', request: about('b'.repeat(64)) })).ok).toBe(true);
  expect((await ask({ name: 'make-receipt', request: about('B'.repeat(64)) })).ok).toBe(false);
  expect((await ask({ name: 'ask-reason', request: about('b'.repeat(64)) })).ok).toBe(false);
});

describe('what is refused, with the reason', () => {
  it.each([
    ['no message', undefined],
    ['a text', 'judge-posts'],
    ['an unknown name', { name: 'read-history', request: {} }],
    ['a name of Object.prototype', { name: 'constructor', request: {} }],
    ['an extra key', { name: 'open-page', request: {}, also: 1 }],
    ['an unknown key in the request', { name: 'open-page', request: { also: 1 } }],
    ['too many posts', { name: 'judge-posts', request: { posts: Array.from({ length: 33 }, () => aPost()) } }],
    ['no posts', { name: 'judge-posts', request: { posts: [] } }],
    ['a post of a megabyte', { name: 'judge-posts', request: { posts: [aPost({ text: 'x'.repeat(1_000_000) })] } }],
    ['an address of a megabyte', { name: 'judge-picture', request: { picture: aPicture({ url: 'x'.repeat(1_000_000) }), asked: false } }],
    ['a digest that is none', { name: 'judge-picture', request: { picture: aPicture({ sha256: 'zz' }), asked: false } }],
    ['a treatment there is none of', change({ treatments: { scam: 'shred' } })],
    ['a treatment of a label there is none of', change({ treatments: { opinion: 'hide' } })],
    ['a caution there is none of', change({ cautions: { spam: 'always' } })],
    ['accounts to be always shown, which are told one by one', change({ alwaysShow: ['hn:a'] })],
    ['a negative width', { name: 'judge-picture', request: { picture: aPicture({ width: -1 }), asked: false } }],
  ])('%s', async (_what, message) => {
    const { name } = (message ?? {}) as { readonly name?: MessageName };
    const from = name !== undefined && SENDERS[name]?.[0] === 'own-page' ? OWN_PAGE : PAGE;
    expect(await ask(message, from)).toMatchObject({ ok: false, error: { tag: 'refused' } });
  });

  it('anything at all that is not a message, without throwing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything(), async (message) => {
        expect((await ask(message)).ok).toBe(false);
      }),
    );
  });

  it('a request in which a key means Object.prototype', async () => {
    const request = JSON.parse('{"posts":[{"__proto__":{"polluted":true}}]}') as unknown;
    expect((await ask({ name: 'judge-posts', request })).ok).toBe(false);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('a handler that fails', () => {
  it('answers as a failure with the reason', async () => {
    const handlers = { ...echo().handlers, 'get-lists': () => Promise.reject(new Error('the disk is full')) };
    expect(await answer({ name: 'get-lists', request: {} }, OWN_PAGE as never, handlers)).toEqual({
      ok: false,
      error: { tag: 'failed', message: 'the disk is full' },
    });
  });
});
