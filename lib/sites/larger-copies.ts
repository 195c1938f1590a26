import { MAX_ADDRESS } from '../core/post.ts';
import type { Pattern } from './adapter.ts';
import { LARGER_COPIES } from './pack/larger-copies.ts';
import { pattern } from './pattern.ts';
import { isOneOf } from './site-rules.ts';

/** How the address of a copy that a page shows is turned into that of a less processed one. Plain data, as adapters are. */
export interface LargerCopyRule {
  /** Host names of pictures, each with all of its subdomains; absent: any host. */
  readonly hosts?: readonly string[];
  /** Tried on the whole address without its fragment. */
  readonly from: Pattern;
  /** What stands in the place of what `from` matches; `$1` is its first group. */
  readonly to: string;
  /** Day (YYYY-MM-DD) the rule was last seen to hold on the live site. */
  readonly verifiedLive: string | 'never';
}

/** Most copies that are tried: each is a request. */
export const MAX_COPIES = 4;

/**
 * Addresses where a less processed copy of a picture may be, best first, at most MAX_COPIES: those the site's own scheme
 * gives, then those that the page names. Whether they may be asked for is for whoever asks.
 */
export function largerCopies(url: string, named: readonly string[]): readonly string[] {
  if (!URL.canParse(url) || url.length > MAX_ADDRESS) return [];
  const { hostname, href } = new URL(url);
  const address = href.split('#', 1)[0] ?? href;
  const byRule = LARGER_COPIES.filter(({ hosts }) => hosts === undefined || isOneOf(hostname, hosts)).flatMap(({ from, to }) =>
    pattern(from).test(address) ? [address.replace(pattern(from), to)] : [],
  );
  return [...new Set([...byRule, ...named])].filter((copy) => copy !== address && copy !== url && /^https?:/.test(copy) && copy.length <= MAX_ADDRESS).slice(0, MAX_COPIES);
}
