import type { Adapter } from '../adapter.ts';

/** bsky.app. A feed item and the posts of a thread name their author in their test id. */
export const bluesky: Adapter = {
  id: 'bsky',
  match: { hosts: ['bsky.app'], exclude: ['^[^/]+/(messages|settings|moderation)(/|$)'] },
  containers: ['[data-testid^="feedItem-by-"]', '[data-testid^="postThreadItem-by-"]'],
  // A quoted post is a clickable box inside the post; links carry the same role, hence :not(a).
  exclude: ['[role="link"]:not(a)'],
  author: [{ attr: 'data-testid', regex: '-by-(.+)$' }],
  // Avatars are served under the DID of their account; those of lists and feeds are in links of their own.
  stableId: [
    {
      sel: 'a[href^="/profile/"]:not([href*="/lists/"]):not([href*="/feed/"]):not([href*="/post/"]) img',
      attr: 'src',
      regex: '/img/avatar(?:_thumbnail)?/plain/(did:plc:[a-z2-7]{24})/',
    },
  ],
  permalink: [
    { sel: 'a[href*="/profile/"][href*="/post/"]', attr: 'href', regex: '^((?:https://bsky\\.app)?/profile/[^/?#]+/post/[^/?#]+)$' },
  ],
  detailPath: '^/profile/([^/]+)/post/[^/]+/?$',
  text: ['[data-testid="postText"]', '[data-word-wrap="1"]'],
  wholeText: false,
  keepsLineBreaks: true,
  badgeAfter: [],
  navigation: '^/(profile/[^/]+(/(lists|feed|follows|followers)(/.*)?|/post/[^/]+/.+)?|hashtag/.*|search.*)?/?$',
  redirects: [{ host: 'go.bsky.app', parameter: 'u' }],
  media: ['img:not([src*="/img/avatar"])', '[style*="background-image"]:not([style*="/img/avatar"])'],
  // Quoted posts and cards of links. What the site calls labels are words of labellers, not of the platform.
  content: ['[role="link"]:not(a)', 'a[href^="http"]:has(img)'],
  health: { needs: ['permalink', 'author'], minRate: 0.5 },
  watchedAttributes: ['href', 'data-testid'],
  fixtures: 'bluesky',
  verifiedLive: 'never',
};
