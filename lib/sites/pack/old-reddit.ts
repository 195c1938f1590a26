import type { Adapter } from '../adapter.ts';
import { reddit } from './reddit.ts';

/** Reddit before 2018, at old.reddit.com and for whoever asked to keep it. Every post is a `.thing`, comments nest. */
export const oldReddit: Adapter = {
  id: 'reddit',
  match: { hosts: ['reddit.com'], features: ['#header-bottom-left', '.thing[data-fullname]'], exclude: reddit.match.exclude },
  containers: ['.thing.link', '.thing.comment'],
  exclude: ['.usertext-edit', '.flat-list.buttons'],
  author: [{ attr: 'data-author' }],
  stableId: [],
  permalink: [{ attr: 'data-permalink' }],
  text: ['p.title > a.title, .usertext-body .md'],
  wholeText: false,
  keepsLineBreaks: false,
  badgeAfter: [],
  links: ['.usertext-body .md a[href]'],
  shared: [{ attr: 'data-url', regex: '^(?!https://(?:[iv]\\.redd\\.it|www\\.reddit\\.com/gallery)/)(.+)$' }],
  navigation: reddit.navigation,
  redirects: reddit.redirects,
  media: ['.expando img:is([src*="//preview.redd.it/"], [src*="//i.redd.it/"], [src*="//external-preview.redd.it/"])'],
  pictureFrame: ['.media-preview-content'],
  content: ['.thumbnail', '.expando'],
  health: { needs: ['permalink', 'author'], minRate: 0.5 },
  watchedAttributes: ['data-permalink', 'data-author', 'data-url', 'href'],
  fixtures: 'old-reddit',
  verifiedLive: 'never',
};
