import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agreementOn, clustersOf, type Agreement, type Clusters, type ForEachStatement } from '../../lib/core/agreement.ts';
import type { Flag } from '../../lib/core/evidence.ts';
import { aFlag } from '../support/core-builders.ts';
import { RULES, statementsOf } from '../bench/agreement-rules.ts';
import { aWorld } from '../bench/agreement-world.ts';

const IDS = Array.from({ length: 12 }, (_, i) => `list ${String.fromCodePoint(97 + i)}`);
const flagBy = (id: string, polarity: Flag['polarity']): Flag => aFlag({ polarity, list: { id, name: id.toUpperCase() } });
const flags = fc.array(fc.tuple(fc.constantFrom(...IDS), fc.constantFrom('asserts' as const, 'disputes' as const)).map(([id, polarity]) => flagBy(id, polarity)), { maxLength: 16 });

/** Any way of dividing the lists; −1 has no voice. */
const anyClusters: fc.Arbitrary<Clusters> = fc.array(fc.integer({ min: -1, max: 6 }), { minLength: IDS.length, maxLength: IDS.length }).map((groups) => ({
  voices: [...new Set(groups)].filter((group) => group >= 0).map((group) => {
    const [first, ...rest] = IDS.filter((_, i) => groups[i] === group);
    return { lists: [first!, ...rest], bond: rest.length === 0 ? 'alone' : 'alike' } as const;
  }),
  uncompared: IDS.filter((_, i) => groups[i] === -1),
}));

/** By how many voices the assertions are ahead; where one list asserts at most, by fewer than any. */
const ahead = (agreement: Agreement | undefined) => (agreement === undefined ? -Infinity : agreement.asserting.length - agreement.disputing.length);
const agrees = (agreement: Agreement | undefined) => agreement?.outcome === 'agree';

describe('agreement on one label', () => {
  it('one more assertion never lowers it, one more dispute never raises it', () => {
    fc.assert(
      fc.property(anyClusters, flags, fc.constantFrom(...IDS, 'a stranger'), (clusters, all, id) => {
        const before = agreementOn(all, clusters);
        const asserted = agreementOn([...all, flagBy(id, 'asserts')], clusters);
        const disputed = agreementOn([...all, flagBy(id, 'disputes')], clusters);
        expect(ahead(asserted)).toBeGreaterThanOrEqual(ahead(before));
        expect(ahead(disputed)).toBeLessThanOrEqual(ahead(before));
        expect(agrees(before) && !agrees(asserted)).toBe(false);
        expect(agrees(disputed) && !agrees(before)).toBe(false);
      }),
    );
  });

  it('one more independent assertion brings any of them to agree, sooner or later', () => {
    fc.assert(
      fc.property(flags, (all) => {
        const voices = Array.from({ length: 16 }, (_, i) => `z${i}`);
        const clusters: Clusters = { voices: [...IDS, ...voices].map((id) => ({ lists: [id], bond: 'alone' })), uncompared: [] };
        expect(agrees(agreementOn([...all, ...voices.map((id) => flagBy(id, 'asserts'))], clusters))).toBe(true);
      }),
    );
  });

  it('is the same whatever the order of flags and voices, and said twice', () => {
    fc.assert(
      fc.property(anyClusters, flags.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))), ({ voices, uncompared }, [all, shuffled]) => {
        expect(agreementOn([...shuffled, ...all], { voices, uncompared })).toEqual(agreementOn(all, { voices, uncompared }));
        const outcome = agreementOn(all, { voices: voices.toReversed(), uncompared })?.outcome;
        expect(outcome).toBe(agreementOn(all, { voices, uncompared })?.outcome);
      }),
    );
  });

  it('names every list that asserts, once', () => {
    fc.assert(
      fc.property(anyClusters, flags, (clusters, all) => {
        const agreement = agreementOn(all, clusters);
        const ids = [...new Set(all.filter(({ polarity }) => polarity === 'asserts').map(({ list }) => list.id))];
        const named = agreement === undefined ? [] : [...agreement.asserting.flatMap(({ lists }) => lists), ...agreement.uncompared].map(({ id }) => id);
        expect(named.toSorted()).toEqual(ids.length < 2 ? [] : ids.toSorted());
      }),
    );
  });
});

