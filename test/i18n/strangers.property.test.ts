import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_QUOTED, quoted, tidy } from '../../lib/i18n/strangers.ts';
import { HOSTILE_TEXTS } from '../support/components-states.ts';

/** Anything that breaks the line, turns the direction or cannot be seen. */
const UNWELCOME = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/u;

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.array(fc.constantFrom('\u202E', '\u2067', '\u2069', '\n', 'a', 'ب', '\uD83D', '😀', ' '), { maxLength: 300 }).map((parts) => parts.join('')),
  fc.constantFrom(...HOSTILE_TEXTS),
);

describe('a stranger’s text', () => {
  it('is one line of visible characters in its own direction', () => {
    fc.assert(fc.property(anyText, (text) => !UNWELCOME.test(tidy(text))));
  });

  it('is no longer than asked, and says where it was cut', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 100 }), (text, max) => {
        const points = [...tidy(text, max)];
        expect(points.length).toBeLessThanOrEqual(max + 1);
        if (points.length > max) expect(points.at(-1)).toBe('…');
      }),
    );
  });

  it('is left alone when it is tidy', () => {
    fc.assert(fc.property(anyText, (text) => tidy(tidy(text), MAX_QUOTED + 1) === tidy(text)));
  });

  it('is isolated once and whole within a sentence', () => {
    fc.assert(fc.property(anyText, (text) => /^\u2068[^\u2066-\u2069]*\u2069$/u.test(quoted(text))));
  });
});

it.each([
  ['  two\n words ', 'two words'],
  ['فريق الميناء', 'فريق الميناء'],
  ['👩‍🚒 crew', '👩‍🚒 crew'],
  ['soft\u00ADhyphen', 'softhyphen'],
  ['', ''],
])('%j becomes %j', (text, tidied) => {
  expect(tidy(text)).toBe(tidied);
});
