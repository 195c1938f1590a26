import { MAX_HANDLE } from '../core/post.ts';

/** Sites whose accounts have a canonical form, by the prefix they carry in it. */
export type AccountSite = 'x' | 'bsky' | 'fedi' | 'reddit' | 'hn' | 'yt' | 'ig' | 'threads' | 'tiktok' | 'fb' | 'li' | 'tg';

const HOST_NAME = String.raw`(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z][a-z0-9-]{0,61}[a-z0-9]`;

/** What a handle looks like once it is lower-cased, as all sites but the exceptions below compare handles. */
const HANDLES: Readonly<Record<AccountSite, RegExp>> = {
  x: /^\w{1,20}$/,
  bsky: new RegExp(`^${HOST_NAME}$`),
  fedi: new RegExp(String.raw`^[\w.-]{1,64}@${HOST_NAME}(?::\d{1,5})?$`),
  reddit: /^[\w-]{2,32}$/,
  hn: /^[\w-]{2,32}$/,
  yt: /^[\p{L}\p{M}\p{N}_.·-]{3,30}$/u,
  ig: /^[\w.]{1,30}$/,
  threads: /^[\w.]{1,30}$/,
  tiktok: /^[\w.]{1,24}$/,
  fb: /^[\w.]{3,50}$/,
  li: /^[\p{L}\p{M}\p{N}-]{3,100}$/u,
  tg: /^[a-z]\w{3,31}$/,
};

/** Ids that survive renaming, whose letter case tells them apart. */
const STABLE_IDS: Partial<Readonly<Record<AccountSite, RegExp>>> = {
  bsky: /^did:(?:plc:[a-z2-7]{24}|web:[a-z0-9.-]{3,253})$/,
  yt: /^UC[\w-]{22}$/,
};

/** Handles a site shows where there is none. */
const NO_HANDLE: ReadonlySet<string> = new Set(['bsky:handle.invalid']);

/**
 * The canonical form of an account (docs/subjects.md): the site's prefix and the handle, lower-cased where the site
 * ignores case, or a stable id as it stands. `handle` may carry a leading @; a fediverse handle carries its host.
 * Undefined where `handle` cannot be one of that site: a display name names nobody.
 */
export function canonicalAccount(site: AccountSite, handle: string): string | undefined {
  const bare = handle.length <= MAX_HANDLE ? handle.trim().replace(/^@/, '') : '';
  if (STABLE_IDS[site]?.test(bare) === true) return `${site}:${bare}`;
  const folded = site === 'hn' ? bare : bare.normalize('NFC').toLowerCase();
  const canonical = `${site}:${site === 'yt' ? '@' : ''}${folded}`;
  return HANDLES[site].test(folded) && !NO_HANDLE.has(canonical) ? canonical : undefined;
}
