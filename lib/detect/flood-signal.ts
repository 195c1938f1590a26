import type { DetectorRef, Signal } from '../core/evidence.ts';
import type { Flood } from './flood-index.ts';

export const FLOOD: DetectorRef = { id: 'flood', version: '1' };

/**
 * How probable it is that a post counted to a text says nearly the same: accounts are counted, not estimated, and this is the one
 * thing that may be wrong. The share in the worst of the sources that `npm run bench:flood` measures.
 */
const PROBABILITY = 0.95;

/** Of the post's own text as much is told as names it to a person, in UTF-16 units. */
const MAX_EXCERPT = 160;

/** What is said of a post whose text many accounts posted. */
export function floodSignal({ group, accounts, posts, sinceMs, places }: Flood, text: string, at: number): Signal {
  return {
    kind: 'signal',
    detector: FLOOD,
    label: 'flood',
    probability: PROBABILITY,
    band: 'likely',
    reason: { code: 'flood', group, text: text.slice(0, MAX_EXCERPT), accounts, posts, sinceMs, places },
    at,
  };
}
