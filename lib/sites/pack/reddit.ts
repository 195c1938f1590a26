import type { Adapter } from '../adapter.ts';

/**
 * reddit.com as it has been since 2023: elements of its own that say everything in their attributes. What they show
 * lies in their light DOM, in named slots. Flairs such as “AI” are chosen by people and no mark of the platform's.
 */
export const reddit: Adapter = {
  id: 'reddit',
  match: { hosts: ['reddit.com'], exclude: ['^chat\\.reddit\\.com/', '^[^/]+/(message|chat|room|settings|notifications|drafts|mail|mod)(/|$)'] },
  containers: ['shreddit-post', 'shreddit-ad-post', 'shreddit-comment'],
  exclude: ['form', 'shreddit-composer'],
  author: [{ attr: 'author' }],
  stableId: [],
  permalink: [{ attr: 'permalink' }],
  text: ['[slot="title"], [slot="text-body"], [slot="comment"]'],
  wholeText: false,
  keepsLineBreaks: false,
  badgeAfter: [],
  links: ['[slot="text-body"] a[href]', '[slot="comment"] a[href]'],
  // Not the site's own copy of a picture or film, which is no link.
  shared: [{ attr: 'content-href', regex: '^(?!https://(?:[iv]\\.redd\\.it|www\\.reddit\\.com/gallery)/)(.+)$' }],
  navigation: '^/(?!(?:(?:r|u|user)/[^/]+/)?comments/)',
  redirects: [{ host: 'out.reddit.com', parameter: 'url' }],
  // The same picture, blurred, fills what a narrow one leaves free.
  media: [
    'img:is([src*="//preview.redd.it/"], [src*="//i.redd.it/"], [src*="//external-preview.redd.it/"]):not(.post-background-image-filter, [src*="/snoovatar/"], [src*="/award_images/"])',
  ],
  pictureFrame: ['gallery-carousel li', 'shreddit-aspect-ratio', '[slot="post-media-container"]'],
  content: ['[slot="post-media-container"]', '[slot="thumbnail"]'],
  health: { needs: ['permalink', 'author'], minRate: 0.5 },
  watchedAttributes: ['permalink', 'author', 'content-href', 'href'],
  fixtures: 'reddit',
  verifiedLive: 'never',
};
