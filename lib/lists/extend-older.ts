import { RESET } from './chain.ts';
import { decodeDelta, encodeDelta, type Delta } from './delta.ts';
import type { Log } from './extend-log.ts';
import { MERGE_EVERY } from './limits.ts';
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
 * Steps in the nearer of the two segments, at least, once there are two. It is written anew at each update, and who is
 * little behind loads it: it is short. The farther one takes these from it at a time and is written anew only then.
 */
const NEAR_STEPS = 64;

/** Together with the near ones and the log more than a thousand: two updates a day for a year and a half. */
const MAX_FAR_STEPS = 960;

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
 * it. `entries` and `deltas` are those of the log, `chain` that of its end. All together take at most `maxBytes`.
 */
export function extendMerged(
  merged: readonly MergedUpdate[],
  { entries, chain, deltas }: Pick<Log, 'entries' | 'chain' | 'deltas'>,
  maxBytes: number,
): readonly MergedUpdate[] {
  const { seq: to, delta: newest } = entries.at(-1)!;
  if (newest.sha256 === RESET) return [];
  return worthOffering(to % MERGE_EVERY === 0 ? withLast(merged, { entries, chain, deltas }, maxBytes) : merged, maxBytes);
}

function withLast(merged: readonly MergedUpdate[], { entries, chain, deltas }: Pick<Log, 'entries' | 'chain' | 'deltas'>, maxBytes: number): readonly MergedUpdate[] {
  const before = merged.at(-1)?.to ?? entries[0]!.seq - 1;
  const told = entries.filter(({ seq }) => seq > before);
  const steps = told.slice(told.findLastIndex(({ delta }) => delta.sha256 === RESET) + 1);
  const [first, ...later] = steps.map(({ delta }) => decodeDelta(deltas.get(delta.sha256)!));
  const delta = later.reduce<Delta | undefined>((all, next) => all && mergeDeltas(all, next), first);
  // What no blob can hold is not offered, nor what lies before it.
  if (delta === undefined) return [];
  const last = { from: steps[0]!.seq, to: entries.at(-1)!.seq, chainTo: chain, delta, bytes: encodeDelta(delta).length };
  return merged.at(-1)?.to === last.from - 1 ? compact([...merged, last], maxBytes) : [last];
}

/** Leaves out the oldest, of which a reader would load more than `maxBytes` on the way to the newest. */
function worthOffering(merged: readonly MergedUpdate[], maxBytes: number): readonly MergedUpdate[] {
  let sum = 0;
  const first = merged.findLastIndex(({ bytes }) => (sum += bytes) > maxBytes);
  return merged.slice(first + 1);
}

/**
 * Joins neighbours until few enough are left: each time those two whose joining costs their readers least, as the
 * share of it in all that these readers load from there on. What is older thus becomes coarser. No one takes more than a
 * third of `maxBytes`: the oldest is left out as a whole, and with it as much of the reach.
 */
function compact(merged: readonly MergedUpdate[], maxBytes: number): readonly MergedUpdate[] {
  const candidates = merged.slice(1).flatMap((newer, i) => {
    const bytes = merged[i]!.bytes + newer.bytes;
    const after = merged.slice(i + 2).reduce((sum, each) => sum + each.bytes, 0);
    const isAsked = bytes <= SMALL_BYTES || (merged.length > MERGED_OFFERED && bytes <= maxBytes / 3);
    const joined = isAsked ? join(merged[i]!, newer) : undefined;
    return joined === undefined ? [] : [{ i, joined, share: bytes / (bytes + after) }];
  });
  const [least] = candidates.toSorted((a, b) => a.share - b.share);
  if (least !== undefined) return compact(merged.toSpliced(least.i, 2, least.joined), maxBytes);
  return merged.length > MERGED_OFFERED ? merged.slice(1) : merged;
}

/** Undefined where one blob cannot hold both. */
function join(older: MergedUpdate, newer: MergedUpdate): MergedUpdate | undefined {
  const delta = mergeDeltas(older.delta, newer.delta);
  return delta && { ...newer, from: older.from, delta, bytes: encodeDelta(delta).length };
}
