import { detailsIn, detailsOf } from '../../lib/lists/list-details.ts';
import { counted, type ReadListFile } from './read-list.ts';

/** What a list tells besides its flags: counts, and in how many parts it is asked for. Undefined where it gives no reasons. */
export interface ToldCounts {
  readonly flags: number;
  readonly reasons: number;
  readonly retractions: number;
  readonly parts: number;
  readonly bytes: number;
}

/** `'elsewhere'` where the list gives reasons, and the file does not carry them. */
export function toldCounts({ file, index }: Pick<ReadListFile, 'file' | 'index'>): ToldCounts | 'elsewhere' | undefined {
  const manifest = detailsIn(file, index);
  if (manifest === undefined) return index.details && 'elsewhere';
  const counts = { flags: 0, reasons: 0, retractions: 0 };
  for (const detail of detailsOf(file, index)) {
    if ('retraction' in detail) counts.retractions += 1;
    else {
      counts.flags += 1;
      if (detail.flag.reason !== undefined) counts.reasons += 1;
    }
  }
  const bytes = manifest.buckets.reduce((sum, ref) => sum + (ref?.bytes ?? 0), index.details!.bytes);
  return { ...counts, parts: manifest.buckets.length, bytes };
}

/** "details of 3 flags (2 with a reason) and 1 retraction, 410 bytes in 1 part". */
export function toldText(told: ToldCounts | 'elsewhere'): string {
  if (told === 'elsewhere') return 'details are given, and not in this file';
  const { flags, reasons, retractions, parts, bytes } = told;
  return `details of ${counted(flags, 'flag')} (${reasons} with a reason) and ${counted(retractions, 'retraction')}, ${bytes} bytes in ${counted(parts, 'part')}`;
}
