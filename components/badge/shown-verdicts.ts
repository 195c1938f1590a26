import type { Label } from '../../lib/core/label.ts';
import type { Judged } from '../../lib/core/report.ts';
import type { Standing, Verdict } from '../../lib/core/verdict.ts';

export interface ShownVerdict {
  readonly judged: Judged;
  readonly verdict: Verdict;
}

/** Who can be held to account speaks first; a dispute outranks a guess. */
const ORDER: readonly Standing[] = ['flagged', 'disputed', 'declared', 'suggested'];

/**
 * The verdicts the reader wants to see, the weightiest first. To one who `asked`, also those of labels that are
 * ignored in the feed: an answer that leaves them out would be wrong.
 */
export function shownVerdicts(judged: readonly Judged[], asked = false): readonly ShownVerdict[] {
  return judged
    .flatMap((one) => one.verdicts.map((verdict) => ({ judged: one, verdict })))
    .filter(({ verdict }) => asked || verdict.treatment !== 'ignore')
    .toSorted((a, b) => ORDER.indexOf(a.verdict.standing) - ORDER.indexOf(b.verdict.standing));
}

const MADE: ReadonlySet<Label> = new Set<Label>(['ai-made', 'ai-edited', 'deepfake']);
const CAPTURED: ReadonlySet<Label> = new Set<Label>(['camera-capture', 'human-edited']);

/** Whether one subject is said to be both captured by a camera or made by hand, and made by a machine. */
export function contradict(shown: readonly ShownVerdict[]): boolean {
  const keysOf = (labels: ReadonlySet<Label>): ReadonlySet<string> =>
    new Set(shown.filter(({ verdict }) => labels.has(verdict.label)).map(({ judged }) => judged.key));
  const made = keysOf(MADE);
  return [...keysOf(CAPTURED)].some((key) => made.has(key));
}
