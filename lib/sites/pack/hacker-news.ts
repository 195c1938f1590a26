import type { Adapter } from '../adapter.ts';

/**
 * news.ycombinator.com. A story is a row; who posted it and when is in the next one, and on its own page what it says
 * is two rows further. Comments are rows too. Job offers have no author.
 */
export const hackerNews: Adapter = {
  id: 'hn',
  match: { hosts: ['news.ycombinator.com'], exclude: ['^[^/]+/(login|changepw|submit|user)$'] },
  containers: ['tr.athing'],
  continuesIn: ['tr:has(> .subtext)', 'tr:has(> td > .toptext)'],
  exclude: ['form', '.reply', '.navs'],
  author: [{ sel: 'a.hnuser' }],
  stableId: [],
  permalink: [{ sel: '.age a', attr: 'href', regex: '^((?:https://news\\.ycombinator\\.com/)?item\\?id=\\d{1,12})$' }],
  text: ['.titleline > a, .toptext, .commtext'],
  wholeText: false,
  keepsLineBreaks: false,
  badgeAfter: ['.titleline > a'],
  links: ['.titleline > a[href]', '.toptext a[href]', '.commtext a[href]'],
  navigation: '^/(?!item$)',
  redirects: [],
  media: [],
  health: { needs: ['permalink'], minRate: 0.5 },
  watchedAttributes: ['href', 'class'],
  fixtures: 'hacker-news',
  verifiedLive: 'never',
};
