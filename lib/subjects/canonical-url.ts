import { parseUrl } from './parse-url.ts';
import { isPrivateAddress } from './private-address.ts';
import { isTrackingParameter } from './tracking-parameters.ts';

/** Addresses longer than this, in or out, have no canonical form: no page links to one by hand. */
export const MAX_URL_LENGTH = 8_192;
/** Longest name of the domain name system, with the root's dot. */
const MAX_HOST_LENGTH = 254;

/** First labels under which sites serve the same pages once more. */
const SAME_SITE_LABELS: ReadonlySet<string> = new Set(['www', 'm', 'mobile', 'old']);

/** Hosts that show the very pages of another one under the same path. No right side is a left side. */
export const HOST_ALIASES: ReadonlyMap<string, string> = new Map([
  ['twitter.com', 'x.com'],
  ['fxtwitter.com', 'x.com'],
  ['vxtwitter.com', 'x.com'],
  ['twittpr.com', 'x.com'],
  ['fixupx.com', 'x.com'],
  ['fixvx.com', 'x.com'],
  ['nitter.net', 'x.com'],
  ['xcancel.com', 'x.com'],
  ['fxbsky.app', 'bsky.app'],
  ['bskx.app', 'bsky.app'],
  ['new.reddit.com', 'reddit.com'],
  ['np.reddit.com', 'reddit.com'],
  ['rxddit.com', 'reddit.com'],
  ['vxreddit.com', 'reddit.com'],
  ['ddinstagram.com', 'instagram.com'],
  ['kkinstagram.com', 'instagram.com'],
  ['threads.net', 'threads.com'],
  ['vxtiktok.com', 'tiktok.com'],
  ['web.facebook.com', 'facebook.com'],
  ['mbasic.facebook.com', 'facebook.com'],
  ['fb.com', 'facebook.com'],
  ['telegram.me', 't.me'],
]);

/**
 * The canonical form of an address (docs/subjects.md), or undefined where it has none: not http(s), unparsable,
 * too long, or a page only its members can see. Applying it twice changes nothing.
 */
export function canonicalUrl(input: string): string | undefined {
  const url = input.length > MAX_URL_LENGTH ? undefined : parseUrl(input);
  if (url === undefined) return undefined;
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  url.protocol = 'https:';
  const host = canonicalHost(url.hostname);
  if (host === undefined || isPrivateAddress(host, url.pathname)) return undefined;
  const port = url.port === '' ? '' : `:${url.port}`;
  const video = host === 'youtu.be' ? /^\/([\w-]{11})$/.exec(url.pathname)?.[1] : undefined;
  const canonical =
    video === undefined
      ? `https://${host}${port}${url.pathname}${canonicalQuery(url.search, host)}`
      : `https://youtube.com/watch${canonicalQuery(`${url.search}&v=${video}`, 'youtube.com')}`;
  return canonical.length > MAX_URL_LENGTH ? undefined : canonical;
}

/**
 * Host as the URL parser writes it, without the root's dot, under the name its site is known by; undefined where
 * no name server could know it.
 */
function canonicalHost(hostname: string): string | undefined {
  const labels = hostname.split('.');
  if (labels.at(-1) === '') labels.pop();
  if (hostname.length > MAX_HOST_LENGTH || labels.includes('')) return undefined;
  while (labels.length > 2 && SAME_SITE_LABELS.has(labels[0] ?? '')) labels.shift();
  const host = labels.join('.');
  return HOST_ALIASES.get(host) ?? host;
}

/**
 * Query with its tracking parameters dropped and the rest in the order of their names, equal names as they stood.
 * Works on the encoded text: decoding would merge every query that is not UTF-8.
 */
function canonicalQuery(search: string, host: string): string {
  const kept = search
    .replace(/^\?/, '')
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => ({ pair, name: pair.split('=', 1)[0] ?? '' }))
    .filter(({ name }) => !isTrackingParameter(name, host))
    .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return kept.length === 0 ? '' : `?${kept.map(({ pair }) => pair).join('&')}`;
}
