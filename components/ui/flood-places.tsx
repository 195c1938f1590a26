import type { JSX } from 'preact';
import type { FloodReason } from '../../lib/core/evidence.ts';
import type { PageMessageKey, Translate } from '../../lib/i18n/t.ts';
import { sinceTime } from '../../lib/i18n/when.ts';
import { StrangersText } from './strangers-text.tsx';

export interface FloodPlacesProps {
  readonly flood: FloodReason;
  /** When it was counted: times of that day are told without their date. */
  readonly at: number;
  readonly t: Translate<PageMessageKey>;
}

/** Where a text was posted: who, when, and the way there, in a tab of its own that neither reaches nor learns of the page (`noreferrer` is `noopener`, too). */
export function FloodPlaces({ flood: { accounts, places }, at, t }: FloodPlacesProps): JSX.Element {
  return (
    <ul class="places">
      {places.map(({ account, at: postedAt, where }) => (
        <li>
          <a href={where} target="_blank" rel="noreferrer">
            <StrangersText text={account} max={40} />
          </a>
          {` ${sinceTime(postedAt, at, t.locale)}`}
        </li>
      ))}
      {accounts > places.length && <li>{t('badge.more', { n: accounts - places.length })}</li>}
    </ul>
  );
}
