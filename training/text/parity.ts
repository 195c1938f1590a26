import { binomialCdf, upperBound95 } from '../../lib/measure/upper-bound.ts';

/** Clean texts of a group, and how many of them a head flags. */
export interface Flagged {
  readonly group: string;
  readonly clean: number;
  readonly flagged: number;
}

/** Posts in standard English: what the other groups are held against. */
export const REFERENCE_GROUP = 'x_tweeteval';

/** How many times the share flagged of standard English a group may have flagged. */
export const MOST_TIMES = 2;

/**
 * `above`: shown to be flagged more than MOST_TIMES as often as standard English; `within`: shown to be flagged less
 * than that; `open`: the counts show neither. Each at 95 %, one-sided.
 */
export type ParityVerdict = 'above' | 'within' | 'open';

export interface Parity extends Flagged {
  readonly verdict: ParityVerdict;
  /** Chance to see as many flagged, or more, were the group flagged exactly MOST_TIMES as often. */
  readonly chanceOfMore: number;
  /** Chance to see as many flagged, or fewer, were it so. */
  readonly chanceOfFewer: number;
  /** One-sided 95 % bound of the share flagged (Clopper and Pearson). */
  readonly atMost: number;
}

/**
 * Judges each group against standard English. Given how many texts of the two are flagged together, and rates at
 * MOST_TIMES : 1, those of the group among them are binomial: an exact test of the ratio, valid for the smallest counts
 * (Przyborowski and Wilenski 1940).
 */
export function judgeParity(groups: readonly Flagged[]): readonly Parity[] {
  const english = groups.find(({ group }) => group === REFERENCE_GROUP);
  if (english === undefined) throw new Error(`no texts of ${REFERENCE_GROUP}`);
  return groups
    .filter(({ group }) => group !== REFERENCE_GROUP)
    .map((one) => {
      const together = one.flagged + english.flagged;
      const share = (MOST_TIMES * one.clean) / (MOST_TIMES * one.clean + english.clean);
      const chanceOfFewer = binomialCdf(one.flagged, together, share);
      const chanceOfMore = one.flagged === 0 ? 1 : 1 - binomialCdf(one.flagged - 1, together, share);
      const verdict = chanceOfMore <= 0.05 ? 'above' : chanceOfFewer <= 0.05 ? 'within' : 'open';
      return { ...one, verdict, chanceOfMore, chanceOfFewer, atMost: upperBound95(one.flagged, one.clean) };
    });
}
