import { describe, expect, it } from 'vitest';
import { agreementOn, clustersOf, type Clusters, type ForEachStatement, type Voice } from '../../lib/core/agreement.ts';
import type { Flag } from '../../lib/core/evidence.ts';
import { aFlag } from '../support/core-builders.ts';

const listOf = (name: string) => ({ id: name, name: `List ${name}` });
const asserted = (name: string): Flag => aFlag({ list: listOf(name) });
const disputed = (name: string): Flag => aFlag({ list: listOf(name), polarity: 'disputes' });
const alone = (id: string): Voice => ({ lists: [id], bond: 'alone' });
const clusters: Clusters = { voices: [alone('a'), { lists: ['b', 'c'], bond: 'alike' }, alone('d'), alone('e')], uncompared: ['x', 'y'] };

/** Statements by who makes them, each so many times over: `{ 'a b': 30 }`. */
function statements(made: Readonly<Record<string, number>>, ids: readonly string[]): ForEachStatement {
  return (visit) => {
    for (const [makers, times] of Object.entries(made)) {
      const holders = makers.split(' ').map((id) => ids.indexOf(id)).toSorted((i, j) => i - j);
      for (let n = 0; n < times; n++) visit(holders, 1);
    }
  };
}

function clustered(made: Readonly<Record<string, number>>, owners: Readonly<Record<string, readonly string[]>> = {}): Clusters {
  const ids = [...new Set(Object.keys(made).flatMap((makers) => makers.split(' ')))].toSorted();
  return clustersOf(ids.map((id) => ({ id, rootKeys: owners[id] ?? [`key of ${id}`] })), statements(made, ids));
}

const groups = ({ voices }: Clusters) => voices.map(({ lists }) => lists.join(' '));

/** Lists that meet by chance: each two have as much in common. */
const strangers = (...ids: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries(ids.flatMap((a, at) => ids.slice(at + 1).map((b) => [`${a} ${b}`, 30])));
const STRANGERS = strangers('p', 'q', 'r', 's');

describe('what several lists amount to', () => {
  const table: readonly [what: string, flags: readonly Flag[], outcome: string | undefined][] = [
    ['nobody', [], undefined],
    ['one list', [asserted('a')], undefined],
    ['one list, twice', [asserted('a'), aFlag({ list: listOf('a'), labelName: 'junk' })], undefined],
    ['one list that others dispute', [asserted('a'), disputed('d')], undefined],
    ['two lists', [asserted('a'), asserted('d')], 'agree'],
    ['two lists that are one voice', [asserted('b'), asserted('c')], 'one-voice'],
    ['one of two that are one voice, and another', [asserted('c'), asserted('a')], 'agree'],
    ['two lists, of which one has no voice', [asserted('a'), asserted('x')], 'too-few-to-compare'],
    ['two lists without a voice', [asserted('x'), asserted('y')], 'too-few-to-compare'],
    ['a list that was never compared', [asserted('a'), asserted('new')], 'too-few-to-compare'],
    ['two lists and one that disputes', [asserted('a'), asserted('d'), disputed('e')], 'divided'],
    ['three lists and one that disputes', [asserted('a'), asserted('b'), asserted('d'), disputed('e')], 'agree'],
    ['two lists and one that disputes and has no voice', [asserted('a'), asserted('d'), disputed('x')], 'agree'],
    ['two lists and both of a voice that disputes', [asserted('a'), asserted('d'), asserted('e'), disputed('b'), disputed('c')], 'agree'],
    ['a voice that does both', [asserted('a'), asserted('b'), asserted('d'), disputed('c')], 'agree'],
    ['a label that only one list knows', [asserted('a'), asserted('d')].map((flag) => ({ ...flag, label: 'x-tide' as const })), undefined],
  ];
  it.each(table)('%s', (_what, flags, outcome) => {
    expect(agreementOn(flags, clusters)?.outcome).toBe(outcome);
  });

  it('is said with names, and of how many lists', () => {
    const agreement = agreementOn([asserted('x'), asserted('c'), asserted('b'), asserted('a'), disputed('d')], clusters);
    expect(agreement).toEqual({
      outcome: 'divided',
      asserting: [
        { lists: [listOf('a')], bond: 'alone' },
        { lists: [listOf('b'), listOf('c')], bond: 'alike' },
      ],
      disputing: [{ lists: [listOf('d')], bond: 'alone' }],
      uncompared: [listOf('x')],
      followed: 7,
    });
  });
});

describe('which lists are one voice', () => {
  it('those that meet by chance are not', () => {
    expect(clustered(STRANGERS)).toEqual({ voices: ['p', 'q', 'r', 's'].map(alone), uncompared: [] });
  });

  it('those that say much that nobody else says are', () => {
    const { voices } = clustered({ ...STRANGERS, 'p q': 120 });
    expect(voices).toEqual([{ lists: ['p', 'q'], bond: 'alike' }, alone('r'), alone('s')]);
  });

  it('a copier adds what it likes of its own, and is found', () => {
    expect(groups(clustered({ ...STRANGERS, 'p t': 60, t: 10_000 }))).toEqual(['p t', 'q', 'r', 's']);
  });

  it('attackers who share only what they attack are one voice', () => {
    expect(groups(clustered({ ...STRANGERS, 'u v w': 30, u: 500, v: 500, w: 500 }))).not.toEqual(expect.arrayContaining(['u', 'v', 'w']));
  });

  it('of lists that share with few others nothing can be told', () => {
    expect(clustered({ ...STRANGERS, 't p': 5, 't q': 5, t: 900 }).uncompared).toEqual(['t']);
    expect(clustered({ 'a b': 400, a: 400, b: 400 })).toEqual({ voices: [], uncompared: ['a', 'b'] });
    expect(clustered({ a: 10, b: 10 })).toEqual({ voices: [], uncompared: ['a', 'b'] });
    expect(clustersOf([], () => {})).toEqual({ voices: [], uncompared: [] });
  });

  it('a list that gathers from all others has no voice, and does not make them one', () => {
    const gathered = Object.fromEntries(Object.entries(STRANGERS).map(([makers, times]) => [`${makers} z`, times]));
    expect(clustered({ ...gathered, 'p z': 200, 'q z': 200, 'r z': 200, 's z': 200 })).toEqual({ voices: ['p', 'q', 'r', 's'].map(alone), uncompared: ['z'] });
  });

  it('lists of one owner are, whatever they say; also by way of a third', () => {
    const six = strangers('p', 'q', 'r', 's', 't', 'u');
    expect(clustered(six, { p: ['k'], q: ['k', 'l'], r: ['l'] }).voices).toEqual([{ lists: ['p', 'q', 'r'], bond: 'one-owner' }, ...['s', 't', 'u'].map(alone)]);
  });

  it('counts what a sampled statement stands for', () => {
    const ids = ['p', 'q', 'r', 's'];
    const lists = ids.map((id) => ({ id, rootKeys: [] }));
    const tenfold = Object.fromEntries(Object.entries({ ...STRANGERS, 'p q': 40 }).map(([makers, times]) => [makers, times * 10]));
    const sampled: ForEachStatement = (visit) => statements({ ...STRANGERS, 'p q': 40 }, ids)((holders) => visit(holders, 10));
    expect(clustersOf(lists, sampled)).toEqual(clustersOf(lists, statements(tenfold, ids)));
  });
});
