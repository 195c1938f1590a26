import type { Adapter } from '../adapter.ts';

/** x.com. Links in a text are shortened: where they lead stands nowhere on the page. */
export const x: Adapter = {
  id: 'x',
  match: { hosts: ['x.com', 'twitter.com'], exclude: ['^[^/]+/(messages|i/chat|settings)(/|$)'] },
  containers: ['article[data-testid="tweet"]'],
  // A quoted post is a clickable box; links carry the same role, hence div.
  exclude: ['div[role="link"]'],
  author: [{ sel: '[data-testid="User-Name"] a[href]', attr: 'href', regex: '^(?:https://(?:x|twitter)\\.com)?/(\\w{1,20})$' }],
  stableId: [],
  // What is promoted shows no time, but leads to its pictures and figures under its own address.
  permalink: [
    { sel: 'a[href*="/status/"]:has(> time)', attr: 'href', regex: '^((?:https://(?:x|twitter)\\.com)?/\\w{1,20}/status/\\d{1,20})' },
    {
      sel: 'a[href*="/status/"]:is([href*="/photo/"], [href*="/video/"], [href$="/analytics"])',
      attr: 'href',
      regex: '^((?:https://(?:x|twitter)\\.com)?/\\w{1,20}/status/\\d{1,20})/',
    },
  ],
  text: ['[data-testid="tweetText"]', '[data-testid="twitter-article-title"], [data-testid="twitterArticleRichTextView"]'],
  wholeText: false,
  keepsLineBreaks: true,
  badgeAfter: [],
  links: ['[data-testid="tweetText"] a[href]', '[data-testid="card.wrapper"] a[href]', '[data-testid="twitterArticleRichTextView"] a[href]'],
  navigation: '^/(?!\\w{1,20}/status/\\d{1,20}/?$)',
  redirects: [],
  // Not the drawer of direct messages, which lies over every page.
  media: [
    ':is([data-testid="primaryColumn"], [aria-modal="true"]) img:is([src*="//pbs.twimg.com/media/"], [src*="//pbs.twimg.com/card_img/"], [src*="_video_thumb/"])',
  ],
  // The picture is painted as the background of a sibling, beneath an image without any opacity.
  pictureFrame: ['[data-testid="tweetPhoto"]', '[data-testid="swipe-to-dismiss"]'],
  content: ['[data-testid="card.wrapper"]', '[data-testid="videoPlayer"]', 'div[role="link"]'],
  // Writers have been able to switch on “Made with AI” since March 2026. The English, German and Spanish words are as the
  // press quotes them, the others are what they would be; which element shows them nobody has written down.
  nativeAiLabels: [
    {
      label: 'ai-made',
      sel: 'span',
      notIn: [
        '[data-testid="User-Name"]', '[data-testid="socialContext"]', '[data-testid="card.wrapper"]', '[data-testid="cardPoll"]',
        '[data-testid="birdwatch-pivot"]', '[data-testid="UserCell"]', 'a[href^="/i/communities/"]', 'a[href^="/search"]',
      ],
      texts: {
        en: ['Made with AI'],
        de: ['Mit KI erstellt'],
        es: ['Hecho con IA'],
        fr: ["Créé avec l'IA", 'Créé avec l’IA'],
        it: ["Creato con l'IA", 'Creato con l’IA'],
        ja: ['AIで作成'],
        ko: ['AI로 제작됨'],
        nl: ['Gemaakt met AI'],
        pl: ['Stworzone za pomocą AI'],
        pt: ['Feito com IA'],
        tr: ['Yapay zeka ile yapıldı'],
        zh: ['由 AI 制作', '使用 AI 製作'],
      },
    },
  ],
  health: { needs: ['permalink', 'author'], minRate: 0.5 },
  watchedAttributes: ['href', 'data-testid'],
  fixtures: 'x',
  verifiedLive: 'never',
};
