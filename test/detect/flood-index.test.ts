import { describe, expect, it } from 'vitest';
import { createFloodIndex, MAX_FLOOD_PLACES, MIN_FLOOD_ACCOUNTS, type Sighting } from '../../lib/detect/flood-index.ts';

const NOW = Date.UTC(2026, 10, 22, 14, 2);
const PLACE = { site: 'harbour.example', page: 'https://harbour.example/feed' };
const TEXT = 'Dripping with deals today, my cousin paid off the whole boat in a week and so can you, write to me';

/** The n-th post: of its own account unless given, under an address of its own. */
function aSighting(n: number, over: Partial<Sighting> = {}): Sighting {
  const where = `https://harbour.example/posts/${n}`;
  return { subject: { kind: 'post', canonical: where }, text: TEXT, handle: `account${n}`, where, ...over };
}

const times = <T>(n: number, make: (i: number) => T): readonly T[] => Array.from({ length: n }, (_, i) => make(i));

/** Accounts that are counted for the last of these posts, or undefined where it is no flood. */
function accountsOf(sightings: readonly Sighting[], index = createFloodIndex()): number | undefined {
  return index.see(sightings, PLACE, NOW).at(-1)?.accounts;
}

describe('a flood', () => {
  it('is one text from ten accounts or more, and every post of it is told so', () => {
    expect(MIN_FLOOD_ACCOUNTS).toBe(10);
    expect(accountsOf(times(9, aSighting))).toBeUndefined();
    const said = createFloodIndex().see(times(12, aSighting), PLACE, NOW);
    expect(said.map((each) => each?.accounts)).toEqual(times(12, () => 12));
  });

  it.each<[string, (text: string, n: number) => string]>([
    ['in other links', (text, n) => `${text} https://boat${n}.example/x`],
    ['to other people', (text, n) => `@friend${n} ${text} @other${n}`],
    ['with other numbers', (text, n) => text.replace('a week', `${n + 2} weeks`)],
    ['with other emoji and punctuation', (text, n) => `${'🚤🔥✨💰'.repeat((n % 3) + 1)} ${text.replaceAll(',', n % 2 ? ' –' : '!!!')}`],
    ['under other hashtags', (text, n) => `${text} #boat${String.fromCodePoint(97 + n)} #deals #luck${'y'.repeat(n)}`],
    ['in capitals and fancy letters', (text, n) => (n % 2 ? text.toUpperCase() : text.replaceAll(/[a-z]/g, (c) => String.fromCodePoint(0x1d41a + c.charCodeAt(0) - 97)))],
    ['with a word exchanged', (text, n) => text.replace('cousin', ['brother', 'sister', 'uncle', 'nephew', 'aunt'][n % 5]!)],
  ])('is found also %s', (_, vary) => {
    expect(accountsOf(times(12, (n) => aSighting(n, { text: vary(TEXT, n) })))).toBe(12);
  });

  it.each<[string, readonly Sighting[]]>([
    ['one account, twelve times', times(12, (n) => aSighting(n, { handle: n % 2 ? 'Ann' : 'ann' }))],
    ['one post that is shown twelve times', times(12, () => aSighting(1))],
    ['one post under the names of twelve who passed it on', times(12, (n) => aSighting(1, { handle: `account${n}` }))],
    ['nobody it names', times(12, (n) => aSighting(n, { handle: undefined }))],
    ['twelve accounts that wish a good morning', times(12, (n) => aSighting(n, { text: `Good morning everyone, have a lovely day! ☀️ ${n}` }))],
    ['twelve accounts that post nothing but emoji', times(12, (n) => aSighting(n, { text: '🚤'.repeat(80) }))],
    ['twelve accounts that post nothing but links and hashtags', times(12, (n) => aSighting(n, { text: 'https://harbour.example/a/very/long/path/to/news #harbour #boats #ferries #tides #timetable #weather' }))],
    [
      'twelve texts on one subject',
      [
        'The ferry leaves at nine tomorrow because of the tide, please tell the others in time',
        'Ferry at nine tomorrow instead of ten, the tide has changed and nobody told the harbour office',
        'Does anyone know whether the nine o’clock ferry will take bicycles if the tide is that low?',
        'I have been waiting for this ferry since eight and the tide is not even halfway in, lovely',
        'Nine is far too early for a ferry, I say let the tide wait for us for once in our lives',
        'Tomorrow the boat goes an hour earlier than usual; bring something warm, it is cold out there',
        'They moved the ferry again, which means that I will miss my train and the wedding with it',
        'Low tide means an early boat: be on the pier before nine or stay on the island until Monday',
        'A ferry that follows the tide is a beautiful thing when you do not have to be anywhere',
        'My grandmother remembers when ferries waited for people and the tide was somebody else’s worry',
        'Please do not park on the pier tomorrow, the early ferry needs the room to turn at low water',
        'Thanks to whoever put up the sign about the nine o’clock ferry, you saved our whole weekend',
      ].map((text, n) => aSighting(n, { text })),
    ],
  ])('is not %s', (_, sightings) => {
    expect(createFloodIndex().see(sightings, PLACE, NOW)).toEqual(sightings.map(() => undefined));
  });

  it('is told apart by account where posts have no address', () => {
    const without = (n: number, handle: string) => aSighting(n, { subject: { kind: 'text', canonical: TEXT.toLowerCase() }, handle, where: PLACE.page });
    expect(accountsOf(times(12, (n) => without(n, `account${n}`)))).toBe(12);
    expect(accountsOf(times(12, (n) => without(n, 'ann')))).toBeUndefined();
  });

  it('is of one site: what a page shows is nothing to another site', () => {
    const index = createFloodIndex();
    index.see(times(11, aSighting), { site: 'elsewhere.example', page: 'https://elsewhere.example/' }, NOW);
    expect(accountsOf([aSighting(12)], index)).toBeUndefined();
  });

  it('names the first post of each account, earliest first, and since when', () => {
    // Snowflakes of X, a minute apart, from later to earlier.
    const made = (n: number) => NOW - 3_600_000 - n * 60_000;
    const id = (n: number) => String(BigInt(made(n) - 1_288_834_974_657) << 22n);
    const said = createFloodIndex().see(
      times(25, (n) => aSighting(n, { subject: { kind: 'post', canonical: `x:${id(n)}` }, where: `https://x.com/a/status/${id(n)}` })),
      PLACE,
      NOW,
    )[0];
    expect(said).toMatchObject({ accounts: 25, posts: 25, sinceMs: made(24) });
    expect(said?.places).toHaveLength(MAX_FLOOD_PLACES);
    expect(said?.places[0]).toEqual({ account: 'account24', at: made(24), where: `https://x.com/a/status/${id(24)}` });
  });

  it('calls for what was answered before it grew, and for it alone', () => {
    const index = createFloodIndex();
    index.see(times(6, aSighting), PLACE, NOW);
    index.see([aSighting(100, { text: 'Something else entirely, which is long enough to be compared with the others.' })], PLACE, NOW);
    expect(index.outdated(PLACE.page)).toEqual([]);
    index.see(times(5, (n) => aSighting(6 + n)), { ...PLACE, page: 'https://harbour.example/other' }, NOW);
    const early = times(6, aSighting);
    expect(index.outdated(PLACE.page)).toMatchObject(early.map(({ where }) => ({ where })));
    expect(index.outdated('https://harbour.example/other')).toEqual([]);
    index.see(early, PLACE, NOW);
    expect(index.outdated(PLACE.page)).toEqual([]);
    // From 11 to 22: twice as many.
    index.see(times(10, (n) => aSighting(20 + n)), PLACE, NOW);
    expect(index.outdated(PLACE.page)).toEqual([]);
    index.see([aSighting(30)], PLACE, NOW);
    expect(index.outdated(PLACE.page)).toHaveLength(6);
  });

  it('follows a post whose text is edited', () => {
    const index = createFloodIndex();
    index.see(times(10, aSighting), PLACE, NOW);
    expect(accountsOf([aSighting(0, { text: 'I did not write that; somebody had my password, and I am sorry for it.' })], index)).toBeUndefined();
    expect(accountsOf([aSighting(1)], index)).toBeUndefined();
    expect(index.size).toBe(10);
  });
});

