import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { deflateSync } from 'fflate';
import { u32, u8 } from './big-endian.ts';
import { ByteReader } from './byte-reader.ts';
import { inflateExactly } from './inflate.ts';
import { MAX_BLOB_BYTES } from './limits.ts';
import { refuse } from './list-error.ts';
import { KEY_BYTES, RECORD_BYTES } from './record.ts';
import { decodeRice, encodeRice } from './rice.ts';

/**
 * Records a shard of ours holds: with keys of any distribution 65 536 records stay under a blob's 1 MiB
 * (≤ 8 bytes coded key, 4 plain, 4 of columns). Readers take any split.
 */
export const SHARD_RECORDS = 65_536;

/** Key bytes that are coded as gaps; the others are random and stay plain. */
const HEAD_BYTES = 8;
const TAIL_BYTES = KEY_BYTES - HEAD_BYTES;
/** Label, polarity and confidence, high and low byte of the week: one column each. */
const COLUMNS = RECORD_BYTES - KEY_BYTES;

/** Blob `FLS1`: a run of records, keys coded by their gaps, the rest column by column. */
export function encodeShard(run: Uint8Array): Uint8Array {
  const count = run.length / RECORD_BYTES;
  const { k, bits } = encodeRice(run, RECORD_BYTES);
  const tails = new Uint8Array(count * TAIL_BYTES);
  const columns = new Uint8Array(count * COLUMNS);
  for (let i = 0; i < count; i++) {
    const at = i * RECORD_BYTES;
    tails.set(run.subarray(at + HEAD_BYTES, at + KEY_BYTES), i * TAIL_BYTES);
    for (let column = 0; column < COLUMNS; column++) columns[column * count + i] = run[at + KEY_BYTES + column]!;
  }
  const packed = deflateSync(columns, { level: 9 });
  return concatBytes(
    utf8ToBytes('FLS1'),
    u32(count),
    u8(k),
    u32(bits.length),
    u32(columns.length),
    u32(packed.length),
    bits,
    tails,
    packed,
  );
}

/** The run a shard holds; the order of its records is not checked here. */
export function decodeShard(bytes: Uint8Array): Uint8Array {
  if (bytes.length > MAX_BLOB_BYTES) refuse('too-large', 'A shard is larger than a blob may be.');
  const reader = new ByteReader(bytes, 'a shard');
  reader.magic('FLS1');
  const count = reader.u32();
  const k = reader.u8();
  const bitBytes = reader.u32();
  const columnBytes = reader.u32();
  const packedBytes = reader.u32();
  // Plain key bytes alone bound the count by the shard's own size: nothing is allocated for a lie.
  if (count === 0 || bitBytes + count * TAIL_BYTES + packedBytes !== reader.left || columnBytes !== count * COLUMNS) {
    refuse('malformed', 'The sizes a shard announces do not add up.');
  }
  const bits = reader.take(bitBytes);
  const tails = reader.take(count * TAIL_BYTES);
  const columns = inflateExactly(reader.take(packedBytes), columnBytes);

  const run = new Uint8Array(count * RECORD_BYTES);
  decodeRice(bits, k, count, run, RECORD_BYTES);
  for (let i = 0; i < count; i++) {
    const at = i * RECORD_BYTES;
    for (let b = 0; b < TAIL_BYTES; b++) run[at + HEAD_BYTES + b] = tails[i * TAIL_BYTES + b]!;
    for (let column = 0; column < COLUMNS; column++) run[at + KEY_BYTES + column] = columns[column * count + i]!;
  }
  return run;
}
