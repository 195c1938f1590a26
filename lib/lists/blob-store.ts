import { blobName } from './domain-hash.ts';
import type { BlobRef } from './tip.ts';

/** Blobs that are being made, by name. */
export interface BlobStore {
  readonly blobs: ReadonlyMap<string, Uint8Array>;
  put(blob: Uint8Array): BlobRef;
}

export function blobStore(): BlobStore {
  const blobs = new Map<string, Uint8Array>();
  return {
    blobs,
    put(blob) {
      const ref = refTo(blob);
      blobs.set(ref.sha256, blob);
      return ref;
    },
  };
}

export function refTo(blob: Uint8Array): BlobRef {
  return { sha256: blobName(blob), bytes: blob.length };
}
