import { concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { u16, u32, u8 } from './big-endian.ts';
import { ByteReader } from './byte-reader.ts';
import { genesisChain, linkChain, RESET } from './chain.ts';
import { blobName } from './domain-hash.ts';
import { MAX_BLOB_BYTES, MAX_INDEX_BYTES, MAX_INLINE_BYTES, MAX_LOG, MAX_MERGED, MAX_SEGMENTS, MAX_SEGMENT_STEPS } from './limits.ts';
import { refuse } from './list-error.ts';
import { emptyState } from './list-state.ts';
import type { RootLine } from './root-line.ts';
import type { BlobRef, Tip } from './tip.ts';

/** A point of a list's line. */
export interface Anchor {
  readonly seq: number;
  readonly chain: string;
  readonly state: string;
}

/** One update: the state it led to and the delta that leads there; a `RESET` delta has 0 bytes. */
export interface LogEntry {
  readonly seq: number;
  readonly state: string;
  readonly delta: BlobRef;
}

/** Updates `from`…`to` as one blob, and the chain after them. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  readonly chainTo: string;
  readonly blob: BlobRef;
}

/** Blob `FLI1`: how to get from an older state to this one, or straight to it. */
export interface ListIndex {
  /** The point before the first entry of `log`. */
  readonly base: Anchor;
  /** The last 1…16 updates, oldest first. */
  readonly log: readonly LogEntry[];
  /** Older updates without gaps, ending at `base`. */
  readonly segments: readonly Segment[];
  /** Longer ways in one step, for readers who are further behind: from any update before `to`, and not before `from − 1`. */
  readonly merged: readonly Segment[];
  /** Deltas small enough to travel here, by position in `log`, ascending. */
  readonly inline: readonly { readonly position: number; readonly delta: Uint8Array }[];
  readonly snapshot: { readonly seq: number; readonly manifest: BlobRef };
  readonly details?: BlobRef;
}

export function encodeIndex(index: ListIndex): Uint8Array {
  const { base, log, segments, merged, inline, snapshot, details } = index;
  return concatBytes(
    utf8ToBytes('FLI1'),
    u32(base.seq),
    hexToBytes(base.chain),
    hexToBytes(base.state),
    u8(log.length),
    ...log.map(({ seq, state, delta }) => concatBytes(u32(seq), hexToBytes(state), encodeRef(delta))),
    encodeSegments(segments),
    encodeSegments(merged),
    u8(inline.length),
    ...inline.map(({ position, delta }) => concatBytes(u8(position), u16(delta.length), delta)),
    u32(snapshot.seq),
    encodeRef(snapshot.manifest),
    details === undefined ? u8(0) : concatBytes(u8(1), encodeRef(details)),
  );
}

export function decodeIndex(bytes: Uint8Array): ListIndex {
  if (bytes.length > MAX_INDEX_BYTES) refuse('too-large', `The index of the list is larger than ${MAX_INDEX_BYTES} bytes.`);
  const reader = new ByteReader(bytes, 'the index');
  reader.magic('FLI1');
  const base = { seq: reader.u32(), chain: reader.hex(32), state: reader.hex(32) };
  const log = repeat(reader.u8(), () => ({ seq: reader.u32(), state: reader.hex(32), delta: decodeRef(reader) }));
  const segments = decodeSegments(reader);
  const merged = decodeSegments(reader);
  const inline = repeat(reader.u8(), () => ({ position: reader.u8(), delta: reader.take(reader.u16()) }));
  const snapshot = { seq: reader.u32(), manifest: decodeRef(reader) };
  const hasDetails = reader.u8();
  if (hasDetails > 1) refuse('malformed', 'The index of the list says neither yes nor no to details.');
  const details = hasDetails === 1 ? { details: decodeRef(reader) } : {};
  reader.end();
  return { base, log, segments, merged, inline, snapshot, ...details };
}

/**
 * Checks that the index leads to what the tip signed: the line folds to its chain and state, passes through the
 * point where the current root took over, and nothing in it contradicts itself.
 */
export function checkIndex(index: ListIndex, tip: Tip, line: RootLine): void {
  checkLine(index, tip, line);
  checkSegments(index);
  checkMerged(index);
  checkInline(index);
  if (index.snapshot.seq > tip.seq) refuse('broken-chain', 'The snapshot of the list is newer than its tip.');
}

/** The point before the log, then the one each entry leads to. */
export function lineOf({ base, log }: Pick<ListIndex, 'base' | 'log'>): readonly [Anchor, ...Anchor[]] {
  const line: [Anchor, ...Anchor[]] = [base];
  for (const { seq, state, delta } of log) {
    line.push({ seq, state, chain: linkChain(line.at(-1)!.chain, seq, state, delta.sha256) });
  }
  return line;
}

function checkLine(index: ListIndex, tip: Tip, line: RootLine): void {
  const { base, log } = index;
  if (log.length === 0 || log.length > MAX_LOG) refuse('too-large', `The log of a list has 1 to ${MAX_LOG} entries.`);
  const joints: readonly Anchor[] = [
    { seq: 0, chain: genesisChain(tip.list), state: emptyState(tip.list) },
    ...line.flatMap(({ base: joint }) => joint ?? []),
  ];
  const passes = (here: Anchor) =>
    joints.every((joint) => joint.seq !== here.seq || (joint.chain === here.chain && joint.state === here.state));

  if (!passes(base)) refuse('broken-chain', 'The log of the list begins off its line.');
  for (const [i, { seq, delta }] of log.entries()) {
    if (seq !== base.seq + 1 + i) refuse('broken-chain', 'The log of the list has a gap.');
    if ((delta.sha256 === RESET) !== (delta.bytes === 0)) refuse('malformed', 'A reset in the log names a size, or a delta none.');
  }
  const points = lineOf(index);
  if (!points.every(passes)) refuse('broken-chain', 'The log of the list leaves the line its roots name.');
  const here = points.at(-1)!;
  if (here.seq !== tip.seq || here.chain !== tip.chain) refuse('broken-chain', 'The log does not lead to the signed tip.');
  if (here.state !== tip.state) refuse('state-mismatch', 'The log ends in another state than the tip signs.');
}

/** As far as the index tells it; that they fold is checked by who loads them (`readSegments`). */
function checkSegments({ base, segments }: ListIndex): void {
  if (segments.length > MAX_SEGMENTS) refuse('too-large', `The older log of a list has at most ${MAX_SEGMENTS} segments.`);
  for (const [i, segment] of segments.entries()) {
    const next = segments[i + 1]?.from ?? base.seq + 1;
    if (segment.from > segment.to || segment.to + 1 !== next) refuse('broken-chain', 'The older log of the list has a gap.');
  }
  const last = segments.at(-1);
  if (last !== undefined && last.chainTo !== base.chain) refuse('broken-chain', 'The older log does not join the newer one.');
  for (const { from, to, blob } of segments) {
    if (from === 0) refuse('broken-chain', 'The older log begins before the first update.');
    if (to - from >= MAX_SEGMENT_STEPS) refuse('too-large', `A segment of the older log tells more than ${MAX_SEGMENT_STEPS} updates.`);
    if (blob.bytes !== segmentBytes(to - from + 1)) refuse('malformed', 'A segment of the older log has another size than its updates take.');
  }
}

/** Those that end in the log are on its line; for the others that is checked by the segments, which must reach as far. */
function checkMerged(index: ListIndex): void {
  const { base, log, segments, merged } = index;
  if (merged.length > MAX_MERGED) refuse('too-large', `A list offers at most ${MAX_MERGED} merged updates.`);
  const told = (segments[0]?.from ?? base.seq + 1) - 1;
  const line = lineOf(index);
  for (const [i, { from, to, chainTo }] of merged.entries()) {
    if (from > to) refuse('malformed', 'A merged update of the list ends before it begins.');
    if (from === 0 || to > log.at(-1)!.seq) refuse('broken-chain', 'A merged update of the list lies off its line.');
    if (i > 0 && from !== merged[i - 1]!.to + 1) refuse('broken-chain', 'The merged updates of the list overlap, or leave a gap.');
    if (to <= told) refuse('broken-chain', 'A merged update of the list ends before the older log begins.');
    const here = line.find(({ seq }) => seq === to);
    if (here !== undefined && here.chain !== chainTo) refuse('broken-chain', 'A merged update of the list leads off its line.');
  }
}

/** What a segment of so many steps takes (`FLG1`): a lie about its size is seen before it is loaded. */
export function segmentBytes(steps: number): number {
  return SEGMENT_HEADER_BYTES + steps * SEGMENT_STEP_BYTES;
}

/** Of `FLG1`: magic, first number, chain before it, count; then state and delta ref of each step. */
const SEGMENT_HEADER_BYTES = 42;
const SEGMENT_STEP_BYTES = 68;

function checkInline({ log, inline }: ListIndex): void {
  let total = 0;
  for (const [i, { position, delta }] of inline.entries()) {
    if (i > 0 && inline[i - 1]!.position >= position) refuse('not-canonical', 'The inline updates are out of order.');
    const named = log[position]?.delta;
    if (named === undefined || named.bytes !== delta.length || named.sha256 !== blobName(delta)) {
      refuse('hash-mismatch', 'An inline update is not the one the log names.');
    }
    total += delta.length;
  }
  if (total > MAX_INLINE_BYTES) refuse('too-large', `The index carries more than ${MAX_INLINE_BYTES} bytes of updates.`);
}

/** `u16 count ‖ (u32 from ‖ u32 to ‖ chain_to 32 ‖ blob)…`. */
function encodeSegments(segments: readonly Segment[]): Uint8Array {
  return concatBytes(
    u16(segments.length),
    ...segments.map(({ from, to, chainTo, blob }) => concatBytes(u32(from), u32(to), hexToBytes(chainTo), encodeRef(blob))),
  );
}

function decodeSegments(reader: ByteReader): readonly Segment[] {
  return repeat(reader.u16(), () => ({
    from: reader.u32(),
    to: reader.u32(),
    chainTo: reader.hex(32),
    blob: decodeRef(reader),
  }));
}

/** `sha256 32 ‖ u32 bytes`. */
export function encodeRef({ sha256, bytes }: BlobRef): Uint8Array {
  return concatBytes(hexToBytes(sha256), u32(bytes));
}

export function decodeRef(reader: ByteReader): BlobRef {
  const ref = { sha256: reader.hex(32), bytes: reader.u32() };
  if (ref.bytes > MAX_BLOB_BYTES) refuse('too-large', 'The list names a blob larger than a blob may be.');
  return ref;
}

/** Reads `count` items; each costs the reader bytes, so a huge count ends with the input. */
function repeat<T>(count: number, read: () => T): readonly T[] {
  return Array.from({ length: count }, read);
}
