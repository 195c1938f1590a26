// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import type { SiteId } from '../../lib/core/post.ts';
import { subjectsOfPost } from '../../lib/subjects/subjects-of-post.ts';
import { asPageCase } from '../support/sites-as-page-case.ts';
import { pageCases, readPageCase } from '../support/sites-page-cases.ts';
import { openPage, WatchedPage } from '../support/sites-page.ts';

describe('every page case', () => {
  it('has an address of its own, so that all can be served at once', () => {
    const addresses = pageCases().map((name) => readPageCase(name).expected.url);
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  it.each(pageCases())('%s is read as its expected.json says, ten seconds on', async (name) => {
    const { html, expected } = readPageCase(name);
    openPage(html, expected.url);
    const page = new WatchedPage();
    await page.settle(11_000);
    page.stop();
    expect(asPageCase(expected.url, page)).toEqual(expected);
  });

  it.each(pageCases())('%s says where it comes from', (name) => {
    expect(readPageCase(name).origin).toMatch(/^Hand-written/);
  });
});

describe('what shows a picture as a whole', () => {
  it.each([
    ['x/feed', ['frame', 'IMG', 'IMG']],
    ['mastodon/timeline', ['frame']],
    ['reddit/feed', ['IMG', 'SHREDDIT-ASPECT-RATIO']],
    ['reddit/gallery', ['left', 'right', 'IMG']],
    ['old-reddit/listing', ['frame']],
  ])('is told with it: %s', async (name, frames) => {
    const { html, expected } = readPageCase(name);
    openPage(html, expected.url);
    const page = new WatchedPage();
    await page.settle();
    page.stop();
    expect(page.pictures.map(({ frame }) => frame.id || frame.tagName)).toEqual(frames);
  });
});

describe('every post of a site', () => {
  const prefixes: Partial<Record<SiteId, RegExp>> = {
    x: /^x:\d+$/,
    bsky: /^bsky:(did:plc:[a-z2-7]{24}|[\w.-]+)\/\w+$/,
    fedi: /^fedi:[\w.-]+\/\d+$/,
    reddit: /^reddit:t[13]_\w+$/,
    hn: /^hn:\d+$/,
  };
  const posts = pageCases().flatMap((name) => readPageCase(name).expected.posts.map(({ post }) => ({ name, post })));

  it.each(Object.entries(prefixes))('%s is known by its own name there, and its author by theirs', (site, own) => {
    const subjects = posts.filter(({ post }) => post.site === site).map(({ name, post }) => ({ name, post, subjects: subjectsOfPost({ ref: '1', ...post }) ?? [] }));
    expect(subjects.length).toBeGreaterThan(4);
    const isNobody = ({ author }: (typeof posts)[number]['post']) => author === undefined || author.handle === '[deleted]';
    for (const { name, post, subjects: [primary, ...others] } of subjects) {
      expect(primary, name).toEqual({ kind: 'post', canonical: expect.stringMatching(own) });
      expect(others.some(({ kind }) => kind === 'account'), `${name}: ${post.permalink}`).toBe(!isNobody(post));
    }
  });
});
