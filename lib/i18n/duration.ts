/** "about" so long, in one unit: 9 seconds, 4 minutes, 3 hours. */
export function roughDuration(ms: number, locale: string): string {
  const [value, unit] = ms < 90_000 ? [ms / 1000, 'second'] : ms < 5_400_000 ? [ms / 60_000, 'minute'] : [ms / 3_600_000, 'hour'];
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 0 }).format(Math.max(1, value));
}
