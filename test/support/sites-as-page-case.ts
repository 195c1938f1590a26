import type { Picture, Post } from '../../lib/core/post.ts';
import type { FoundPicture, FoundPost, SeenHealth } from '../../lib/sites/watch-page.ts';

/** What one page case says of its page, ten seconds after it was opened. */
export interface PageCase {
  readonly url: string;
  readonly posts: readonly { readonly badgeAfter: string; readonly post: Omit<Post, 'ref'> }[];
  readonly pictures: readonly Omit<Picture, 'ref'>[];
  readonly health: SeenHealth;
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
    posts: posts.toSorted(inPageOrder).map(({ badgeAnchor, post: { ref: _, ...post } }) => ({ badgeAfter: badgeAnchor().id, post })),
    pictures: pictures.toSorted(inPageOrder).map(({ picture: { ref: _, ...picture } }) => picture),
    health,
  };
}
