import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../../lib/sites/rules-for.ts';
import { bounded, siteRules } from '../../lib/sites/site-rules.ts';

describe('a selector that a browser would take through the whole document', () => {
  it.each([
    ['.p-author .p-name', '.p-author .p-name, .p-author .p-name'],
    [':is(h1, h2) a[href]', ':is(h1, h2) a[href], :is(h1, h2) a[href]'],
    ['main > article', 'main > article, main > article'],
    ['.p-author', '.p-author'],
    ['a[href]:has(> time)', 'a[href]:has(> time)'],
    ['img:not([class*="avatar" i]):not([class*="emoji" i])', 'img:not([class*="avatar" i]):not([class*="emoji" i])'],
    [' .lone ', ' .lone '],
    ['main article, aside', 'main article, aside'],
    ['a:not([href*="x y"]):has(> :is(h1, h2))', 'a:not([href*="x y"]):has(> :is(h1, h2))'],
  ])('%s is sought as %s', (selector, expected) => {
    expect(bounded(selector)).toBe(expected);
  });

  it.each(ADAPTERS.map((adapter) => [adapter.fixtures, siteRules(adapter)] as const))('is in no single rule for %s', (_, rules) => {
    const { author, stableId, permalink, shared, text, badgeAfter, marks } = rules;
    const lists = [rules.containers, rules.media, rules.links, rules.foreign, rules.content].filter((list) => !list.includes(','));
    const single = [...[author, stableId, permalink, shared, marks].flat().flatMap(({ sel }) => sel ?? []), ...text, ...badgeAfter, ...lists];
    expect(single.length).toBeGreaterThan(0);
    for (const selector of single) expect(bounded(selector)).toBe(selector);
  });
});
