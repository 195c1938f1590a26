import type { Subject } from '../core/subject.ts';
import { dropOldest } from './drop-oldest.ts';

/** What pages of this session showed, in memory only: what a list that is offered would label is tried on it. */
export interface SeenPosts {
  /** By what each is looked up. */
  see(posts: readonly (readonly [Subject, ...Subject[]])[]): void;
  /** By what each is looked up, newest last. */
  all(): readonly (readonly Subject[])[];
  clear(): void;
}

/** An afternoon of reading; 1 MB. */
const MOST = 2000;

export function createSeenPosts(): SeenPosts {
  const posts = new Map<string, readonly Subject[]>();
  return {
    see(shown) {
      for (const subjects of shown) posts.set(`${subjects[0].kind} ${subjects[0].canonical}`, subjects);
      dropOldest(posts, MOST);
    },
    all: () => [...posts.values()],
    clear: () => posts.clear(),
  };
}
