import { getDomain } from 'tldts';
import { parseUrl } from './parse-url.ts';

/** Longest name of the domain name system. */
const MAX_HOST_LENGTH = 253;

/**
 * The canonical form of a domain (docs/subjects.md): the host in punycode and lower case, without port, the root's
 * dot and a leading `www.`. Takes a host name; undefined where it is none.
 *
 * Unlike in an address, no other alias folds: a flag on a domain speaks of everything under it, so `old.host.example`
 * must not become `host.example`, nor a mirror the site it mirrors.
 */
export function canonicalDomain(host: string): string | undefined {
  if (host.length > MAX_URL_HOST || /[\s/?#@\\:]/.test(host.replace(/^\[[\d:a-f]+\]$/i, ''))) return undefined;
  const url = parseUrl(`https://${host}/`);
  if (url === undefined) return undefined;
  const labels = url.hostname.split('.');
  if (labels.at(-1) === '') labels.pop();
  while (labels.length > 2 && labels[0] === 'www') labels.shift();
  const domain = labels.join('.');
  return labels.includes('') || domain === '' || domain.length > MAX_HOST_LENGTH ? undefined : domain;
}

/** Unicode host names shrink and grow on their way to punycode; past this none fits. */
const MAX_URL_HOST = 1_024;

/**
 * The domains an address is looked up under, narrowest first: its host, then the registrable domain above it.
 * Under shared hosts (`someone.github.io`) the registrable domain is the tenant's: a flag on one tenant is not on
 * its neighbours. The public suffix list only decides which of these is looked up, never how one is written.
 */
export function domainsOf(url: string): readonly string[] {
  const parsed = parseUrl(url);
  const host = parsed === undefined ? undefined : canonicalDomain(parsed.hostname);
  if (host === undefined) return [];
  const registrable = getDomain(host, { allowPrivateDomains: true });
  return registrable === null || registrable === host ? [host] : [host, registrable];
}
