import { PICTURES } from './pictures.ts';
import { AUTHORS, POSTS, type AuthorId, type DemoPost } from './posts.ts';

export interface Feed {
  readonly path: string;
  readonly title: string;
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl';
  readonly posts: readonly DemoPost[];
}

export const FEEDS: readonly Feed[] = [
  { path: '/', title: 'Everything', lang: 'en', dir: 'ltr', posts: POSTS },
  { path: '/town', title: 'Town', lang: 'en', dir: 'ltr', posts: POSTS.filter((post) => post.town) },
  { path: '/mina', title: 'الميناء', lang: 'ar', dir: 'rtl', posts: POSTS.filter((post) => post.lang === 'ar') },
];

/** Posts that a page and each further helping hold. */
export const HELPING = 12;
const MINUTES_APART = 7;

/** A feed from after `slug` on (from the top without one), then a link to the next helping. */
export function renderFeed(feed: Feed, nowMs: number, after?: string): string {
  const start = after === undefined ? 0 : feed.posts.findIndex((post) => post.slug === after) + 1;
  const shown = feed.posts.slice(start, start + HELPING);
  const last = shown.at(-1);
  const isEnd = start + HELPING >= feed.posts.length;
  const next =
    isEnd || last === undefined
      ? '<p class="end">You have reached the end of the quay.</p>'
      : `<a class="more" rel="next" href="${feed.path}?after=${last.slug}">More</a>`;
  return `${shown.map((post) => renderPost(post, nowMs)).join('\n')}\n${next}`;
}

/** Everything one person wrote. */
export function renderProfile(author: AuthorId, nowMs: number): string {
  const posts = POSTS.filter((post) => post.by === author);
  return `<h1 dir="auto">${escapeHtml(AUTHORS[author])}</h1>\n${posts.map((post) => renderPost(post, nowMs)).join('\n')}`;
}

export function renderPost(post: DemoPost, nowMs: number): string {
  const name = AUTHORS[post.by];
  const at = new Date(nowMs - (POSTS.indexOf(post) + 1) * MINUTES_APART * 60_000);
  return `<article class="post h-entry" lang="${post.lang}" dir="${post.lang === 'ar' ? 'rtl' : 'ltr'}">
<header><a class="p-author h-card" rel="author" href="/@${post.by}"><span class="mark mark-${name.length % 6}" aria-hidden="true">${escapeHtml(Array.from(name)[0] ?? '')}</span><span class="p-name">${escapeHtml(name)}</span> <bdi class="handle">@${post.by}.example</bdi></a>
<a class="u-url" href="/post/${post.slug}"><time class="dt-published" dir="ltr" datetime="${at.toISOString()}">${ago(nowMs - at.getTime())}</time></a></header>
<div class="e-content">${post.text.split('\n').map((line) => `<p>${linkify(line)}</p>`).join('')}</div>
${renderPictures(post.pictures ?? [])}<footer><button type="button">Reply</button><button type="button">Pass on</button><button type="button" aria-pressed="false" class="like">Like</button></footer>
</article>`;
}

/** One picture fills the post and opens in the lightbox; several are a strip of small ones that grow where they are. */
function renderPictures(names: readonly string[]): string {
  if (names.length === 0) return '';
  const size = names.length === 1 ? 'feed' : 'strip';
  return `<div class="pictures ${size}">${names.map((name) => renderPicture(name, size)).join('')}</div>\n`;
}

function renderPicture(name: string, size: 'feed' | 'strip'): string {
  const picture = PICTURES[name];
  if (picture === undefined) throw new Error(`a post shows ${name}, and there is no such picture`);
  return `<figure><a class="${size === 'feed' ? 'enlarge' : 'grow'}" href="/picture/${name}/full"><img class="u-photo" src="/picture/${name}/${size}" alt="${escapeHtml(picture.alt)}" loading="lazy"></a><figcaption>${escapeHtml(picture.caption)}</figcaption></figure>`;
}

/** A whole page; `main` is HTML. */
export function renderPage({ title, lang, dir, path, main }: Omit<Feed, 'posts'> & { readonly main: string }): string {
  const tabs = FEEDS.map(
    (feed) => `<a href="${feed.path}" lang="${feed.lang}"${feed.path === path ? ' aria-current="page"' : ''}>${feed.title}</a>`,
  ).join('');
  return `<!doctype html>
<html lang="${lang}" dir="${dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)} · Harbour</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/style.css">
<script src="/client.js" defer></script>
</head>
<body>
<header class="top"><a class="name" href="/">⚓ Harbour</a><nav>${tabs}</nav><button type="button" class="lamp" aria-pressed="false">Dark</button></header>
<main>
${main}
</main>
<dialog class="lightbox"><form method="dialog"><button>Close</button></form><img alt=""></dialog>
</body>
</html>`;
}

function linkify(text: string): string {
  return text
    .split(/(https:\/\/[^\s<>"]+)/)
    .map((part, i) => (i % 2 === 1 ? `<a href="${escapeHtml(part)}" rel="nofollow">${escapeHtml(part.slice('https://'.length))}</a>` : escapeHtml(part)))
    .join('');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function ago(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`;
}
