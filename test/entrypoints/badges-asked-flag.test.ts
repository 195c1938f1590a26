// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createBadges, type BadgesOptions } from '../../entrypoints/badges/badges.ts';
import { createPageRecord } from '../../entrypoints/page/page-record.ts';
import type { Flag } from '../../lib/core/evidence.ts';
import { pageCatalogueOf } from '../../lib/i18n/catalogues.ts';
import { createTranslate } from '../../lib/i18n/t.ts';
import { aFlag, aPost } from '../support/core-builders.ts';
import { judge, NOW_MS, TEXT } from '../support/components-states.ts';

const { attachShadow, showPopover } = HTMLElement.prototype;
const t = createTranslate(pageCatalogueOf('en'));
let root: ShadowRoot;
let alive: AbortController;
let copied: string[];

beforeEach(() => {
  alive = new AbortController();
  copied = [];
  document.body.innerHTML = '<p id="post">Post</p>';
  // The roots are closed: that of the badge, which comes after the announcer's, is taken note of as it is made.
  Element.prototype.attachShadow = function (init) {
    root = attachShadow.call(this, init);
    return root;
  };
  // happy-dom has no top layer.
  HTMLElement.prototype.showPopover = () => {};
});
afterEach(() => {
  alive.abort();
  Element.prototype.attachShadow = attachShadow;
  HTMLElement.prototype.showPopover = showPopover;
});

const askForReceipt = (ask: BadgesOptions['ask'], writeText: (text: string) => Promise<void>) => askAtSecond('Copy a receipt', ask, writeText);

/** Opens the card of a post that two lists flag, and presses this button of the second. */
async function askAtSecond(button: string, ask: BadgesOptions['ask'], writeText: (text: string) => Promise<void>, more: Partial<Flag> = {}): Promise<string> {
  Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true });
  const record = createPageRecord(() => 0, () => 'https://harbour.example/');
  const badges = createBadges({ record, alwaysShow: () => {}, correct: () => {}, lookDeeper: async () => ({ judged: [] }), ask, isPrivate: false, now: () => NOW_MS, signal: alive.signal });
  badges.begin({ catalogue: pageCatalogueOf('en'), style: '' }, alive.signal);
  const element = document.getElementById('post')!;
  const flags = [aFlag({ label: 'scam', labelName: 'Scam' }), aFlag({ label: 'scam', labelName: 'Bad shop', list: { id: 'b'.repeat(64), name: 'Tide watch' }, ...more })];
  const found = { element, post: aPost(), badgeAnchor: () => element, content: () => [element], nested: () => [], whole: [element], hasMedia: () => false };
  badges.showOnPost(found, { judged: [judge(TEXT, flags)] });
  click('.badge');
  await expect.poll(() => root.querySelectorAll(`[aria-label^="${button}"]`).length).toBe(2);
  click(`[aria-label^="${button}"][aria-label*="Tide watch"]`);
  await expect.poll(() => said()).not.toMatch(/^$|Being made|being asked/);
  return said();
}

/** As by the reader's own hand: clicks of scripts reach nothing in a badge. */
function click(selector: string): void {
  const event = new MouseEvent('click', { bubbles: true, composed: true });
  Object.defineProperty(event, 'isTrusted', { value: true });
  root.querySelector(selector)?.dispatchEvent(event);
}

const said = () => [...root.querySelectorAll('.evidence [role=status]')].map(({ textContent }) => textContent).join('');

it('copies the receipt of the flag it stands at, and says so there', async () => {
  const asked: unknown[] = [];
  const receipt: BadgesOptions['ask'] = async (question, request) => {
    asked.push(question, request);
    return 'the receipt';
  };
  expect(await askForReceipt(receipt, async (text) => void copied.push(text))).toBe(t('card.make-receipt-copied'));
  expect(asked).toEqual(['make-receipt', { list: 'b'.repeat(64), subject: TEXT, label: 'Bad shop' }]);
  expect(copied).toEqual(['the receipt']);
});

it('asks for the receipt of what a flag on a look-alike is on, which is not this picture', async () => {
  const asked: unknown[] = [];
  const ask: BadgesOptions['ask'] = async (question, request) => void asked.push(question, request);
  const look = { kind: 'look', pdq: 'c'.repeat(64) } as const;
  await askAtSecond('Copy a receipt', ask, async () => {}, { on: 'media', held: 'near', distance: 3, look });
  expect(asked).toEqual(['make-receipt', { list: 'b'.repeat(64), subject: look, label: 'Bad shop' }]);
});

it('says where the page lets nothing be copied', async () => {
  expect(await askForReceipt(async () => 'the receipt', () => Promise.reject(new Error('NotAllowedError')))).toBe(t('card.make-receipt-not-copied'));
});

it('says where there is no receipt any more, and copies nothing', async () => {
  expect(await askForReceipt(async () => undefined, async (text) => void copied.push(text))).toBe(t('card.make-receipt-none'));
  expect(copied).toEqual([]);
});

it('says why the list flags it where it stands, and copies nothing', async () => {
  const asked: unknown[] = [];
  const ask: BadgesOptions['ask'] = async (question, about) => {
    asked.push(question, about);
    return '“Paid for, never sent.”\nNobody was asked.';
  };
  expect(await askAtSecond('Ask why', ask, async (text) => void copied.push(text))).toBe('“Paid for, never sent.”\nNobody was asked.');
  expect(asked).toEqual(['ask-reason', { list: 'b'.repeat(64), subject: TEXT, label: 'Bad shop' }]);
  expect(copied).toEqual([]);
});

it('says where the list could not be asked', async () => {
  expect(await askAtSecond('Ask why', async () => undefined, async () => {})).toBe(t('card.ask-reason-none'));
});
