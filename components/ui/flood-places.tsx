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

/** Where a text was posted: who, when, and the way there, in a tab of its own that learns nothing of where it was opened from. */
export function FloodPlaces({ flood: { accounts, places }, at, t }: FloodPlacesProps): JSX.Element {
  return (
    <ul class="places">
      {places.map((place) => (
        <li key={place.account}>
          <a href={place.where} target="_blank" rel="noopener noreferrer">
            <StrangersText text={place.account} max={40} />
          </a>{' '}
          {sinceTime(place.at, at, t.locale)}
        </li>
      ))}
      {accounts > places.length && <li>{t('badge.more', { n: accounts - places.length })}</li>}
    </ul>
  );
}
