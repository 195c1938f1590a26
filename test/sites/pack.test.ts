import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SITE_IDS } from '../../lib/core/post.ts';
import { NAMED_SITES } from '../../lib/sites/named-sites.ts';
import { ADAPTERS, rulesFor, verifiedLive } from '../../lib/sites/rules-for.ts';
import { siteRules, type SiteRules } from '../../lib/sites/site-rules.ts';
import { pageCases } from '../support/sites-page-cases.ts';
import { selectorsOf } from '../support/sites-selectors-of.ts';

const named = ADAPTERS.map((adapter) => [adapter.fixtures, adapter] as const);

/** Every pattern of an adapter, by itself. */
function patternsOf({ match, author, stableId, permalink, shared = [], detailPath, navigation }: (typeof ADAPTERS)[number]): readonly string[] {
  const fields = [author, stableId, permalink, shared].flat().flatMap(({ regex }) => regex ?? []);
  return [...match.exclude, ...fields, ...(detailPath === undefined ? [] : [detailPath]), navigation];
}

describe.each(named)('the adapter %s', (fixtures, adapter) => {
  it('has at least three page cases, and one of a layout that changed unless it owes nothing', () => {
    const cases = pageCases(fixtures);
    expect(cases.filter((name) => !name.endsWith('/layout-changed')).length).toBeGreaterThanOrEqual(3);
    expect(cases.includes(`${fixtures}/layout-changed`)).toBe(adapter.health.needs.length > 0);
  });

  it('says when it was last seen to hold on the live site', () => {
    expect(adapter.verifiedLive).toMatch(/^never$|^20\d{2}-\d{2}-\d{2}$/);
  });

  it('survives being sent', () => {
    const rules = siteRules(adapter);
    expect(JSON.parse(JSON.stringify(rules))).toEqual(rules);
  });

  it('is made of short selectors and short patterns that compile', () => {
    expect(selectorsOf(adapter).filter((selector) => selector === '' || selector.length > 250)).toEqual([]);
    for (const pattern of patternsOf(adapter)) {
      expect(pattern.length).toBeLessThanOrEqual(250);
      expect(new RegExp(pattern, 'u').flags).toBe('u');
    }
  });

  it('has patterns that repeat nothing that repeats, nor anything twice in a row', () => {
    for (const pattern of patternsOf(adapter)) {
      expect(pattern, 'a repeated group that ends in a repetition').not.toMatch(/[*+}]\)(?:[*+]|\{\d*,)/);
      expect(pattern, 'two repetitions of anything next to each other').not.toMatch(/\.[*+]\.[*+]/);
    }
  });

  it('reads the same marks in at least ten languages, where it reads any', () => {
    for (const { texts } of adapter.nativeAiLabels ?? []) {
      expect(Object.keys(texts).length).toBeGreaterThanOrEqual(10);
      for (const words of Object.values(texts).flat()) expect(words.length).toBeLessThanOrEqual(60);
    }
  });
});

describe('hostile addresses', () => {
  const patterns = ADAPTERS.flatMap(patternsOf).map((pattern) => new RegExp(pattern, 'u'));
  const piece = fc.constantFrom('/', '//', '@a', 'a', '-by-', 'status/', 'profile/', 'comments/', 'item?id=', '.', '\u2028', '1', 'https://x.com', 'https://bsky.app', '%', 'post/');

  // One that goes back over what it read would not be done in the time a test has.
  it('are soon done with, by every pattern', () => {
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 6 }), fc.constantFrom('', '#', ' '), (pieces, end) => {
        const unit = pieces.join('');
        const address = unit.repeat(Math.ceil(8_192 / unit.length)) + end;
        for (const pattern of patterns) expect(pattern.exec(address)?.[0].length ?? 0).toBeLessThanOrEqual(address.length);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the pack', () => {
  it('has an adapter for every site, each with page cases of its own', () => {
    expect(new Set(ADAPTERS.map(({ id }) => id))).toEqual(new Set(SITE_IDS));
    expect(new Set(ADAPTERS.map(({ fixtures }) => fixtures)).size).toBe(ADAPTERS.length);
    expect(new Set(pageCases().map((name) => name.split('/')[0]))).toEqual(new Set(ADAPTERS.map(({ fixtures }) => fixtures)));
  });

  const sitesFor = (host: string) => rulesFor(host).map(({ site }: SiteRules) => site);
  it.each([
    ['x.com', ['x']],
    ['mobile.twitter.com', ['x']],
    ['bsky.app', ['bsky']],
    ['www.reddit.com', ['reddit', 'reddit']],
    ['news.ycombinator.com', ['hn']],
    ['social.example', ['fedi', 'generic']],
    ['notx.com', ['fedi', 'generic']],
    ['x.com.example', ['fedi', 'generic']],
  ])('sends a page of %s these rules only', (host, sites) => {
    expect(sitesFor(host)).toEqual(sites);
  });

  it.each(['a.example', ...NAMED_SITES.flatMap(({ pages }) => pages)])('has rules that ask for nothing last, so that one always fits: %s', (host) => {
    expect(rulesFor(host).at(-1)?.features).toBeUndefined();
  });

  it('knows every named site by rules of its own, by host or by what it contains', () => {
    for (const { pages } of NAMED_SITES) for (const host of pages) expect(sitesFor(host)[0]).not.toBe('generic');
  });

  it('was verified when the least verified adapter of the site was', () => {
    for (const site of SITE_IDS) {
      const days = ADAPTERS.filter(({ id }) => id === site).map((adapter) => adapter.verifiedLive);
      expect(verifiedLive(site)).toBe(days.includes('never') ? 'never' : days.toSorted()[0]);
    }
  });
});
