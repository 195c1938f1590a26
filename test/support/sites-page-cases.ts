import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Picture, Post } from '../../lib/core/post.ts';
import type { FoundPicture, FoundPost, SeenHealth } from '../../lib/sites/watch-page.ts';

/** What one page case says of its page, ten seconds after it was opened. */
export interface PageCase {
  readonly url: string;
  readonly posts: readonly { readonly badgeAfter: string; readonly post: Omit<Post, 'ref'> }[];
  readonly pictures: readonly Omit<Picture, 'ref'>[];
  readonly health: SeenHealth;
}

const PAGES = join(import.meta.dirname, '../fixtures/pages');

/** Cases as `site/case`, of every site or of the one whose folder is named. */
export function pageCases(site?: string): readonly string[] {
  const sites = site === undefined ? readdirSync(PAGES) : [site];
  return sites.flatMap((each) => readdirSync(join(PAGES, each)).map((name) => `${each}/${name}`));
}

export function readPageCase(name: string): { readonly html: string; readonly expected: PageCase; readonly origin: string } {
  const read = (file: string) => readFileSync(join(PAGES, name, file), 'utf8');
  return { html: read('source.html'), expected: JSON.parse(read('expected.json')) as PageCase, origin: read('origin.md') };
}

/** What a watched page was told, in the form of a case; elements stand in their order on the page. */
export function asPageCase(
  url: string,
  { posts, pictures, health }: { posts: readonly FoundPost[]; pictures: readonly FoundPicture[]; health: SeenHealth | undefined },
): unknown {
  const inPageOrder = (a: { element: Element }, b: { element: Element }) =>
    (a.element.compareDocumentPosition(b.element) & 4) === 0 ? 1 : -1;
  return {
    url,
    posts: posts.toSorted(inPageOrder).map(({ badgeAnchor, post: { ref: _, ...post } }) => ({ badgeAfter: badgeAnchor.id, post })),
    pictures: pictures.toSorted(inPageOrder).map(({ picture: { ref: _, ...picture } }) => picture),
    health,
  };
}
