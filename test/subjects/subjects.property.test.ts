import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalAccount } from '../../lib/subjects/canonical-account.ts';
import { canonicalDomain, domainsOf } from '../../lib/subjects/canonical-domain.ts';
import { canonicalPost } from '../../lib/subjects/canonical-post.ts';
import { canonicalText, MAX_TEXT_LENGTH } from '../../lib/subjects/canonical-text.ts';
import { canonicalUrl } from '../../lib/subjects/canonical-url.ts';
import { mediaSubject } from '../../lib/subjects/media-subject.ts';
import { subjectKey, subjectKeyBytes } from '../../lib/subjects/subject-key.ts';
import { subjectsOfPicture, subjectsOfPost } from '../../lib/subjects/subjects-of-post.ts';
import { SUBJECT_KINDS } from '../../lib/core/subject.ts';

const anyString = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ unit: 'grapheme', maxLength: 300 }));

/** Addresses that come close to every rule: aliases, known sites, tracking, ports, odd hosts and escapes. */
const address = fc
  .tuple(
    fc.constantFrom('http://', 'https://', 'HTTPS://', 'https:', '//', 'https://u:p@'),
    fc.array(fc.constantFrom('www.', 'm.', 'old.', 'mobile.', 'new.', 'a.', 'ü.', '.'), { maxLength: 3 }),
    fc.constantFrom('twitter.com', 'x.com', 'youtu.be', 'youtube.com', 'reddit.com', 'bsky.app', 't.me', 'example.com.', 'co.uk', '[::1]', '0x7f.1', 'ß.example'),
    fc.constantFrom('', ':80', ':443', ':8080'),
    fc.array(fc.constantFrom('/', 'a', '..', '%2e', 'status', '1234', 'abcdefghijk', 'profile', 'ada.example.com', 'post', 'messages', 's', 'é', '//', '\\'), { maxLength: 8 }),
    fc.array(fc.constantFrom('?', '&', '=', 'utm_source=x', 'v=abcdefghijk', 'b', 'a=1', 's=20', '%26', '#', '+', 'lc=Ugx0123456789'), { maxLength: 8 }),
  )
  .map(([scheme, labels, host, port, path, query]) => `${scheme}${labels.join('')}${host}${port}/${path.join('/')}${query.join('')}`);

const letters = ' what every one of these texts has in common is enough letters';
const textPiece = fc.constantFrom(
  'a', '.', '@', '-', '_', '+', '/', ':', 'https://', 'www.', 'com', 'é', ' ', ']', '[/]', '[@]', 'ß', 'ẞ', 'ς', 'İ', 'ı', 'ﬁ', '\u0345', '\u0344',
  '\u200d', '\u202e', '\u2066', '\ufeff', '\ufe0f', '\u{e0041}', '\u00ad', '\u3164', '\u034f', '\u0301', '\u0323', '中', 'ｱ', '\ud800', '\udc00', '\u0000', '\u2800', '\u0430',
);
const text = fc.array(textPiece, { maxLength: 40 }).map((pieces) => pieces.join('') + letters);

