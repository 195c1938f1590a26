import { TREATMENTS } from '../../lib/core/policy.ts';
import type { Judged } from '../../lib/core/report.ts';
import type { Standing, Verdict } from '../../lib/core/verdict.ts';

export interface ShownVerdict {
  readonly judged: Judged;
  readonly verdict: Verdict;
}

/** Who can be held to account speaks first; a dispute outranks a guess. */
const ORDER: readonly Standing[] = ['flagged', 'disputed', 'declared', 'suggested'];

/**
 * The verdicts the reader wants to see: what most is done about first, then the weightiest. To one who `asked`, also those of labels that are
 * ignored in the feed: an answer that leaves them out would be wrong. On an open card also what the reader called wrong,
 * so that it can be taken back.
 */
export function shownVerdicts(judged: readonly Judged[], asked = false, isCardOpen = false): readonly ShownVerdict[] {
  return judged
    .flatMap((one) => one.verdicts.map((verdict) => ({ judged: one, verdict })))
    .filter(({ verdict }) => asked || verdict.treatment !== 'ignore' || (isCardOpen && verdict.corrected === 'wrong'))
    .toSorted(
      ({ verdict: a }, { verdict: b }) =>
        TREATMENTS.indexOf(b.treatment) - TREATMENTS.indexOf(a.treatment) || ORDER.indexOf(a.standing) - ORDER.indexOf(b.standing),
    );
}
