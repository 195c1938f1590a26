const STEPS = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['week', 7 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const satisfies readonly (readonly [Intl.RelativeTimeFormatUnit, number])[];

/** How long ago, in the largest unit that fits: "3 minutes ago", "now". Times in the future are "now". */
export function relativeTime(atMs: number, nowMs: number, locale: string): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const ageMs = nowMs - atMs;
  const step = STEPS.find(([, lengthMs]) => ageMs >= lengthMs);
  return step === undefined ? format.format(0, 'second') : format.format(-Math.floor(ageMs / step[1]), step[0]);
}

/** Date and time in full, in the reader's time zone. */
export function absoluteTime(atMs: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' }).format(atMs);
}

/** The time of day; with the date, where that is not the day of `nowMs`. */
export function sinceTime(atMs: number, nowMs: number, locale: string): string {
  const isToday = new Date(atMs).toDateString() === new Date(nowMs).toDateString();
  return new Intl.DateTimeFormat(locale, { dateStyle: isToday ? undefined : 'medium', timeStyle: 'short' }).format(atMs);
}

/** The date alone. Weeks of flags start at midnight UTC, so it is read there. */
export function absoluteDate(atMs: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(atMs);
}
