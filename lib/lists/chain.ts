import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { u32 } from './big-endian.ts';
import { domainHash } from './domain-hash.ts';

/** Hash of 32 zero bytes in place of a delta: this step cannot be replayed, take the snapshot. */
export const RESET = '0'.repeat(64);

/** `chain_0`, before the first update. */
export function genesisChain(list: string): string {
  return bytesToHex(domainHash('genesis', hexToBytes(list)));
}

/** `chain_n` from `chain_{n-1}`, the new state and the delta that leads to it (or RESET). */
export function linkChain(chain: string, seq: number, state: string, delta: string): string {
  return bytesToHex(domainHash('link', hexToBytes(chain), u32(seq), hexToBytes(state), hexToBytes(delta)));
}
