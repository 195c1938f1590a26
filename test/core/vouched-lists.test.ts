import { describe, expect, test } from 'vitest';
import { vouchedLists } from '../../lib/core/vouched-lists.ts';
import { aList } from '../support/components-options.ts';

const idOf = (letter: string) => letter.repeat(64);
const linkTo = (letter: string, host = 'lists.example') => `https://${host}/#${idOf(letter)}`;
const list = (letter: string, vouches?: readonly string[], rootKeys: readonly string[] = [letter]) =>
  aList({ id: idOf(letter), name: `List ${letter}`, rootKeys, ...(vouches === undefined ? {} : { vouches }) });

describe('lists that those followed vouch for', () => {
  test('come in the order of how many voices name them, each with who does', () => {
    expect(vouchedLists([list('a', [linkTo('e'), linkTo('f')]), list('b', [linkTo('f', 'other.example')]), list('c')])).toEqual([
      { id: idOf('f'), link: linkTo('f'), by: ['List a', 'List b'] },
      { id: idOf('e'), link: linkTo('e'), by: ['List a'] },
    ]);
  });

  test('are none that is followed already', () => {
    expect(vouchedLists([list('a', [linkTo('a'), linkTo('b')]), list('b')])).toEqual([]);
  });

  test('count one owner once, however many lists they have, also by way of a third', () => {
    const ring = [list('a', [linkTo('f')], ['k1']), list('b', [linkTo('f')], ['k1', 'k2']), list('c', [linkTo('f')], ['k2'])];
    const others = [list('d', [linkTo('e')]), list('7', [linkTo('e')])];
    expect(vouchedLists([...ring, ...others]).map(({ id, by }) => [id, by.length])).toEqual([[idOf('e'), 2], [idOf('f'), 3]]);
  });
});
