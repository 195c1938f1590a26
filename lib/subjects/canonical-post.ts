import { canonicalUrl } from './canonical-url.ts';

/** Reads the id of the post a page of one site is about; undefined on every other page of it. */
type ReadPostId = (page: URL) => string | undefined;

/** By host and port as `canonicalUrl` writes them. */
const READERS: ReadonlyMap<string, ReadPostId> = new Map([
  ['x.com', ({ pathname }) => join('x:', /^\/(?:[^/]+|i\/web)\/status(?:es)?\/(\d{1,20})(?:\/|$)/.exec(pathname)?.[1])],
  ['bsky.app', blueskyId],
  ['reddit.com', redditId],
  ['redd.it', ({ pathname }) => join('reddit:t3_', /^\/([a-z0-9]{1,13})\/?$/i.exec(pathname)?.[1]?.toLowerCase())],
  ['news.ycombinator.com', hackerNewsId],
  ['youtube.com', youtubeId],
  ['music.youtube.com', youtubeId],
  ['youtube-nocookie.com', youtubeId],
  ['instagram.com', ({ pathname }) => join('ig:', /^\/(?:[^/]+\/)?(?:p|reels?|tv)\/([\w-]{5,64})(?:\/|$)/.exec(pathname)?.[1])],
  ['threads.com', ({ pathname }) => join('threads:', /^\/(?:@[^/]+\/post|t)\/([\w-]{5,64})(?:\/|$)/.exec(pathname)?.[1])],
  ['tiktok.com', ({ pathname }) => join('tiktok:', /^\/(?:@[^/]*\/(?:video|photo)|v|embed(?:\/v2)?)\/(\d{6,20})(?:\.html)?(?:\/|$)/.exec(pathname)?.[1])],
  ['facebook.com', facebookId],
  ['linkedin.com', linkedinId],
  ['t.me', telegramId],
]);

/** Whether what stands on this host, as `canonicalUrl` writes it, is named in a way of its own: it speaks no ActivityPub. */
export function isTableHost(host: string): boolean {
  return READERS.has(host);
}

/**
 * The canonical forms of the post at `permalink`, best first (docs/subjects.md): the site's own where it is one of
 * the table's, else the address. Empty where the address has no canonical form.
 *
 * One link gives one form; what only the page knows (a DID beside a handle) is added by `subjectsOfPost`.
 */
export function canonicalPost(permalink: string): readonly string[] {
  const address = canonicalUrl(permalink);
  if (address === undefined) return [];
  const page = new URL(address);
  const read = READERS.get(page.host) ?? fediverseId;
  return [read(page) ?? address];
}

/** `/profile/<did or handle>/post/<rkey>`; handles are host names, so they fold to lower case, rkeys do not. */
function blueskyId({ pathname }: URL): string | undefined {
  const path = pathname.replaceAll(/%3a/gi, ':');
  const [, who, rkey] = /^\/profile\/([\w.:-]{3,253})\/post\/([\w.~:-]{1,512})(?:\/|$)/.exec(path) ?? [];
  if (who === undefined || rkey === undefined) return undefined;
  return `bsky:${who.startsWith('did:') ? who : who.toLowerCase()}/${rkey}`;
}

function redditId({ pathname }: URL): string | undefined {
  const path = pathname.toLowerCase();
  const [, post, comment] =
    /^\/(?:(?:r|u|user)\/[^/]+\/)?comments\/([a-z0-9]{1,13})(?:\/[^/]*(?:\/([a-z0-9]{1,13}))?)?\/?$/.exec(path) ?? [];
  if (comment !== undefined) return `reddit:t1_${comment}`;
  return join('reddit:t3_', post ?? /^\/gallery\/([a-z0-9]{1,13})\/?$/.exec(path)?.[1]);
}

function hackerNewsId({ pathname, searchParams }: URL): string | undefined {
  const id = searchParams.get('id') ?? '';
  return pathname === '/item' && /^\d{1,12}$/.test(id) ? `hn:${id}` : undefined;
}

function youtubeId({ pathname, searchParams }: URL): string | undefined {
  const video =
    pathname === '/watch'
      ? /^[\w-]{11}$/.exec(searchParams.get('v') ?? '')?.[0]
      : /^\/(?:shorts|live|embed|v)\/([\w-]{11})(?:\/|$)/.exec(pathname)?.[1];
  if (video === undefined) return undefined;
  const comment = /^[\w.-]{10,80}$/.exec(searchParams.get('lc') ?? '')?.[0];
  return `yt:${video}${comment === undefined ? '' : `#${comment}`}`;
}

function facebookId({ pathname, searchParams }: URL): string | undefined {
  const inPath =
    /^\/(?:[^/]+|groups\/[^/]+)\/(?:posts|permalink|videos)\/(?:[^/]+\/)?(pfbid\w{20,90}|\d{5,20})\/?$/.exec(pathname)?.[1] ??
    /^\/reel\/(\d{5,20})\/?$/.exec(pathname)?.[1];
  const name = FACEBOOK_QUERY_ID.get(pathname.replace(/\/$/, ''));
  const inQuery = name === undefined ? undefined : /^(?:pfbid\w{20,90}|\d{5,20})$/.exec(searchParams.get(name) ?? '')?.[0];
  return join('fb:', inPath ?? inQuery);
}

const FACEBOOK_QUERY_ID: ReadonlyMap<string, string> = new Map([
  ['/permalink.php', 'story_fbid'],
  ['/story.php', 'story_fbid'],
  ['/photo.php', 'fbid'],
  ['/photo', 'fbid'],
  ['/watch', 'v'],
]);

function linkedinId({ pathname }: URL): string | undefined {
  const path = pathname.replaceAll(/%3a/gi, ':');
  const urn = /^\/feed\/update\/(urn:li:(?:activity|share|ugcPost):\d{10,20})\/?$/.exec(path)?.[1];
  if (urn !== undefined) return `li:${urn}`;
  const [, kind, id] = /^\/posts\/[^/]*-(activity|share|ugcPost)-(\d{10,20})(?:-[\w-]{0,16})?\/?$/.exec(path) ?? [];
  return kind === undefined || id === undefined ? undefined : `li:urn:li:${kind}:${id}`;
}

function telegramId({ pathname }: URL): string | undefined {
  const [, channel, post] = /^\/(?:s\/)?([a-z]\w{3,31})\/(?:\d{1,10}\/)?(\d{1,10})\/?$/i.exec(pathname) ?? [];
  return channel === undefined || post === undefined ? undefined : `tg:${channel.toLowerCase()}/${post}`;
}

/**
 * Any host may speak ActivityPub, so only two paths no other known software uses are taken for it: `/@user/<n>` and
 * `/users/<user>/statuses/<n>`, n being a snowflake of 15 digits or more. The id is local to that server.
 */
function fediverseId({ host, pathname }: URL): string | undefined {
  const id = /^\/(?:(?:web|deck)\/)?(?:@[^/]+|users\/[^/]+\/statuses)\/(\d{15,20})(?:\/|$)/.exec(pathname)?.[1];
  return join(`fedi:${host}/`, id);
}

function join(prefix: string, id: string | undefined): string | undefined {
  return id === undefined ? undefined : prefix + id;
}