/** Some lists over some statements, dense enough for voices of every sort: each statement by those of whom the bits tell. */
const worlds = fc.record({
  lists: fc.integer({ min: 1, max: 8 }),
  made: fc.array(fc.record({ by: fc.integer({ min: 1, max: 255 }), times: fc.integer({ min: 1, max: 60 }) }), { maxLength: 14 }),
});

function statements(made: readonly { readonly by: number; readonly times: number }[], places: readonly (number | undefined)[]): ForEachStatement {
  return (visit) => {
    for (const { by, times } of made) {
      const holders = places.flatMap((bit, place) => (bit !== undefined && (by >> bit) % 2 === 1 ? [place] : []));
      if (holders.length > 0) for (let n = 0; n < times; n++) visit(holders, 1);
    }
  };
}

const named = (bits: readonly number[], ids: readonly string[] = bits.map((bit) => `list ${bit}`)) => ids.map((id) => ({ id, rootKeys: [] }));

describe('which lists are one voice', () => {
  it('every list is in one voice or in none', () => {
    fc.assert(
      fc.property(worlds, ({ lists, made }) => {
        const bits = Array.from({ length: lists }, (_, bit) => bit);
        const { voices, uncompared } = clustersOf(named(bits), statements(made, bits));
        expect([...voices.flatMap((voice) => voice.lists), ...uncompared].toSorted()).toEqual(named(bits).map(({ id }) => id));
      }),
    );
  });

  it('does not depend on the order of the lists', () => {
    fc.assert(
      fc.property(worlds.chain(({ lists, made }) => fc.tuple(fc.constant(made), fc.shuffledSubarray(Array.from({ length: lists }, (_, bit) => bit), { minLength: lists }))), ([made, shuffled]) => {
        const bits = shuffled.toSorted((a, b) => a - b);
        expect(clustersOf(named(shuffled), statements(made, shuffled))).toEqual(clustersOf(named(bits), statements(made, bits)));
      }),
    );
  });

  it('a list under another name changes nothing for the others, and is one voice with itself', () => {
    fc.assert(
      fc.property(worlds, fc.nat(7), ({ lists, made }, chosen) => {
        const bits = Array.from({ length: lists }, (_, bit) => bit);
        const double = chosen % lists;
        const before = clustersOf(named(bits), statements(made, bits));
        const after = clustersOf([...named(bits), { id: 'the double', rootKeys: [] }], statements(made, [...bits, double]));
        const original = `list ${double}`;
        const isSilent = made.every(({ by }) => (by >> double) % 2 === 0);
        const without = after.voices.map((voice) => voice.lists.filter((id) => id !== 'the double'));
        expect(without).toEqual(before.voices.map((voice) => voice.lists));
        expect(after.uncompared.filter((id) => id !== 'the double')).toEqual(before.uncompared);
        if (!isSilent) expect(after.voices.some((voice) => voice.lists.includes(original))).toBe(after.voices.some((voice) => voice.lists.includes(original) && voice.lists.includes('the double')));
      }),
    );
  });
});

describe('the simulation', () => {
  it('is the same for the same seed, and another for another', () => {
    const plan = { curators: 10, colluders: 3, camouflage: 'copying', gatherers: 1 } as const;
    expect(aWorld({ ...plan, seed: 4 })).toEqual(aWorld({ ...plan, seed: 4 }));
    expect(aWorld({ ...plan, seed: 5 }).lists).not.toEqual(aWorld({ ...plan, seed: 4 }).lists);
  });

  it.each(['none', 'padding', 'padding-in-pairs', 'one-owner', 'copying', 'mixing'] as const)('of six attackers (disguise: %s) one voice is left, and most honest curators keep theirs', (camouflage) => {
    const { lists, innocents } = aWorld({ seed: 3, curators: 24, colluders: 6, camouflage });
    const { voices } = clustersOf(lists.map((_, i) => ({ id: String(i), rootKeys: [] })), statementsOf(lists));
    const ofAttackers = voices.filter((voice) => voice.lists.some((id) => Number(id) >= 24));
    expect(ofAttackers).toHaveLength(1);
    expect(voices.length).toBeGreaterThan(10);
    expect(innocents.filter(RULES.shipped(lists)).length).toBeLessThanOrEqual(5);
    expect(innocents.filter(RULES['2 lists'](lists)).length).toBe(30);
  });
});
