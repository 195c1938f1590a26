import { ownersOf } from './agreement.ts';
import type { ListSummary } from './settings.ts';

/** A list that is not followed, and that lists which are followed vouch for. */
export interface VouchedList {
  readonly id: string;
  /** Where the one that counts most says it can be had. */
  readonly link: string;
  /** Names of those that vouch for it: their curators' words. */
  readonly by: readonly [string, ...string[]];
}

/**
 * What the lists that are followed vouch for, those first that the most voices name; lists with a root key in common are
 * one voice. It says where else to look, and nothing about any post or picture.
 */
export function vouchedLists(lists: readonly ListSummary[]): readonly VouchedList[] {
  const owners = ownersOf(lists.map(({ id, rootKeys = [] }) => ({ id, rootKeys })));
  const found = new Map<string, { readonly link: string; readonly by: [string, ...string[]]; readonly voices: Set<number> }>();
  for (const [i, { name, vouches = [] }] of lists.entries()) {
    for (const link of vouches) {
      const id = link.slice(link.indexOf('#') + 1);
      if (lists.some((list) => list.id === id)) continue;
      const before = found.get(id);
      if (before === undefined) found.set(id, { link, by: [name], voices: new Set([owners[i]!]) });
      else {
        before.by.push(name);
        before.voices.add(owners[i]!);
      }
    }
  }
  return [...found]
    .toSorted(([a, { voices: ofA }], [b, { voices: ofB }]) => ofB.size - ofA.size || (a < b ? -1 : 1))
    .map(([id, { link, by }]) => ({ id, link, by }));
}
