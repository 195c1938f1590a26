import type { SiteId } from '../core/post.ts';
import type { Adapter } from './adapter.ts';
import { bluesky } from './pack/bluesky.ts';
import { generic } from './pack/generic.ts';
import { hackerNews } from './pack/hacker-news.ts';
import { mastodon } from './pack/mastodon.ts';
import { oldReddit } from './pack/old-reddit.ts';
import { reddit } from './pack/reddit.ts';
import { x } from './pack/x.ts';
import { isOneOf, siteRules, type SiteRules } from './site-rules.ts';

/** Everything that ships, in the order it is tried. */
export const ADAPTERS: readonly Adapter[] = [x, bluesky, oldReddit, reddit, hackerNews, mastodon, generic];

/**
 * The rules a page of this host may need, in the order the page tries them: those for the host, else those that go by
 * what a page contains. The last asks for nothing, so that one always fits.
 */
export function rulesFor(hostname: string): readonly SiteRules[] {
  const own = ADAPTERS.filter(({ match: { hosts } }) => hosts !== undefined && isOneOf(hostname, hosts));
  return (own.length > 0 ? own : ADAPTERS.filter(({ match: { hosts } }) => hosts === undefined)).map((adapter) => siteRules(adapter, hostname));
}

/** Day on which all rules for a site were last seen to hold on the live site. */
export function verifiedLive(site: SiteId): string | 'never' {
  const days = ADAPTERS.filter(({ id }) => id === site).map((adapter) => adapter.verifiedLive);
  return days.includes('never') ? 'never' : (days.toSorted()[0] ?? 'never');
}
