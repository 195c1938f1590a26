import type { Adapter } from '../adapter.ts';

/**
 * Mastodon 4 and forks that kept its web client (glitch-soc, Hometown), on any host. Mastodon has no mark for what a
 * machine made. A post's address is local to the server that shows it, as is the id made of it.
 */
export const mastodon: Adapter = {
  id: 'fedi',
  match: {
    features: ['#mastodon', 'meta[name="application-name"][content^="Mastodon" i]'],
    exclude: ['^[^/]+/((web|deck)/)?(conversations|timelines/direct|settings|auth|admin|filters|publish|share)(/|$)'],
  },
  // Private mentions stand among public posts.
  containers: ['.status:not(.status-direct, .status--is-quote)', '.detailed-status__wrapper:not(.detailed-status__wrapper-direct)'],
  exclude: ['.status__quote', '.status__prepend', '.content-warning--filter'],
  author: [
    { sel: '.status__display-name, .detailed-status__display-name', attr: 'href', regex: '^/@([^/]+)$' },
    { sel: '.display-name__account', regex: '^\\s*@?([^\\s·]+)' },
  ],
  localHandles: true,
  stableId: [],
  permalink: [{ sel: '.status__relative-time, .detailed-status__datetime', attr: 'href' }],
  detailPath: '^/@([^/]+)/\\d+$',
  text: ['.content-warning, .status__content__text'],
  wholeText: false,
  keepsLineBreaks: true,
  badgeAfter: [],
  // Mentions lead to profiles, often on other hosts.
  links: ['.status__content__text a[href]:not(.mention)', 'a.status-card[href]'],
  navigation: '^/(?!@[^/]+/\\d+$)',
  redirects: [],
  media: ['.media-gallery img', '.media-modal img', '.status-card__image img'],
  pictureFrame: ['.media-gallery__item', '.status-card__image'],
  content: ['.media-gallery', '.status-card', '.status__quote', '.video-player', '.audio-player'],
  health: { needs: ['permalink', 'author'], minRate: 0.5 },
  watchedAttributes: ['href', 'class'],
  fixtures: 'mastodon',
  verifiedLive: 'never',
};
