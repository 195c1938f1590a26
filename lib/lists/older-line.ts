import { genesisChain, linkChain } from './chain.ts';
import { blobName } from './domain-hash.ts';
import { attempt, refuse } from './list-error.ts';
import type { Anchor, ListIndex, LogEntry, Segment } from './list-index.ts';
import { decodeSegment, type SegmentSteps } from './segment.ts';

/** A list's line before its log, as segments tell it. */
export interface OlderLine {
  /** Where the line stands before the first of the steps. */
  readonly start: Pick<Anchor, 'seq' | 'chain'>;
  /** Oldest first; the last one leads to the base of the log. */
  readonly steps: readonly OlderStep[];
}

/** An update, and the chain after it. */
export interface OlderStep extends LogEntry {
  readonly chain: string;
}

/** The segments that lead from update `seq`, which lies before the log, to the log; undefined where they begin later. */
export function segmentsSince({ segments }: ListIndex, seq: number): readonly Segment[] | undefined {
  const first = segments.findIndex(({ from, to }) => from - 1 <= seq && seq <= to);
  // The end of a segment is told by the next one as well: that one does.
  return first < 0 ? undefined : segments.slice(segments[first]!.to === seq ? first + 1 : first);
}

/**
 * Reads segments, the last of which ends at the log, and checks that they are those named and fold to the chain there,
 * and that the merged updates which end on the way end on the line. Costs one hash a step; the index bounds their number.
 */
export function readSegments(list: string, { base, merged }: ListIndex, segments: readonly Segment[], blobs: ReadonlyMap<string, Uint8Array>): OlderLine {
  let start: OlderLine['start'] | undefined;
  let chain: string | undefined;
  const steps: OlderStep[] = [];
  for (const { from, to, chainTo, blob } of segments) {
    const segment = readSegment(blob, blobs);
    if (segment.steps[0]!.seq !== from || segment.steps.at(-1)!.seq !== to) refuse('bad-segment', 'A segment tells other updates than the index says.');
    chain ??= segment.chainBefore;
    start ??= { seq: from - 1, chain };
    if (segment.chainBefore !== chain) refuse('bad-segment', `The older log leaves its line before update ${from}.`);
    for (const step of segment.steps) {
      chain = linkChain(chain, step.seq, step.state, step.delta.sha256);
      steps.push({ ...step, chain });
    }
    if (chain !== chainTo) refuse('bad-segment', `The older log does not fold to the chain of update ${to}.`);
  }
  if (start === undefined) return { start: base, steps: [] };
  if (start.seq === 0 && start.chain !== genesisChain(list)) refuse('bad-segment', 'The older log begins off the line of the list.');
  // `checkIndex` has compared the chains there.
  if (steps.at(-1)!.state !== base.state) refuse('bad-segment', 'The older log ends in another state than the newer one begins with.');
  const chains = new Map(steps.map((step) => [step.seq, step.chain]));
  if (merged.some(({ to, chainTo }) => (chains.get(to) ?? chainTo) !== chainTo)) refuse('bad-segment', 'A merged update of the list leads off its line.');
  return { start, steps };
}

function readSegment({ sha256, bytes }: Segment['blob'], blobs: ReadonlyMap<string, Uint8Array>): SegmentSteps {
  const blob = blobs.get(sha256);
  if (blob === undefined) refuse('missing-blob', 'A segment of the older log is missing.');
  if (blob.length !== bytes || blobName(blob) !== sha256) refuse('hash-mismatch', 'A segment of the older log is not the one the index names.');
  const segment = attempt(() => decodeSegment(blob));
  return segment.ok ? segment.value : refuse('bad-segment', segment.error.message);
}
