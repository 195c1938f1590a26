import { describe, expect, it } from 'vitest';
import { foldText, MAX_JUDGED_TEXT } from '../../lib/detect/text-fold.ts';

describe('a folded text reads the same however it was dressed up', () => {
  it.each([
    ['mathematical letters', '𝗙𝗥𝗘𝗘 𝓶𝓸𝓷𝓮𝔂', 'free money'],
    ['full-width letters', 'ＦＲＥＥ ｍｏｎｅｙ', 'free money'],
    ['circled and squared letters', 'ⓕⓡⓔⓔ 🄼🄾🄽🄴🅈', 'free money'],
    ['white letters on black', '🅕🅡🅔🅔 🅼🅾🅽🅴🆈', 'free money'],
    ['small capitals', 'ꜰʀᴇᴇ ᴍᴏɴᴇʏ', 'free money'],
    ['strokes and rings over letters', 'f\u0336r\u0336e\u0336e\u0336 m\u20dd\u006f\u20ddn\u20dde\u20ddy\u20dd', 'free money'],
    ['invisible characters between letters', 'f\u200br\u2060e\ufeffe m\u00ado\u200dn\u{e0061}ey', 'free money'],
    ['Cyrillic letters among Latin ones', 'frее mоnеу', 'free money'],
    ['Latin letters among Cyrillic ones', 'деньги беcплaтно', 'деньги бесплатно'],
    ['stretched Arabic', 'مجـــــانا', 'مجانا'],
    ['spaces of every kind', '  free\u00a0\u3000\n\tmoney\u2800 ', 'free money'],
    ['halves of surrogate pairs', 'fr\ud83dee mon\udc00ey', 'free money'],
  ])('%s', (_what, dressed, plain) => {
    expect(foldText(dressed)).toBe(plain);
  });

  it.each([
    ['German', 'Größe über Äpfel', 'größe über äpfel'],
    ['Greek', 'Καλημέρα κόσμε', 'καλημέρα κόσμε'],
    ['Russian', 'Съешь ещё булок', 'съешь ещё булок'],
    ['Hindi', 'हिन्दी में', 'हिन्दी में'],
    ['Thai', 'น้ำใจ', 'น้ําใจ'],
    ['Vietnamese', 'Tiếng Việt', 'tiếng việt'],
  ])('but letters of %s stay what they are', (_language, text, folded) => {
    expect(foldText(text)).toBe(folded);
  });
});

describe('what names a person or a place is masked as in the training data', () => {
  it.each([
    ['see https://example.org/a?b=c#d now', 'see <url> now'],
    ['see HTTP://EXAMPLE.ORG', 'see <url>'],
    ['今すぐ https://example.org/x今日は', '今すぐ <url>今日は'],
    ['www.example.org/a', '<url>'],
    ['visit example.com today', 'visit <url> today'],
    ['visit sub.example.co.uk/offers today', 'visit <url> today'],
    ['I was late.But it was fun.', 'i was late.but it was fun.'],
    ['thanks @some_body!', 'thanks @user!'],
    ['thanks @name@social.example and @name.bsky.social and @name.com', 'thanks @user and @user and @user'],
    ['thanks @name.But no', 'thanks @user.but no'],
    ['write to first.last@mail.example please', 'write to mailmail please'],
    ['call 0906 1234567 now', 'call 0906 0000000 now'],
    ['@user <url> mailmail 00000', '@user <url> mailmail 00000'],
  ])('%s', (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });
});

describe('a folded text is bounded', () => {
  it('keeps the head of a long text', () => {
    expect(foldText('a'.repeat(1_000_000))).toBe('a'.repeat(MAX_JUDGED_TEXT));
  });

  it('keeps the head of what unfolds to many times its length', () => {
    expect(foldText('\ufdfa'.repeat(MAX_JUDGED_TEXT)).length).toBeLessThanOrEqual(MAX_JUDGED_TEXT);
  });
});