describe('the memory of floods', () => {
  it('forgets after a day, and all of it when it is told to', () => {
    const index = createFloodIndex();
    index.see(times(11, aSighting), PLACE, NOW);
    expect(index.see([aSighting(12)], PLACE, NOW + 24 * 3_600_000)).toEqual([undefined]);
    expect(index.size).toBe(1);
    index.see(times(11, aSighting), PLACE, NOW);
    index.clear();
    expect(index.size).toBe(0);
    expect(accountsOf([aSighting(12)], index)).toBeUndefined();
  });

  it('holds no more posts than it may; those not seen for longest go', () => {
    const index = createFloodIndex({ maxPosts: 50 });
    index.see(times(11, aSighting), PLACE, NOW);
    const others = times(200, (n) => aSighting(1000 + n, { text: `${[...`${n}`].map((digit) => 'abcdefghij'[Number(digit)]!.repeat(20)).join(' ')} and more that nobody else wrote` }));
    index.see(others.slice(0, 30), PLACE, NOW);
    expect(accountsOf(times(11, aSighting), index), 'seen again, so among the newest').toBe(11);
    index.see(others, PLACE, NOW);
    expect(index.size).toBe(50);
    expect(accountsOf([aSighting(12)], index)).toBeUndefined();
  });

  it('takes whatever a page says', () => {
    const index = createFloodIndex();
    const hostile = ['', ' ', '\uD800', '__proto__', 'constructor', '\u0000'.repeat(100), 'Z\u0301'.repeat(20_000), 'ا'.repeat(20_000), '💥'.repeat(10_000)];
    for (const text of hostile) for (const handle of hostile) index.see([aSighting(1, { text, handle, where: text }), aSighting(2, { text: TEXT, handle })], PLACE, NOW);
    expect(index.size).toBeLessThanOrEqual(2 * hostile.length);
  });
});
