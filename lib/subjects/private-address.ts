/**
 * Paths, by host as `canonicalUrl` writes it, under which a site keeps conversations and places for members only.
 * Private accounts and direct messages are never subjects: an address found here has no canonical form, so no
 * key, no cache entry and no flag can be made of it, whoever asks.
 */
const PRIVATE_PATHS: ReadonlyMap<string, RegExp> = new Map([
  ['bsky.app', /^\/messages(\/|$)/],
  ['x.com', /^\/(messages|i\/chat)(\/|$)/],
  ['reddit.com', /^\/(message|chat|room)(\/|$)/],
  ['instagram.com', /^\/direct(\/|$)/],
  ['threads.com', /^\/messages(\/|$)/],
  ['tiktok.com', /^\/messages(\/|$)/],
  ['facebook.com', /^\/messages(\/|$)/],
  ['linkedin.com', /^\/messaging(\/|$)/],
  ['t.me', /^\/(c\/|joinchat\/|\+)/],
  ['messenger.com', /^\//],
  ['chat.reddit.com', /^\//],
  ['web.whatsapp.com', /^\//],
  ['discord.com', /^\/channels\/@me(\/|$)/],
]);

/** Whether only members can see what lies at `path` of `host`. */
export function isPrivateAddress(host: string, path: string): boolean {
  return PRIVATE_PATHS.get(host)?.test(path) ?? false;
}
