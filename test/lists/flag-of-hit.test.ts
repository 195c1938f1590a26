import { expect, test } from 'vitest';
import type { SubjectKind } from '../../lib/core/subject.ts';
import type { IndexHit } from '../../lib/lists/flag-index.ts';
import { flagOfHit, type ListMeaning } from '../../lib/lists/flag-of-hit.ts';

const WEEK_MS = 7 * 86_400_000;
const EPOCH_MS = Date.UTC(2020, 0, 6);
const FLAGGED_IN_WEEK = 100;

const list: ListMeaning = {
  id: 'aa'.repeat(32),
  name: 'A list',
  epochMs: EPOCH_MS,
  labels: [
    { code: 1, name: 'Scam', core: 'scam', subjects: ['account', 'domain', 'url'] },
    { code: 2, name: 'Rumour', core: 'x-rumour', subjects: ['url'], ttlWeeks: 4 },
    { code: 3, name: 'Parody', core: 'impersonation', subjects: ['account'], ttlWeeks: 200 },
  ],
};

const aHit = (label: number): IndexHit => ({
  listId: list.id,
  position: 0,
  label,
  polarity: 'disputes',
  confidence: 0.5,
  week: FLAGGED_IN_WEEK,
});

const weeksLater = (weeks: number) => EPOCH_MS + (FLAGGED_IN_WEEK + weeks) * WEEK_MS;

test('a hit becomes the flag its list means', () => {
  expect(flagOfHit(aHit(2), list, 'url', weeksLater(1))).toEqual({
    kind: 'flag',
    list: { id: list.id, name: 'A list' },
    on: 'url',
    label: 'x-rumour',
    labelName: 'Rumour',
    polarity: 'disputes',
    confidence: 0.5,
    at: weeksLater(0),
  });
});

test.each<[string, number, SubjectKind, weeks: number, speaks: boolean]>([
  ['a flag on an address stays without a term', 1, 'url', 1000, true],
  ['a flag on an account lapses after a year', 1, 'account', 52, false],
  ['a flag on an account holds for a year', 1, 'account', 51.9, true],
  ['a flag on a domain lapses after a year', 1, 'domain', 52, false],
  ['a term of the list holds', 2, 'url', 3.9, true],
  ['a term of the list ends', 2, 'url', 4, false],
  ['a term of the list replaces the year', 3, 'account', 199, true],
  ['a label the root does not know is ignored', 9, 'url', 0, false],
  ['a label on a kind of subject it may not be put on is ignored', 2, 'domain', 0, false],
])('%s', (_, label, on, weeks, speaks) => {
  expect(flagOfHit(aHit(label), list, on, weeksLater(weeks)) !== undefined).toBe(speaks);
});
