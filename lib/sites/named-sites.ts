/** A site that is read without asking anew: installing the extension grants it. */
interface NamedSite {
  /** As people call it. */
  readonly name: string;
  /** Hosts of its pages, each with its subdomains. */
  readonly pages: readonly string[];
  /** Hosts its pictures come from, where those are not among `pages`, each with its subdomains. */
  readonly media: readonly string[];
}

/** The sites whose adapters name hosts, and the largest server of those recognised by what their pages contain. */
export const NAMED_SITES: readonly NamedSite[] = [
  { name: 'X', pages: ['x.com', 'twitter.com'], media: ['twimg.com'] },
  { name: 'Bluesky', pages: ['bsky.app'], media: [] },
  { name: 'Reddit', pages: ['reddit.com'], media: ['redd.it', 'redditmedia.com', 'redditstatic.com'] },
  { name: 'Hacker News', pages: ['news.ycombinator.com'], media: [] },
  { name: 'mastodon.social', pages: ['mastodon.social'], media: [] },
];

/** Match patterns of the pages that are read from the start. */
export const NAMED_PAGES: readonly string[] = NAMED_SITES.flatMap(({ pages }) => pages).map(matchPattern);

/** Match patterns of everything that is granted from the start: those pages and their pictures. */
export const NAMED_ORIGINS: readonly string[] = [...NAMED_PAGES, ...NAMED_SITES.flatMap(({ media }) => media).map(matchPattern)];

/** Match patterns of every page there is. */
export const EVERY_PAGE: readonly string[] = ['http://*/*', 'https://*/*'];

/** Whether the reader allows every page to be read. */
export function allowsEveryPage(origins: readonly string[]): boolean {
  return origins.includes('<all_urls>') || origins.includes('*://*/*') || EVERY_PAGE.every((pattern) => origins.includes(pattern));
}

/** The match pattern of one page's own host, on its scheme alone; ports cannot be told apart by patterns. */
export function originPattern(url: string): string {
  const { protocol, hostname } = new URL(url);
  return `${protocol}//${hostname}/*`;
}

function matchPattern(host: string): string {
  return `*://*.${host}/*`;
}
