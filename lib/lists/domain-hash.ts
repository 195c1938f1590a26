import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';

/** `SHA256("flagsync/<domain>/v1\0" ‖ parts)`: hashes of different things can never be taken for each other. */
export function domainHash(domain: 'genesis' | 'link' | 'leaf' | 'node' | 'state', ...parts: readonly Uint8Array[]): Uint8Array {
  return sha256(concatBytes(domainPrefix(domain), ...parts));
}

export function domainPrefix(domain: string): Uint8Array {
  return utf8ToBytes(`flagsync/${domain}/v1\0`);
}

/** Blobs are named by the SHA-256 of their exact bytes, 64 lower-case hex digits. */
export function blobName(bytes: Uint8Array): string {
  return bytesToHex(sha256(bytes));
}
