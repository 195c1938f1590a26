import type { C2paReading } from '../core/c2pa-reading.ts';
import type { Mark } from '../core/mark.ts';
import type { Judged } from '../core/report.ts';

/** Adds what a file says beyond its labels. Of what it does not say nothing is added. */
export function withFileNotes(judged: Judged, notes: readonly Mark[], credentials: C2paReading): Judged {
  return { ...judged, ...(notes.length > 0 ? { notes } : {}), ...(credentials.state === 'none' ? {} : { credentials }) };
}
