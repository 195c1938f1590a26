import type { Placement } from '../../components/badge/mount-badge.tsx';

/** A place beside all that an element says: it is the content of the post that its parent holds; the articles in it are posts of their own. */
export function afterPost(content: Element): Placement {
  const element = content.parentElement!;
  return { kind: 'after', anchor: content, post: { element, content: () => [content], whole: [element], nested: () => [...element.querySelectorAll('article')] } };
}
