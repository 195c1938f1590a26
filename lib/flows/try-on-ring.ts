import type { Flag } from '../core/evidence.ts';
import { mergedSeen, seenIn, startOfDay } from '../core/seen-keys.ts';
import type { RingTrial } from '../core/settings.ts';
import { SUBJECT_KINDS } from '../core/subject.ts';
import type { RingRow } from '../store/database.ts';
import type { LookUpKeys } from './look-up-flags.ts';

/** What those flags that count would label of what these days showed; what was shown on several counts once. */
export async function tryOnRing(days: readonly RingRow[], lookUp: LookUpKeys, counts: (flag: Flag) => boolean = () => true): Promise<RingTrial> {
  const seen = seenIn(days.reduce<Uint8Array>((all, { bytes }) => mergedSeen(all, bytes, Infinity), new Uint8Array(0)));
  const found = await lookUp(seen);
  const of = new Map<string, number>();
  const labelled = new Map<string, number>();
  const byLabel = new Map<string, number>();
  for (const [i, { kind }] of seen.entries()) {
    add(of, kind);
    const labels = new Set(found[i]!.filter((flag) => flag.polarity === 'asserts' && counts(flag)).map(({ labelName }) => labelName));
    if (labels.size > 0) add(labelled, kind);
    for (const name of labels) add(byLabel, name);
  }
  const [first] = days;
  return {
    ...(first === undefined ? {} : { since: startOfDay(first.day) }),
    kinds: SUBJECT_KINDS.filter((kind) => of.has(kind)).map((kind) => ({ kind, of: of.get(kind)!, labelled: labelled.get(kind) ?? 0 })),
    labels: [...byLabel].map(([name, n]) => ({ name, n })).toSorted((a, b) => b.n - a.n),
  };
}

/** What is new in a sudden change of this list. */
export function isNewIn(listId: string): (flag: Flag) => boolean {
  return ({ list, held }) => list.id === listId && held === 'sudden';
}

function add(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}
