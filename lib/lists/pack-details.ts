import { blobStore } from './blob-store.ts';
import { encodeBucket, type Detail } from './detail-bucket.ts';
import { bucketOf, encodeDetailManifest } from './detail-manifest.ts';
import { MAX_DETAIL_BITS, MIN_DETAIL_FLAGS } from './limits.ts';
import { attempt, refuse } from './list-error.ts';
import { RECORD_BYTES } from './record.ts';
import type { BlobRef } from './tip.ts';

/** The details of a list as blobs, and by which they are found. */
export interface PackedDetails {
  readonly manifest: BlobRef;
  readonly blobs: ReadonlyMap<string, Uint8Array>;
}

/** Flags of a part of ours, at least, on average, where the list has so many: one in which chance put few has enough all the same. */
const FLAGS_A_PART = 256;
/** Parts of ours, as a power of two: who asks loads one, and 36 bytes for each that tell where it lies. With more flags parts grow instead. */
const MOST_BITS = 12;

/** Packs details, ascending by name, of a list of these records; undefined where there are none. */
export function packDetails(details: readonly Detail[], records: Uint8Array): PackedDetails | undefined {
  if (details.length === 0) return undefined;
  const most = possibleBits(records);
  const wanted = Math.min(MOST_BITS, Math.max(0, Math.floor(Math.log2(records.length / RECORD_BYTES / FLAGS_A_PART))));
  for (let bits = Math.min(wanted, most); bits <= most; bits++) {
    const packed = packInto(bits, details);
    if (packed !== undefined) return packed;
  }
  refuse('too-large', 'What the list tells of single flags takes more room than there is for so few flags: shorten the reasons.');
}

/** Undefined where one of the parts is larger than it may be. */
function packInto(bits: number, details: readonly Detail[]): PackedDetails | undefined {
  const parts = Array.from({ length: 2 ** bits }, (): Detail[] => []);
  for (const detail of details) parts[bucketOf(detail.key, bits)]!.push(detail);
  const { blobs, put } = blobStore();
  const buckets: (BlobRef | undefined)[] = [];
  for (const part of parts) {
    const blob = part.length === 0 ? undefined : attempt(() => encodeBucket(part));
    if (blob?.ok === false) return undefined;
    buckets.push(blob && put(blob.value));
  }
  const manifest = put(encodeDetailManifest({ bits, buckets }));
  return { manifest, blobs };
}

/** Into how many ranges, as a power of two, the keys may be split so that each has flags enough. */
function possibleBits(records: Uint8Array): number {
  let bits = 0;
  while (bits < MAX_DETAIL_BITS && leastIn(records, bits + 1) >= MIN_DETAIL_FLAGS) bits += 1;
  return bits;
}

function leastIn(records: Uint8Array, bits: number): number {
  const counts = new Uint32Array(2 ** bits);
  for (let at = 0; at < records.length; at += RECORD_BYTES) counts[((records[at]! << 8) | records[at + 1]!) >>> (16 - bits)]! += 1;
  return counts.reduce((least, count) => Math.min(least, count), Infinity);
}
