import type { Adapter } from '../adapter.ts';
import { GENERIC_AI_LABELS } from './generic-ai-labels.ts';

/** Every page without an adapter of its own: articles, h-entries, and pages that say they are one article. */
export const generic: Adapter = {
  id: 'generic',
  match: {
    exclude: [
      '^((www|m|web|mbasic)\\.)?facebook\\.com/messages(/|$)',
      '^(www\\.)?(instagram\\.com/direct|threads\\.(com|net)/messages|tiktok\\.com/messages|linkedin\\.com/messaging)(/|$)',
      '^(www\\.)?discord\\.com/channels/@me(/|$)',
      '^((www\\.)?messenger\\.com|web\\.whatsapp\\.com|web\\.telegram\\.org|mail\\.google\\.com|outlook\\.(live|office)\\.com)/',
    ],
  },
  containers: ['article', '[role="article"]', '.h-entry'],
  exclude: ['nav', 'aside', 'footer', 'form', 'dialog', '.h-cite', 'blockquote cite'],
  author: [
    { sel: '.p-author .p-name' },
    { sel: '.p-author' },
    { sel: '[rel~="author"]' },
    { sel: '[itemprop="author"] [itemprop="name"]' },
    { sel: '[itemprop="author"]' },
  ],
  stableId: [],
  permalink: [
    { sel: 'a.u-url[href]', attr: 'href' },
    { sel: 'a[rel~="bookmark"][href]', attr: 'href' },
    { sel: 'a[href]:has(> time)', attr: 'href' },
    { sel: ':is(h1, h2, h3, h4) a[href]', attr: 'href' },
    { sel: 'a[href]:has(> :is(h1, h2, h3, h4))', attr: 'href' },
  ],
  pagePost: { containers: ['main', '[role="main"]'] },
  text: ['.e-content', '[itemprop="articleBody"]', '.p-summary'],
  wholeText: { without: ['time', '[rel~="author"]', '[itemprop="author"]', '.p-author'] },
  keepsLineBreaks: false,
  badgeAfter: ['h1', 'h2', 'h3', 'h4', '.h-entry > .p-name'],
  navigation: '/(tags?|hashtags?|authors?|users?|profile|intent|sharer?)(/|$|\\.php$)|^/@[^/]+/?$',
  redirects: [],
  media: ['img:not([class*="avatar" i]):not([class*="emoji" i])', '[style*="background"]'],
  nativeAiLabels: GENERIC_AI_LABELS,
  health: { needs: [], minRate: 0 },
  watchedAttributes: ['href'],
  fixtures: 'generic',
  verifiedLive: 'never',
};
