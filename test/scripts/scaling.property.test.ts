import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TARIFFS } from '../../scripts/scaling/assumptions.ts';
import { constants } from '../../scripts/scaling/constants.ts';
import { costOf, flowsOf, flagsOfFollowedList, loadsOf, readerDay, ROLES, type Community, type Flow } from '../../scripts/scaling/model.ts';

const known = constants();
/** Sums of many numbers differ in their last digits by the order they are added in. */
const ROUNDING = 1 + 1e-9;

const communities = fc.record({
  readers: fc.integer({ min: 1_000, max: 100_000_000 }),
  curators: fc.integer({ min: 10, max: 100_000 }),
  flags: fc.integer({ min: 100_000, max: 1_000_000_000 }),
});
const growth = fc.double({ min: 1, max: 10, noNaN: true });

function everyFlowGrows(from: Community, to: Community): void {
  const after = flowsOf(to, known);
  for (const [i, before] of flowsOf(from, known).entries()) {
    for (const of of ['bytesPerDay', 'requestsPerDay'] as const) {
      expect(after[i]![of] * ROUNDING, `${before.what}, ${of}`).toBeGreaterThanOrEqual(before[of]);
    }
  }
}

describe('the model of growth', () => {
  it('never moves less for more readers', () => {
    fc.assert(fc.property(communities, growth, (community, by) => everyFlowGrows(community, { ...community, readers: Math.ceil(community.readers * by) })));
  });

  it('never moves less for more flags', () => {
    fc.assert(fc.property(communities, growth, (community, by) => everyFlowGrows(community, { ...community, flags: Math.ceil(community.flags * by) })));
  });

  it('never moves less for more curators who bring their flags', () => {
    fc.assert(
      fc.property(communities, growth, (community, by) => {
        const curators = Math.ceil(community.curators * by);
        everyFlowGrows(community, { ...community, curators, flags: (community.flags / community.curators) * curators });
      }),
    );
  });

  it('never asks less of a reader for tips where the same flags are in more lists', () => {
    fc.assert(
      fc.property(communities, growth, fc.integer({ min: 1, max: 200 }), ({ curators, flags }, by, listsFollowed) => {
        const few = readerDay({ curators, flags, listsFollowed }, known);
        const many = readerDay({ curators: Math.ceil(curators * by), flags, listsFollowed }, known);
        expect(many.tips.bytes * ROUNDING).toBeGreaterThanOrEqual(few.tips.bytes);
        expect(many.tips.requests).toBeGreaterThanOrEqual(few.tips.requests);
      }),
    );
  });

  it('receives in all roles what is sent by all, and costs what the roles cost', () => {
    fc.assert(
      fc.property(communities, (community) => {
        const total = sum(flowsOf(community, known));
        const loads = ROLES.map((role) => loadsOf(community, known)[role]);
        expect(added(loads.map(({ sentBytesPerDay }) => sentBytesPerDay)) / total.bytes).toBeCloseTo(1, 9);
        expect(added(loads.map(({ receivedBytesPerDay }) => receivedBytesPerDay)) / total.bytes).toBeCloseTo(1, 9);
        // Each request has two ends, unless both are hubs.
        const amongHubs = sum(flowsOf(community, known).filter(({ from, to }) => from === to)).requests;
        expect((added(loads.map(({ requestsPerDay }) => requestsPerDay)) + amongHubs) / (2 * total.requests)).toBeCloseTo(1, 9);
      }),
    );
  });

  it('never costs less with dearer prices, and never less than nothing', () => {
    fc.assert(
      fc.property(communities, fc.constantFrom(...ROLES), (community, role) => {
        const low = costOf(role, community, known, TARIFFS.low);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(costOf(role, community, known, TARIFFS.high)).toBeGreaterThanOrEqual(low);
        for (const value of Object.values(loadsOf(community, known)[role])) expect(value).toSatisfy((each: number) => Number.isFinite(each) && each >= 0);
      }),
    );
  });

  it('lets a followed list be neither smaller than the mean nor larger than all together', () => {
    fc.assert(
      fc.property(communities, fc.double({ min: 0, max: 2, noNaN: true }), ({ curators, flags }, exponent) => {
        const followed = flagsOfFollowedList({ curators, flags }, exponent);
        expect(followed * ROUNDING).toBeGreaterThanOrEqual(flags / curators);
        expect(followed).toBeLessThanOrEqual(flags * ROUNDING);
      }),
    );
  });
});

function sum(flows: readonly Flow[]): { readonly bytes: number; readonly requests: number } {
  return { bytes: added(flows.map(({ bytesPerDay }) => bytesPerDay)), requests: added(flows.map(({ requestsPerDay }) => requestsPerDay)) };
}

function added(values: readonly number[]): number {
  return values.reduce((total, each) => total + each, 0);
}
