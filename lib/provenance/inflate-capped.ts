import { Gunzip, Inflate, Unzlib } from 'fflate';
import { MAX_PART_BYTES } from './metadata.ts';

const STREAMS = { zlib: Unzlib, gzip: Gunzip, raw: Inflate } as const;

/** Bytes of input between two looks at the output: deflate makes at most 1032 bytes of one. */
const STEP = 1024;

/**
 * Inflates at most `MAX_PART_BYTES`; undefined where the stream is broken, or gives more than that, whatever it
 * announces. Bytes after its end are not looked at.
 */
export function inflateCapped(input: Uint8Array, format: keyof typeof STREAMS): Uint8Array | undefined {
  if (input.length === 0 || input.length > MAX_PART_BYTES) return undefined;
  const output: Uint8Array[] = [];
  let length = 0;
  let isDone = false;
  const stream = new STREAMS[format]((chunk, isLast) => {
    length += chunk.length;
    output.push(chunk);
    isDone ||= isLast;
  });
  try {
    for (let at = 0; at < input.length && length <= MAX_PART_BYTES; at += STEP) {
      stream.push(input.subarray(at, at + STEP), at + STEP >= input.length);
    }
  } catch {
    // fflate throws at whatever is no deflate stream.
    return undefined;
  }
  return isDone && length <= MAX_PART_BYTES ? joined(output, length) : undefined;
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
