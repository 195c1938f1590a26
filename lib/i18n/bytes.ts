import type { Translate } from './t.ts';

/** A size in megabytes, as download pages count them; below one, in kilobytes. */
export function megabytes(bytes: number, t: Pick<Translate, 'locale'>): string {
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, 'kilobyte'] : [bytes / 1e6, 'megabyte'];
  return new Intl.NumberFormat(t.locale, { style: 'unit', unit, maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
}
