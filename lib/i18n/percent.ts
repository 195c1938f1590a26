import type { PageMessageKey, Translate } from './t.ts';

/**
 * A probability as whole per cent. Nothing measured is ever certain: above 99 % it says "over 99 %",
 * below 1 % "under 1 %".
 */
export function percent(probability: number, t: Translate<PageMessageKey>): string {
  const format = new Intl.NumberFormat(t.locale, { style: 'percent' });
  if (probability > 0.99) return t('percent.over', { percent: format.format(0.99) });
  if (probability < 0.01) return t('percent.under', { percent: format.format(0.01) });
  return format.format(probability);
}

/** A share that was counted, as per cent with two digits; of such a number there is nothing to be over or under. */
export function share(value: number, t: Pick<Translate<PageMessageKey>, 'locale'>): string {
  return new Intl.NumberFormat(t.locale, { style: 'percent', maximumSignificantDigits: 2 }).format(value);
}
