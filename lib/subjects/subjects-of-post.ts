import { MAX_POST_LINKS, type Post, type SiteId } from '../core/post.ts';
import type { Subject } from '../core/subject.ts';
import { canonicalAccount, type AccountSite } from './canonical-account.ts';
import { domainsOf } from './canonical-domain.ts';
import { canonicalPost } from './canonical-post.ts';
import { canonicalText } from './canonical-text.ts';
import { canonicalUrl } from './canonical-url.ts';
import { mediaSubject } from './media-subject.ts';

/** Sites that name accounts; elsewhere an author is a display name, which names nobody. */
const ACCOUNT_SITES: Readonly<Record<SiteId, AccountSite | undefined>> = {
  x: 'x',
  bsky: 'bsky',
  fedi: 'fedi',
  reddit: 'reddit',
  hn: 'hn',
  generic: undefined,
};

/**
 * Everything a post is looked up by, without duplicates. The first is the primary subject, the one a text detector's
 * signal is attached to: the post itself, or the text where there is no address. Undefined where nothing identifies the post, and where its address is not one the public can see.
 *
 * The rest: the post's other forms, its address (off the sites of the table also that address's domains), its text
 * when it is whole and long enough, its account, and the address and domains of each link.
 */
export function subjectsOfPost(post: Post): readonly [Subject, ...Subject[]] | undefined {
  const address = post.permalink === undefined ? undefined : canonicalUrl(post.permalink);
  if (post.permalink !== undefined && address === undefined) return undefined;
  const text = post.textCut ? [] : subject('text', canonicalText(post.text));
  const itself = [...(post.permalink === undefined ? [] : permalinkSubjects(post.permalink, post)), ...text];
  const around = [...accountSubjects(post), ...post.links.slice(0, MAX_POST_LINKS).flatMap(linkSubjects)];
  const [primary, ...rest] = itself;
  return primary === undefined ? undefined : [primary, ...withoutRepeats([...rest, ...around], primary)];
}

/** What a picture is looked up by, best first: its bytes, where their SHA-256 is known, and its address. */
export function subjectsOfPicture(url: string, sha256?: string): readonly Subject[] {
  const media = sha256 === undefined ? undefined : mediaSubject(sha256);
  return [...(media === undefined ? [] : [media]), ...subject('url', canonicalUrl(url))];
}

function permalinkSubjects(permalink: string, post: Post): readonly Subject[] {
  const forms = canonicalPost(permalink).flatMap((form) => blueskyForms(form, post));
  const posts = forms.map((canonical): Subject => ({ kind: 'post', canonical }));
  const isKnownSite = forms.some((form) => !form.startsWith('https:'));
  // Off the table a post stands on a site that lists may speak of; the sites of the table are everybody's.
  return [...posts, ...(isKnownSite ? subject('url', canonicalUrl(permalink)) : linkSubjects(permalink))];
}

/**
 * A link to a Bluesky post carries either the handle or the DID of its author. Where the page knows both, both are
 * looked up, the one that survives renaming first. Every other form stays alone.
 */
function blueskyForms(form: string, { author }: Post): readonly string[] {
  const [, account, rkey] = /^(bsky:[^/]+)\/(.+)$/.exec(form) ?? [];
  const handle = canonicalAccount('bsky', author?.handle ?? '');
  const did = canonicalAccount('bsky', author?.stableId ?? '');
  const both = did !== undefined && handle !== undefined && (account === did || account === handle);
  return both ? [`${did}/${rkey}`, `${handle}/${rkey}`] : [form];
}

function accountSubjects({ site, author }: Post): readonly Subject[] {
  const accounts = ACCOUNT_SITES[site];
  if (accounts === undefined || author === undefined) return [];
  return [author.stableId, author.handle].flatMap((id) =>
    id === undefined ? [] : subject('account', canonicalAccount(accounts, id)),
  );
}

function linkSubjects(link: string): readonly Subject[] {
  const address = canonicalUrl(link);
  if (address === undefined) return [];
  return [...subject('url', address), ...domainsOf(link).flatMap((domain) => subject('domain', domain))];
}

function subject(kind: Subject['kind'], canonical: string | undefined): readonly Subject[] {
  return canonical === undefined ? [] : [{ kind, canonical }];
}

function withoutRepeats(subjects: readonly Subject[], primary: Subject): readonly Subject[] {
  const seen = new Set([nameOf(primary)]);
  return subjects.filter((each) => !seen.has(nameOf(each)) && seen.add(nameOf(each)));
}

function nameOf({ kind, canonical }: Subject): string {
  return `${kind}\0${canonical}`;
}
