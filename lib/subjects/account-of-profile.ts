import { canonicalAccount, type AccountSite } from './canonical-account.ts';
import { isTableHost } from './canonical-post.ts';
import { canonicalUrl } from './canonical-url.ts';

/** Paths that lead to pages of X itself. */
const NOT_HANDLES: ReadonlySet<string> = new Set(['home', 'explore', 'search', 'i', 'intent', 'settings', 'messages', 'notifications', 'hashtag', 'share', 'login', 'tos', 'privacy']);

/** The account whose profile is at this address, on the sites that are read account by account; undefined elsewhere. */
export function accountOfProfile(link: string): string | undefined {
  const address = canonicalUrl(link);
  if (address === undefined) return undefined;
  const page = new URL(address);
  const path = page.pathname.replaceAll(/%3a/gi, ':').replaceAll(/%40/g, '@');
  switch (page.host) {
    case 'x.com':
      return named('x', /^\/(\w+)(?:\/|$)/.exec(path)?.[1]);
    case 'bsky.app':
      return named('bsky', /^\/profile\/([^/]+)(?:\/|$)/.exec(path)?.[1]);
    case 'reddit.com':
      return named('reddit', /^\/(?:u|user)\/([^/]+)(?:\/|$)/i.exec(path)?.[1]);
    case 'news.ycombinator.com':
      return path === '/user' ? named('hn', page.searchParams.get('id') ?? undefined) : undefined;
    default: {
      if (isTableHost(page.host)) return undefined;
      // Any other host may speak ActivityPub; an account of another server is shown with its host.
      const [, user, host = page.host] = /^\/(?:web\/)?(?:@|users\/)([\w.-]+)(?:@([^/@]+))?(?:\/|$)/.exec(path) ?? [];
      return named('fedi', user === undefined ? undefined : `${user}@${host}`);
    }
  }
}

function named(site: AccountSite, handle: string | undefined): string | undefined {
  return handle === undefined || (site === 'x' && NOT_HANDLES.has(handle.toLowerCase())) ? undefined : canonicalAccount(site, handle);
}
