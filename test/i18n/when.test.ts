import { expect, it } from 'vitest';
import { absoluteDate, relativeTime } from '../../lib/i18n/when.ts';

const NOW = Date.UTC(2026, 4, 14, 9, 30);
const MINUTE = 60_000;
const DAY = 86_400_000;

it.each([
  [0, 'now'],
  [59_999, 'now'],
  [MINUTE, '1 minute ago'],
  [59 * MINUTE, '59 minutes ago'],
  [3 * 60 * MINUTE, '3 hours ago'],
  [DAY, 'yesterday'],
  [8 * DAY, 'last week'],
  [65 * DAY, '2 months ago'],
  [800 * DAY, '2 years ago'],
  [-DAY, 'now'],
])('%d ms ago is %s', (ageMs, words) => {
  expect(relativeTime(NOW - ageMs, NOW, 'en')).toBe(words);
});

it('speaks the reader’s language', () => {
  expect(relativeTime(NOW - 3 * MINUTE, NOW, 'de')).toBe('vor 3 Minuten');
});

it('dates a week by its first day in UTC, wherever the reader is', () => {
  expect(absoluteDate(Date.UTC(2026, 4, 4), 'en')).toBe('May 4, 2026');
});
