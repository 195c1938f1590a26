import type { Claim } from '../core/evidence.ts';
import type { SniffedPicture } from '../media/sniff-picture.ts';
import { digitalSourceTypeClaims } from './digital-source-type.ts';
import { xmpPackets } from './xmp-packets.ts';

/**
 * What a picture's own metadata says of its making, each value once. Most platforms strip such marks: nothing
 * found means nothing known.
 */
export function readClaims(bytes: Uint8Array, sniffed: SniffedPicture, now: number): readonly Claim[] {
  const claims = xmpPackets(bytes, sniffed.type).flatMap((packet) => digitalSourceTypeClaims(packet, now));
  return [...new Map(claims.map((claim) => [claim.value, claim])).values()];
}
