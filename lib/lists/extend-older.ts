import { decodeDelta, encodeDelta, type Delta } from './delta.ts';
import { RESET } from './chain.ts';
import { MERGE_EVERY, MAX_OLDER_STEPS } from './limits.ts';
import type { LogEntry } from './list-index.ts';
import { mergeDeltas } from './merge-deltas.ts';
import { foldSteps, type SegmentSteps } from './segment.ts';

/** Updates `from`…`to` as one delta, and the chain after them. */
export interface MergedUpdate {
  readonly from: number;
  readonly to: number;
  readonly chainTo: string;
  readonly delta: Delta;
  /** Of its blob. */
  readonly bytes: number;
}

/**
 * Steps in the nearer of the two segments. It is written anew at each update, and who is little behind loads it: it is
 * short. The farther one takes these from it at a time and is written anew only then.
 */
const NEAR_STEPS = 64;
const MAX_FAR_STEPS = MAX_OLDER_STEPS - 2 * NEAR_STEPS;

/** Takes the step that leaves the log into the segments; `chainBefore` is that of the line before it. */
export function extendSegments(segments: readonly SegmentSteps[], chainBefore: string, step: LogEntry): readonly SegmentSteps[] {
  const [near, ...older] = segments.toReversed();
  if (near === undefined) return [{ chainBefore, steps: [step] }];
  const grown = { ...near, steps: [...near.steps, step] };
  const far = older.toReversed();
  if (grown.steps.length < 2 * NEAR_STEPS) return [...far, grown];
  const whole = { chainBefore: far[0]?.chainBefore ?? grown.chainBefore, steps: [...far, grown].flatMap(({ steps }) => steps) };
  const [joined, rest] = splitAt(whole, whole.steps.length - NEAR_STEPS);
  return [splitAt(joined, Math.max(0, joined.steps.length - MAX_FAR_STEPS))[1], rest];
}

function splitAt({ chainBefore, steps }: SegmentSteps, at: number): readonly [SegmentSteps, SegmentSteps] {
  const [first, second] = [steps.slice(0, at), steps.slice(at)];
  return [{ chainBefore, steps: first }, { chainBefore: foldSteps(chainBefore, first), steps: second }];
}

/**
 * Merged updates that a list offers. Each costs every reader 76 bytes of the index at every update; with six, who is
 * further behind than the log loads a third more than needed on average (docs/decisions/0116).
 */
const MERGED_OFFERED = 6;

/** Neighbours that take no more than this together are one: less is saved by telling them apart. */
const SMALL_BYTES = 2048;

/**
 * At every 16th update merges the last ones into one; else gives them as they are. A reset leaves none: nobody goes over
 * it. `entries` and `deltas` are those of the log, `chain` that of its end.
 */
export function extendMerged(merged: readonly MergedUpdate[], entries: readonly LogEntry[], chain: string, deltas: ReadonlyMap<string, Uint8Array>): readonly MergedUpdate[] {
  const { seq: to, delta: newest } = entries.at(-1)!;
  if (newest.sha256 === RESET) return [];
  if (to % MERGE_EVERY !== 0) return merged;
  const before = merged.at(-1)?.to ?? entries[0]!.seq - 1;
  const told = entries.filter(({ seq }) => seq > before);
  const reset = told.findLastIndex(({ delta }) => delta.sha256 === RESET);
  const steps = told.slice(reset + 1);
  const [first, ...later] = steps.map(({ delta }) => decodeDelta(deltas.get(delta.sha256)!));
  const delta = later.reduce<Delta | undefined>((all, next) => all && mergeDeltas(all, next), first);
  if (delta === undefined) return [];
  const last = { from: steps[0]!.seq, to, chainTo: chain, delta, bytes: encodeDelta(delta).length };
  const isJoined = merged.at(-1)?.to === last.from - 1;
  return compact(isJoined ? [...merged, last] : [last]);
}

/** Leaves out the oldest, of which a reader would load more than `maxBytes` on the way to the newest. */
export function worthOffering(merged: readonly MergedUpdate[], maxBytes: number): readonly MergedUpdate[] {
  let sum = 0;
  const first = merged.findLastIndex(({ bytes }) => (sum += bytes) > maxBytes);
  return merged.slice(first + 1);
}

/**
 * Joins neighbours until few enough are left: each time those two whose joining costs their readers least, as the
 * share of it in all that these readers load from there on. What is older thus becomes coarser.
 */
function compact(merged: readonly MergedUpdate[]): readonly MergedUpdate[] {
  let all = merged;
  for (;;) {
    const candidates = all.slice(1).flatMap((newer, i) => {
      const older = all[i]!;
      const bytes = older.bytes + newer.bytes;
      const after = all.slice(i + 2).reduce((sum, each) => sum + each.bytes, 0);
      return all.length > MERGED_OFFERED || bytes <= SMALL_BYTES ? [{ i, share: bytes / (bytes + after) }] : [];
    });
    const [least] = candidates.toSorted((a, b) => a.share - b.share);
    if (least === undefined) return all;
    const joined = join(all[least.i]!, all[least.i + 1]!);
    // What no blob can hold is not offered, nor what lies before it.
    all = joined === undefined ? all.slice(least.i + 1) : all.toSpliced(least.i, 2, joined);
  }
}

function join(older: MergedUpdate, newer: MergedUpdate): MergedUpdate | undefined {
  const delta = mergeDeltas(older.delta, newer.delta);
  return delta && { ...newer, from: older.from, delta, bytes: encodeDelta(delta).length };
}