describe('a canonical form', () => {
  it('of an address is its own canonical form, and an address the parser leaves alone', () => {
    fc.assert(
      fc.property(fc.oneof(address, anyString, fc.webUrl({ withQueryParameters: true, withFragments: true })), (input) => {
        const canonical = canonicalUrl(input);
        if (canonical === undefined) return;
        expect(canonicalUrl(canonical)).toBe(canonical);
        expect(new URL(canonical).href).toBe(canonical);
        expect(canonical).toMatch(/^https:\/\/[^/@]+\/[^#]*$/);
      }),
      { numRuns: 2_000 },
    );
  });

  it('of an address does not depend on what a reader came by', () => {
    const noise = fc.constantFrom('utm_source=a', 'gclid=b', 'FBCLID=c', 'utm_anything=d', '');
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true }), noise, noise, (input, before, after) => {
        const { origin, pathname, search } = new URL(input);
        const noisy = `${origin}${pathname}?${[before, search.slice(1), after].join('&')}#seen`;
        expect(canonicalUrl(noisy)).toBe(canonicalUrl(input));
      }),
    );
  });

  it('of a post is the same for every address that means it', () => {
    fc.assert(
      fc.property(address, (input) => {
        const canonical = canonicalUrl(input);
        expect(canonical === undefined ? [] : canonicalPost(canonical)).toEqual(canonicalPost(input));
      }),
      { numRuns: 2_000 },
    );
  });

  it('of a text is its own canonical form, well-formed, and no longer than what is read', () => {
    fc.assert(
      fc.property(fc.oneof(text, anyString.map((each) => each + letters)), (input) => {
        const canonical = canonicalText(input);
        expect(canonical).toBeDefined();
        expect(canonicalText(canonical ?? '')).toBe(canonical);
        expect(canonical).not.toMatch(/\p{Cs}|\p{Cc}|\p{Default_Ignorable_Code_Point}/u);
      }),
      { numRuns: 3_000 },
    );
  });

  it('of a text stays when invisible characters are put anywhere into it', () => {
    const invisible = fc.constantFrom('\u200b', '\u200d', '\u2060', '\ufeff', '\u202e', '\u2069', '\ufe0f', '\u{e0061}', '\u00ad', '\u034f', '\u115f', '\u180e');
    const plain = 'Nobody can see what was put between these letters, and so it must not matter at all';
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(plain.length), invisible), { maxLength: 30 }), (insertions) => {
        const disguised = insertions.reduce((each, [at, what]) => each.slice(0, at) + what + each.slice(at), plain);
        expect(canonicalText(disguised)).toBe(canonicalText(plain));
      }),
    );
  });

  it('of a domain is its own canonical form and one of the domains of its address', () => {
    fc.assert(
      fc.property(fc.oneof(fc.domain(), anyString), (input) => {
        const canonical = canonicalDomain(input);
        if (canonical === undefined) return;
        expect(canonicalDomain(canonical)).toBe(canonical);
        expect(domainsOf(`https://${canonical}/`)).toContain(canonical);
      }),
    );
  });

  it('of an account is its own canonical form', () => {
    const sites = fc.constantFrom('x', 'bsky', 'fedi', 'reddit', 'hn', 'yt', 'ig', 'threads', 'tiktok', 'fb', 'li', 'tg' as const);
    fc.assert(
      fc.property(sites, fc.oneof(fc.domain(), fc.emailAddress(), fc.stringMatching(/^@?[\w.-]{1,30}$/), anyString), (site, handle) => {
        const canonical = canonicalAccount(site, handle);
        if (canonical !== undefined) expect(canonicalAccount(site, canonical.slice(site.length + 1))).toBe(canonical);
      }),
    );
  });
});

describe('no string', () => {
  it('makes anything here throw', () => {
    fc.assert(
      fc.property(anyString, fc.oneof(anyString, address), (one, other) => {
        canonicalUrl(one);
        canonicalPost(one);
        canonicalText(one);
        canonicalDomain(one);
        mediaSubject(one);
        subjectsOfPicture(other, one);
        subjectsOfPost({ ref: '1', site: 'bsky', permalink: other, author: { handle: one, stableId: one }, text: one, textCut: false, links: [one, other] });
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a key', () => {
  it('is 12 bytes that depend on the kind and the canonical form alone', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SUBJECT_KINDS), anyString, (kind, canonical) => {
        const key = subjectKeyBytes({ kind, canonical });
        expect(key).toHaveLength(12);
        expect(subjectKeyBytes({ kind, canonical })).toEqual(key);
        expect(subjectKey({ kind, canonical })).toMatch(/^[0-9a-f]{16}$/);
      }),
    );
  });

  it('differs between kinds of the same text', () => {
    const keys = SUBJECT_KINDS.map((kind) => subjectKey({ kind, canonical: 'https://example.com/' }));
    expect(new Set(keys).size).toBe(SUBJECT_KINDS.length);
  });
});

describe('a text made to take long', () => {
  const MEGABYTE = 1_000_000;
  it.each([
    ['one word', 'a'],
    ['labels', 'a.'],
    ['mentions', '@a'],
    ['mail addresses', 'a@'],
    ['links', 'https://'],
    ['spaces', ' '],
    ['marks of two classes', '\u0301\u0323'],
    ['expanding letters', '\ufdfa'],
  ])('%s: a megabyte has no key, and the longest that has one is folded like any other', (_, piece) => {
    expect(canonicalText(piece.repeat(MEGABYTE / piece.length))).toBeUndefined();
    const longest = `${letters} ${piece.repeat(MAX_TEXT_LENGTH)}`.slice(0, MAX_TEXT_LENGTH);
    const canonical = canonicalText(longest);
    if (canonical !== undefined) expect(canonicalText(canonical)).toBe(canonical);
  });
});
