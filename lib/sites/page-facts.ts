import { isRecord } from '../core/is-record.ts';
import { MAX_ADDRESS } from '../core/post.ts';
import { queryFirst } from './dom.ts';
import { isOfType, jsonLdNodes, type JsonLdNode } from './json-ld.ts';

/** What a page that is one article says of it. */
export interface PageFacts {
  /** Absolute address on the page's own host. */
  readonly permalink: string;
  readonly author?: string;
}

const ARTICLE_TYPES: ReadonlySet<string> = new Set([
  'Article', 'NewsArticle', 'BlogPosting', 'SocialMediaPosting', 'DiscussionForumPosting', 'Report', 'ScholarlyArticle',
]);

/**
 * What the page says it is: JSON-LD first, then Open Graph. Undefined where neither says the page is one article.
 * A page speaks only for its own host: an address elsewhere is passed over for the page's own.
 */
export function readPageFacts(document: Document, location: Place): PageFacts | undefined {
  const articles = jsonLdNodes(document, 'of-their-own').filter((node) => isOfType(node, ARTICLE_TYPES));
  const article = articles.length === 1 ? articles[0] : articles.find((node) => addressOf(node, location) === here(location));
  const isOpenGraphArticle = meta(document, 'og:type') === 'article';
  if (article === undefined && (articles.length > 0 || !isOpenGraphArticle)) return undefined;
  const permalink =
    (article === undefined ? undefined : addressOf(article, location)) ??
    onSameHost(queryFirst(document, 'link[rel="canonical"]')?.getAttribute('href'), location) ??
    onSameHost(meta(document, 'og:url'), location) ??
    here(location);
  const author = (article === undefined ? undefined : nameOf(article['author'])) ?? meta(document, 'author');
  return { permalink, ...(author === undefined ? {} : { author }) };
}

/** What is asked of a page's own address; copied once, for each question to a `Location` is a call of the browser. */
export type Place = Pick<URL, 'href' | 'origin' | 'host' | 'pathname'>;

export function placeOf({ href, origin, host, pathname }: Place): Place {
  return { href, origin, host, pathname };
}

/** A path that a parser would put nothing but the origin in front of: most links of a feed. */
const PLAIN_PATH = /^(?:\/[\w~@-]+)+\/?$/;
/** Longer ones go the way of all others, which measures what comes of them. */
const MAX_PLAIN_PATH = 1_024;

export function isPlainPath(address: string): boolean {
  return address.length <= MAX_PLAIN_PATH && PLAIN_PATH.test(address);
}

/** `address` made absolute, when it is http(s) on the page's own host, `www.` aside. */
export function onSameHost(address: string | null | undefined, location: Place): string | undefined {
  if (isPlainPath(address ?? '')) return location.origin + address;
  const url = parseWebAddress(address ?? '', location);
  return url !== undefined && isSameHost(url, location) ? url.href : undefined;
}

/** `address` made absolute, when it is http(s) and then no longer than MAX_ADDRESS: parsing writes one `€` as nine units. */
export function parseWebAddress(address: string, location: Place): URL | undefined {
  try {
    const url = new URL(address, location.href);
    return (url.protocol === 'https:' || url.protocol === 'http:') && url.href.length <= MAX_ADDRESS ? url : undefined;
  } catch {
    // Pages are full of addresses that are none. (Asking `URL.canParse` first would parse every address twice.)
    return undefined;
  }
}

export function isSameHost(a: Place, b: Place): boolean {
  return a.host === b.host || bareHost(a) === bareHost(b);
}

function bareHost({ host }: Place): string {
  return host.startsWith('www.') ? host.slice(4) : host;
}

function here(location: Place): string {
  return location.href.split('#', 1)[0] ?? location.href;
}

function addressOf(node: JsonLdNode, location: Place): string | undefined {
  const page = node['mainEntityOfPage'];
  return [node['url'], isRecord(page) ? page['@id'] : page]
    .map((address) => (typeof address === 'string' ? onSameHost(address, location) : undefined))
    .find((address) => address !== undefined);
}

function nameOf(author: unknown): string | undefined {
  const first: unknown = Array.isArray(author) ? author[0] : author;
  const name: unknown = isRecord(first) ? first['name'] : first;
  return typeof name === 'string' && name.trim() !== '' ? name.trim() : undefined;
}

function meta(document: Document, name: string): string | undefined {
  const content = queryFirst(document, `meta[property="${name}"], meta[name="${name}"]`)?.getAttribute('content')?.trim();
  return content === '' ? undefined : content;
}
