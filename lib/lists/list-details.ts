import { bucketOf, bucketsOf, decodeDetailManifest, type DetailManifest } from './detail-manifest.ts';
import { decodeBucket, isOn, type Detail } from './detail-bucket.ts';
import { refuseWhy, whyNoDetails, whyNoRetraction } from './detail-rules.ts';
import { blobName } from './domain-hash.ts';
import type { FlagIndexBlock } from './flag-index-block.ts';
import type { FlagListFile } from './flag-list-file.ts';
import { MIN_DETAIL_FLAGS, WEEK_S } from './limits.ts';
import { refuse } from './list-error.ts';
import type { ListIndex } from './list-index.ts';
import type { Root } from './root-line.ts';
import type { BlobRef, Tip } from './tip.ts';

/** What a file carries of its list's details: all of them, or nothing. */
type DetailBlobs = Pick<FlagListFile, 'blobs'>;

/** The manifest of the details that an index names; undefined where it names none, or the file does not carry them. */
export function detailsIn({ blobs }: DetailBlobs, { details }: Pick<ListIndex, 'details'>): DetailManifest | undefined {
  return details === undefined || !blobs.has(details.sha256) ? undefined : readDetailManifest(takePart(blobs, details), details);
}

/** Names of all blobs of details that a file must carry, where it carries any. */
export function detailNames(index: Pick<ListIndex, 'details'>, manifest: DetailManifest | undefined): readonly string[] {
  return manifest === undefined ? [] : [index.details!.sha256, ...bucketsOf(manifest).map(({ sha256 }) => sha256)];
}

/** All details that a file carries, ascending by name, of which nothing is checked but that they are those named. */
export function* detailsOf(file: DetailBlobs, index: Pick<ListIndex, 'details'>): Generator<Detail> {
  const manifest = detailsIn(file, index);
  for (const ref of manifest === undefined ? [] : bucketsOf(manifest)) yield* readBucket(takePart(file.blobs, ref), ref);
}

/** What a file that was verified tells of the flags on one subject. */
export function detailsOn(key: Uint8Array, file: DetailBlobs, index: Pick<ListIndex, 'details'>): readonly Detail[] {
  const manifest = detailsIn(file, index);
  const ref = manifest?.buckets[bucketOf(key, manifest.bits)];
  return ref === undefined ? [] : readBucket(takePart(file.blobs, ref), ref).filter((detail) => isOn(key, detail));
}

/** The manifest in these bytes, which are those that are named. */
export function readDetailManifest(bytes: Uint8Array, ref: BlobRef): DetailManifest {
  checkName(bytes, ref);
  return decodeDetailManifest(bytes);
}

/** The details in these bytes, which are those that are named. */
export function readBucket(bytes: Uint8Array, ref: BlobRef): readonly Detail[] {
  checkName(bytes, ref);
  return decodeBucket(bytes);
}

/**
 * Checks all details of a file, one part after the other, against the root and the records of its list: they tell of
 * flags that it has and of such as it has no more, and each part is of enough flags.
 */
export function checkDetails(file: DetailBlobs, index: Pick<ListIndex, 'details'>, tip: Tip, root: Root, flags: FlagIndexBlock): void {
  const manifest = detailsIn(file, index);
  if (manifest === undefined) return;
  for (const [range, ref] of manifest.buckets.entries()) {
    checkRange(range, manifest, flags);
    if (ref === undefined) continue;
    const details = readBucket(takePart(file.blobs, ref), ref);
    checkBucket(details, { range, bits: manifest.bits }, tip, root);
    for (const detail of details) checkStanding(detail, flags);
  }
}

/** Who asks for one part tells that one of its flags is meant: they must be many, or all. */
export function checkRange(range: number, { bits }: Pick<DetailManifest, 'bits'>, flags: FlagIndexBlock): number {
  const among = bits === 0 ? flags.n : flags.countIn(range, bits);
  if (bits > 0 && among < MIN_DETAIL_FLAGS) refuse('bad-details', `A part of the reasons is of fewer than ${MIN_DETAIL_FLAGS} flags: to ask for it would tell which one is meant.`);
  return among;
}

/** That a part tells of keys in its range alone, nothing that it may not tell under the root, and nothing from the future. */
export function checkBucket(details: readonly Detail[], { range, bits }: { readonly range: number; readonly bits: number }, { by }: Pick<Tip, 'by'>, { epoch, labels }: Pick<Root, 'epoch' | 'labels'>): void {
  const thisWeek = Math.floor((by.createdAt - epoch) / WEEK_S);
  const sensitive = new Set(labels.flatMap((label) => (label.sensitive ? [label.code] : [])));
  for (const detail of details) {
    if (bucketOf(detail.key, bits) !== range) refuse('not-canonical', 'A part of the reasons tells of a flag that is not in its range.');
    // What else they may not tell was refused when they were read.
    if (sensitive.has(detail.label)) refuseWhy('flag' in detail ? whyNoDetails(detail.flag, true) : whyNoRetraction(detail.retraction.reason, true));
    if ('retraction' in detail && detail.retraction.week > thisWeek) refuse('bad-details', 'The list tells of a flag taken back after it was signed.');
  }
}

/** As far as 64 bits of the key tell: what does not fit is then found by nobody. */
function checkStanding(detail: Detail, flags: FlagIndexBlock): void {
  if (flags.hasFlag(detail) !== 'flag' in detail) refuse('bad-details', 'The list gives a reason for a flag that it has not, or for taking one back that it has.');
}

function takePart(blobs: ReadonlyMap<string, Uint8Array>, { sha256 }: BlobRef): Uint8Array {
  return blobs.get(sha256) ?? refuse('missing-blob', 'The file lacks a part of the reasons that its list gives.');
}

function checkName(bytes: Uint8Array, { sha256, bytes: size }: BlobRef): void {
  if (bytes.length !== size || blobName(bytes) !== sha256) refuse('hash-mismatch', 'A part of the reasons is not the one that the list names.');
}
