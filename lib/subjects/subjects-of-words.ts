import { SUBJECT_KINDS, type Subject, type SubjectKind } from '../core/subject.ts';
import { canonicalAccount, type AccountSite } from './canonical-account.ts';
import { canonicalDomain, domainsOf } from './canonical-domain.ts';
import { canonicalPost } from './canonical-post.ts';
import { canonicalText } from './canonical-text.ts';
import { canonicalUrl } from './canonical-url.ts';
import { mediaSubject } from './media-subject.ts';

/**
 * What a person means by a subject, narrowest first: `kind:canonical`, an address (its post, itself, its domains),
 * a handle (`@alice.example`, `@alice@host.example`, a DID), a host name, or 64 hex digits of a file's SHA-256. None where
 * the words name no subject.
 */
export function subjectsOfWords(words: string): readonly Subject[] {
  const text = words.trim();
  const [, word = '', rest = ''] = /^([a-z]+):(.*)$/s.exec(text) ?? [];
  const kind = SUBJECT_KINDS.find((each) => each === word);
  if (kind !== undefined) return named(kind, CANONICAL[kind](rest));
  if (word === 'http' || word === 'https') return ofAddress(text);
  if (/^[0-9a-f]{64}$/i.test(text)) return named('media', CANONICAL.media(text));
  if (text.startsWith('did:')) return named('account', canonicalAccount('bsky', text));
  if (/^@[^@]+@[^@]+$/.test(text)) return named('account', canonicalAccount('fedi', text));
  if (/^@[^@]+\.[^@]+$/.test(text)) return named('account', canonicalAccount('bsky', text));
  return text.includes('.') ? named('domain', canonicalDomain(text)) : [];
}

/** Brings each kind into its canonical form, given that form or what people write for it. */
const CANONICAL: Readonly<Record<SubjectKind, (text: string) => string | undefined>> = {
  url: canonicalUrl,
  domain: canonicalDomain,
  text: canonicalText,
  media: (text) => mediaSubject(text.replace(/^sha256:/, '').toLowerCase())?.canonical,
  post: (text) => (/^https?:/.test(text) ? canonicalPost(text)[0] : text || undefined),
  account: (text) => {
    const [, site = '', handle = ''] = /^([a-z]+):(.+)$/.exec(text) ?? [];
    return isAccountSite(site) ? canonicalAccount(site, handle) : undefined;
  },
};

const ACCOUNT_SITES: readonly AccountSite[] = ['x', 'bsky', 'fedi', 'reddit', 'hn', 'yt', 'ig', 'threads', 'tiktok', 'fb', 'li', 'tg'];

function isAccountSite(site: string): site is AccountSite {
  return ACCOUNT_SITES.some((each) => each === site);
}

function ofAddress(address: string): readonly Subject[] {
  const url = canonicalUrl(address);
  if (url === undefined) return [];
  const posts = canonicalPost(address).filter((form) => form !== url);
  return [
    ...posts.map((canonical): Subject => ({ kind: 'post', canonical })),
    { kind: 'url', canonical: url },
    ...domainsOf(address).map((canonical): Subject => ({ kind: 'domain', canonical })),
  ];
}

function named(kind: SubjectKind, canonical: string | undefined): readonly Subject[] {
  return canonical === undefined ? [] : [{ kind, canonical }];
}
