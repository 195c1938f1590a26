import { describe, expect, it } from 'vitest';
import type { Signal } from '../../lib/core/evidence.ts';
import { MAX_JUDGED_TEXT } from '../../lib/detect/text-fold.ts';
import { createTextDetectors } from '../../lib/detect/text-detectors.ts';
import { aTextDetector, TEXT_CARD, TEXT_WEIGHTS } from '../support/text-model.ts';
import { TEXT_PROBES } from '../support/text-probes.ts';

const SPAM = 'FREE AIRDROP is live! Connect your wallet and claim your tokens before it ends https://claim.example/now';
const detector = aTextDetector('spam');

async function judge(text: string): Promise<Signal> {
  const [finding] = await detector.measure([{ text }], new AbortController().signal);
  if (finding?.kind !== 'signal') throw new Error(`declined: ${text}`);
  return finding;
}

describe('texts written for this project', () => {
  it('are in at least eight languages on both sides', () => {
    const languages = (spam: boolean): number =>
      new Set(TEXT_PROBES.filter(({ kind }) => (kind === 'spam') === spam).map(({ lang }) => lang)).size;
    expect(languages(true)).toBeGreaterThanOrEqual(8);
    expect(languages(false)).toBeGreaterThanOrEqual(8);
  });

  it.each(TEXT_PROBES.filter(({ kind }) => kind !== 'spam'))('$kind, $lang, draws no badge: $text', async ({ text }) => {
    expect((await judge(text)).band).not.toBe('likely');
  });

  it.each(TEXT_PROBES.filter(({ kind }) => kind === 'spam'))(
    'spam, $lang, is found unless it is known to be missed: $text',
    async ({ text, missed = false }) => {
      expect((await judge(text)).band === 'likely').toBe(!missed);
    },
  );
});

describe('a disguise neither hides a spam text nor makes one', () => {
  it.each([
    ['mathematical letters', (text: string) => text.replace(/[a-z]/g, (c) => String.fromCodePoint(0x1d5ee + c.charCodeAt(0) - 97))],
    ['full-width letters', (text: string) => text.replace(/[a-z]/g, (c) => String.fromCodePoint(0xff41 + c.charCodeAt(0) - 97))],
    ['zero-width spaces', (text: string) => text.replace(/(?<=[a-z])(?=[a-z])/g, '\u200b')],
    ['struck-through letters', (text: string) => text.replace(/[a-z]/g, '$&\u0336')],
    ['Cyrillic look-alikes', (text: string) => text.replace(/[aeo]/g, (c) => ({ a: 'а', e: 'е', o: 'о' })[c] ?? c)],
  ])('%s', async (_what, disguise) => {
    const [words, link] = SPAM.split(' https');
    const disguised = `${disguise(words ?? '')} https${link}`;
    expect(disguised).not.toBe(SPAM);
    const { band, reason } = await judge(disguised);
    expect(band).toBe('likely');
    if (reason.code !== 'ngrams') throw new Error('another reason');
    expect(reason.top.map(({ ngram }) => ngram)).toContain('airdrop');
    const talk = 'we walked along the river and found the old mill open again';
    expect((await judge(disguise(talk))).band).not.toBe('likely');
  });

  it('is a reason given where it spoke for the label, by the number of letters', async () => {
    const { reason } = await judge('Ayo gabung B 0 S S W D g4c0r sc4tt3r setiap hari, modal kecil maxwin');
    expect(reason).toMatchObject({ code: 'ngrams', disguised: 9 });
  });
});

describe('the reason given', () => {
  it('names the words that weighed most, strongest first', async () => {
    const { reason } = await judge(SPAM);
    if (reason.code !== 'ngrams') throw new Error('another reason');
    expect(reason.top.map(({ ngram }) => ngram)).toContain('airdrop');
    expect(reason.top).toHaveLength(5);
  });

  it('names a word once, however often and with whatever punctuation it occurs', async () => {
    const { reason } = await judge('free! free? (free) "free," free – come and get it all for free');
    if (reason.code !== 'ngrams') throw new Error('another reason');
    expect(reason.top.filter(({ ngram }) => ngram.includes('free'))).toHaveLength(1);
  });

  it('cuts a line without spaces into pieces a card can show', async () => {
    const { reason } = await judge('เว็บตรงสล็อตแจกเครดิตฟรีไม่ต้องฝากสมัครเลยวันนี้ถอนได้จริง');
    if (reason.code !== 'ngrams') throw new Error('another reason');
    expect(reason.top.length).toBeGreaterThan(1);
    for (const { ngram } of reason.top) expect(Array.from(ngram).length).toBeLessThanOrEqual(16);
  });
});

describe('a long text', () => {
  it('is judged on its head', async () => {
    const head = 'We walked along the river. '.repeat(1000).slice(0, MAX_JUDGED_TEXT);
    expect((await judge(head + SPAM.repeat(1000))).probability).toBe((await judge(head)).probability);
  });
});

describe('a model that is not what its card says is refused', () => {
  const flipped = Uint8Array.from(TEXT_WEIGHTS);
  flipped[1000]! ^= 1;
  it.each([
    ['one bit of the weights is flipped', { weights: flipped, card: TEXT_CARD }, /not those of its card/],
    ['the weights are cut short', { weights: TEXT_WEIGHTS.slice(1), card: TEXT_CARD }, /458751 weights/],
    ['there are no weights', { weights: new ArrayBuffer(0), card: TEXT_CARD }, /0 weights/],
    ['the card is for other features', { weights: TEXT_WEIGHTS, card: { ...TEXT_CARD, featuresVersion: 99 } }, /features 99/],
    ['the card is another detector’s', { weights: TEXT_WEIGHTS, card: { ...TEXT_CARD, id: 'picture-ai' } }, /another detector/],
    ['the card is not an object', { weights: TEXT_WEIGHTS, card: '{}' }, /not an object/],
  ])('%s', (_what, files, message) => {
    const result = createTextDetectors(files, { now: () => 0 });
    expect(result).toMatchObject({ ok: false, error: { tag: 'bad-model' } });
    expect(!result.ok && result.error.message).toMatch(message);
  });

  it('and weights that change after they were checked change nothing', async () => {
    const weights = Uint8Array.from(TEXT_WEIGHTS);
    const created = createTextDetectors({ weights, card: TEXT_CARD }, { now: () => 0 });
    weights.fill(127);
    if (!created.ok) throw new Error(created.error.message);
    const [finding] = await created.value.spam.measure([{ text: SPAM }], new AbortController().signal);
    expect(finding).toEqual(await judge(SPAM));
  });
});
