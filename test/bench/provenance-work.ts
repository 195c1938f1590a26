import type { C2paState, C2paTrust } from '../../lib/core/c2pa-reading.ts';
import { sniffPicture } from '../../lib/media/sniff-picture.ts';
import { findC2pa } from '../../lib/provenance/find-c2pa.ts';
import { readClaims } from '../../lib/provenance/read-claims.ts';
import type { ReadC2pa } from '../../lib/provenance/read-c2pa.ts';

/** What each part took of one file, in milliseconds. */
export interface Timed {
  /** The look for credentials. */
  readonly findMs: number;
  /** All marks besides. */
  readonly marksMs: number;
  /** Look and library. */
  readonly readMs: number;
  readonly state: C2paState;
}

/** The clock of a page ticks in steps longer than a look takes: many are timed together. */
const LOOKS = 200;

/** The same work in node and in a browser's worker. */
export async function provenanceWork(bytes: Uint8Array, readC2pa: ReadC2pa, trust: C2paTrust): Promise<Timed> {
  const since = performance.now();
  for (let i = 0; i < LOOKS; i++) findC2pa(bytes);
  const found = performance.now();
  const sniffed = sniffPicture(bytes);
  if (sniffed.ok) for (let i = 0; i < LOOKS; i++) readClaims(bytes, sniffed.value, 0);
  const marked = performance.now();
  const { state } = await readC2pa(bytes, trust);
  return { findMs: (found - since) / LOOKS, marksMs: (marked - found) / LOOKS, readMs: performance.now() - marked, state };
}
