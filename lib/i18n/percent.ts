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
