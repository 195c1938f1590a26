import { RESET } from './chain.ts';
import type { ListIndex } from './list-index.ts';
import type { BlobRef } from './tip.ts';

/** One delta on the way from a state to a later one: an update of the log, or several merged into one. */
export interface PathStep {
  readonly kind: 'single' | 'merged';
  /** The update that it leads to. */
  readonly to: number;
  readonly blob: BlobRef;
  /** Whether the index carries it; what it does not is to be loaded. */
  readonly isInline: boolean;
}

/** What asking for a blob takes besides the blob itself: headers of an HTTP/2 request and its answer. */
export const EXCHANGE_BYTES = 600;

/** What is loaded for a way. */
export function costOf(path: readonly PathStep[]): number {
  return path.reduce((sum, { blob, isInline }) => sum + (isInline ? 0 : blob.bytes + EXCHANGE_BYTES), 0);
}

/**
 * The way of fewest bytes from update `from` to the end of the log of a checked index, of those blobs that are at hand;
 * undefined where none leads there. The work is bounded by the log and the merged updates, however far back `from` is.
 */
export function cheapestPath(from: number, index: ListIndex, isAtHand: (name: string) => boolean = () => true): readonly PathStep[] | undefined {
  const { log, merged } = index;
  const ends = [from, ...merged.map(({ to }) => to), ...log.map(({ seq }) => seq)];
  const best = new Map<number, { readonly cost: number; readonly path: readonly PathStep[] }>([[from, { cost: 0, path: [] }]]);
  for (const at of [...new Set(ends)].toSorted((a, b) => a - b)) {
    const here = best.get(at);
    if (here === undefined) continue;
    for (const step of stepsFrom(at, index)) {
      if (!step.isInline && !isAtHand(step.blob.sha256)) continue;
      const cost = here.cost + costOf([step]);
      if (cost < (best.get(step.to)?.cost ?? Infinity)) best.set(step.to, { cost, path: [...here.path, step] });
    }
  }
  return best.get(log.at(-1)!.seq)?.path;
}

/** All deltas that lead on from an update: its next one, and every merged one that begins no later and ends after it. */
function stepsFrom(at: number, { log, merged, inline }: ListIndex): readonly PathStep[] {
  const position = log.findIndex(({ seq }) => seq === at + 1);
  const next = log[position]?.delta;
  const isInline = inline.some((each) => each.position === position);
  return [
    ...(next === undefined || next.sha256 === RESET ? [] : [{ kind: 'single' as const, to: at + 1, blob: next, isInline }]),
    ...merged.flatMap(({ from, to, blob }) => (from - 1 <= at && at < to ? [{ kind: 'merged' as const, to, blob, isInline: false }] : [])),
  ];
}
