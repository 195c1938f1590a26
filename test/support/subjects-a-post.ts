import type { Post } from '../../lib/core/post.ts';

/** A post of Bluesky with nothing remarkable about it; say only what the test is about. */
export function aBlueskyPost(overrides: Partial<Post> = {}): Post {
  return {
    ref: '1',
    site: 'bsky',
    permalink: 'https://bsky.app/profile/ada.example.com/post/3kabc',
    author: { handle: 'ada.example.com' },
    text: 'short',
    textCut: false,
    links: [],
    ...overrides,
  };
}

/** A post of a page without an adapter of its own; without a permalink unless one is given. */
export function aGenericPost(overrides: Partial<Post> = {}): Post {
  return { ref: '1', site: 'generic', text: 'short', textCut: false, links: [], ...overrides };
}
