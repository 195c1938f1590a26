import type { DraftFlag } from '../../lib/lists/build-flag-list.ts';
import type { FlagDetails } from '../../lib/core/flag-reason.ts';
import { encodeBucket, decodeBucket, type Detail } from '../../lib/lists/detail-bucket.ts';
import { encodeDetailManifest, decodeDetailManifest, type DetailManifest } from '../../lib/lists/detail-manifest.ts';
import { refTo } from '../../lib/lists/blob-store.ts';
import { decodeFlagListFile } from '../../lib/lists/flag-list-file.ts';
import { decodeIndex } from '../../lib/lists/list-index.ts';
import { detailsOf } from '../../lib/lists/list-details.ts';
import { withIndex } from './lists-history.ts';
import { someFlags } from './lists-draft.ts';

/** Every band, dispute, language and sort of evidence, by and by. */
export function someDetails(i: number): FlagDetails {
  const reporters = ([undefined, '1', '2-4', '5-9', '10+'] as const)[i % 5];
  const dispute = ([undefined, 'open', 'upheld'] as const)[i % 3];
  const evidence = [{ link: `https://archive.example/${i}?of=shop#seen` }, { sha256: i.toString(16).padStart(64, '0') }].slice(i % 3);
  return {
    reason: { text: `Order ${i} was paid for and never sent; the shop answers nobody.`, ...(i % 2 === 0 ? {} : { lang: 'en' }) },
    evidence,
    ...(reporters === undefined ? {} : { reporters }),
    ...(dispute === undefined ? {} : { dispute }),
  };
}

/** `someFlags`, every third without details. */
export function detailedFlags(n: number): readonly DraftFlag[] {
  return someFlags(n).map((flag, i) => (i % 3 === 2 ? flag : { ...flag, details: someDetails(i) }));
}

/** All details of a file, as they are read. */
export function toldBy(file: Uint8Array): readonly Detail[] {
  const parts = decodeFlagListFile(file);
  return [...detailsOf(parts, decodeIndex(parts.index))];
}

/** The list with other details than its curator signed, signed all the same: `change` gives them part by part. */
export function withDetails(file: Uint8Array, change: (buckets: readonly (readonly Detail[] | undefined)[]) => readonly (readonly Detail[] | undefined)[]): Uint8Array {
  const { index, blobs } = decodeFlagListFile(file);
  const { details } = decodeIndex(index);
  const { buckets } = decodeDetailManifest(blobs.get(details!.sha256)!);
  const made = change(buckets.map((ref) => ref && decodeBucket(blobs.get(ref.sha256)!))).map((part) => (part === undefined ? undefined : encodeBucket(part)));
  return withParts(file, { bits: Math.log2(made.length), buckets: made.map((part) => part && refTo(part)) }, made.flatMap((part) => part ?? []));
}

/** The same with this manifest and these blobs. */
export function withParts(file: Uint8Array, manifest: DetailManifest, parts: readonly Uint8Array[]): Uint8Array {
  const bytes = encodeDetailManifest(manifest);
  return withIndex(file, () => ({ details: refTo(bytes) }), bytes, ...parts);
}
