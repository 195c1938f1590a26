import { genesisChain, linkChain, RESET } from './chain.ts';
import { decodeDelta } from './delta.ts';
import { blobName } from './domain-hash.ts';
import { extendMerged, extendSegments, type MergedUpdate } from './extend-older.ts';
import { MAX_INLINE_BYTES, MAX_LOG } from './limits.ts';
import { refuse } from './list-error.ts';
import type { Anchor, ListIndex, LogEntry } from './list-index.ts';
import { emptyState } from './list-state.ts';
import { deltaAt, mergedDelta } from './log-deltas.ts';
import { decodeSegment, type SegmentSteps } from './segment.ts';

/** The end of a list's line as its index tells it, with the deltas the log names. */
export interface Log {
  /** The point before the first entry. */
  readonly base: Anchor;
  readonly entries: readonly LogEntry[];
  /** After the last entry. */
  readonly chain: string;
  /** By name; resets have none. */
  readonly deltas: ReadonlyMap<string, Uint8Array>;
  /** The steps before the log; oldest first, as all of these. */
  readonly segments: readonly SegmentSteps[];
  readonly merged: readonly MergedUpdate[];
}

/** Before the first update. */
export function emptyLog(list: string): Log {
  const base = { seq: 0, chain: genesisChain(list), state: emptyState(list) };
  return { base, entries: [], chain: base.chain, deltas: new Map(), segments: [], merged: [] };
}

/** The log of a verified index; `blobs` hold what is not in it. */
export function logOf(index: ListIndex, chain: string, blobs: ReadonlyMap<string, Uint8Array>): Log {
  const deltas = new Map(
    index.log.flatMap(({ delta }, position) =>
      delta.sha256 === RESET ? [] : [[delta.sha256, deltaAt(index, position, blobs)] as const],
    ),
  );
  const segments = index.segments.map(({ blob }) => decodeSegment(blobs.get(blob.sha256) ?? refuse('missing-blob', 'What tells of older updates is missing: continue from the file that was built.')));
  const merged = index.merged.map((each) => ({ ...each, delta: decodeDelta(mergedDelta(each, blobs)), bytes: each.blob.bytes }));
  return { base: index.base, entries: index.log, chain, deltas, segments, merged };
}

/**
 * Adds the step to `state`, a reset where no delta tells it; once the log has `maxEntries` its oldest step goes into the
 * segments, and the base behind it. Merged updates take at most `maxMergedBytes` together.
 */
export function extendLog(
  { base, entries, chain, deltas, segments, merged }: Log,
  state: string,
  delta: Uint8Array | undefined,
  maxMergedBytes: number,
  maxEntries = MAX_LOG,
): Log {
  const seq = (entries.at(-1)?.seq ?? base.seq) + 1;
  const named = delta === undefined ? { sha256: RESET, bytes: 0 } : { sha256: blobName(delta), bytes: delta.length };
  const kept = [...entries, { seq, state, delta: named }];
  let start = base;
  let older = segments;
  while (kept.length > maxEntries) {
    const oldest = kept.shift()!;
    older = extendSegments(older, start.chain, oldest);
    start = { seq: oldest.seq, state: oldest.state, chain: linkChain(start.chain, oldest.seq, oldest.state, oldest.delta.sha256) };
  }
  const known = delta === undefined ? deltas : new Map([...deltas, [named.sha256, delta]]);
  const end = linkChain(chain, seq, state, named.sha256);
  const log = { base: start, entries: kept, chain: end, deltas: known, segments: older };
  return { ...log, merged: extendMerged(merged, log, maxMergedBytes) };
}

/** Where each delta of a log travels: in the index, or beside it under its name. */
export interface PlacedDeltas {
  readonly inline: ListIndex['inline'];
  readonly outer: ReadonlyMap<string, Uint8Array>;
}

/**
 * The newest delta travels in the index where it has room there; older ones, the newest first, where they take little:
 * who is one small update behind should not load many bytes for the sake of those who are further behind.
 */
export function placeDeltas({ entries, deltas, segments, merged }: Log): PlacedDeltas {
  const inline: { readonly position: number; readonly delta: Uint8Array }[] = [];
  const outer = new Map<string, Uint8Array>();
  let room = MAX_INLINE_BYTES;
  const roomForOlder = Math.max(0, MAX_OLDER_INLINE_BYTES - SEGMENT_REF_BYTES * (segments.length + merged.length));
  for (const [position, { delta: named }] of [...entries.entries()].toReversed()) {
    const delta = deltas.get(named.sha256);
    const isFitting = delta !== undefined && delta.length <= room;
    if (isFitting) inline.unshift({ position, delta });
    else if (delta !== undefined) outer.set(named.sha256, delta);
    if (isFitting) room -= delta.length;
    room = Math.min(room, position === entries.length - 1 ? roomForOlder : room);
  }
  return { inline, outer };
}

/**
 * Of all deltas but the newest, and of what names segments and merged updates. Tip (289 bytes), a full log (1,280) and
 * these leave the index of an update of `c` changes under 3,000 + 22 · c bytes, with a few co-signers as well.
 */
const MAX_OLDER_INLINE_BYTES = 1024;

/** What the index takes to name a segment or a merged update. */
const SEGMENT_REF_BYTES = 76;
