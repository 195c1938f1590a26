import { concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { u16, u32 } from './big-endian.ts';
import { ByteReader } from './byte-reader.ts';
import { linkChain, RESET } from './chain.ts';
import { MAX_SEGMENT_STEPS } from './limits.ts';
import { refuse } from './list-error.ts';
import { decodeRef, encodeRef, type LogEntry } from './list-index.ts';

/** Updates that follow one another and that the log tells no more: enough to fold the line, and not to go along it. */
export interface SegmentSteps {
  /** Of the line before the first of them. */
  readonly chainBefore: string;
  /** At least one, oldest first. */
  readonly steps: readonly LogEntry[];
}

/** Blob `FLG1`: `"FLG1" ‖ u32 first seq ‖ chain before it 32 ‖ u16 count ‖ (state 32 ‖ delta ref 36)…`. */
export function encodeSegment({ chainBefore, steps }: SegmentSteps): Uint8Array {
  return concatBytes(
    utf8ToBytes('FLG1'),
    u32(steps[0]!.seq),
    hexToBytes(chainBefore),
    u16(steps.length),
    ...steps.map(({ state, delta }) => concatBytes(hexToBytes(state), encodeRef(delta))),
  );
}

export function decodeSegment(bytes: Uint8Array): SegmentSteps {
  const reader = new ByteReader(bytes, 'a segment of the older log');
  reader.magic('FLG1');
  const from = reader.u32();
  const chainBefore = reader.hex(32);
  const count = reader.u16();
  if (count === 0 || count > MAX_SEGMENT_STEPS) refuse('too-large', `A segment tells 1 to ${MAX_SEGMENT_STEPS} updates, this one ${count}.`);
  const steps = Array.from({ length: count }, (_, i) => ({ seq: from + i, state: reader.hex(32), delta: decodeRef(reader) }));
  reader.end();
  if (steps.some(({ delta }) => (delta.sha256 === RESET) !== (delta.bytes === 0))) {
    refuse('malformed', 'A reset in the older log names a size, or a delta none.');
  }
  return { chainBefore, steps };
}

/** The chain after steps, from the one before them. */
export function foldSteps(chain: string, steps: readonly LogEntry[]): string {
  return steps.reduce((before, { seq, state, delta }) => linkChain(before, seq, state, delta.sha256), chain);
}
