import type { JSX } from 'preact';
import type { FloodReason } from '../../lib/core/evidence.ts';
import type { Judged } from '../../lib/core/report.ts';
import { floodOf } from '../../lib/i18n/explain.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { sinceTime } from '../../lib/i18n/when.ts';
import { FloodPlaces } from '../ui/flood-places.tsx';
import { StrangersText } from '../ui/strangers-text.tsx';

export interface FloodViewProps {
  readonly judged: readonly Judged[];
  readonly t: Translate;
}

interface Counted {
  readonly flood: FloodReason;
  readonly at: number;
}

/** The texts of this page that many accounts posted, the most of them first, each with where; nothing where there are none. */
export function FloodView({ judged, t }: FloodViewProps): JSX.Element | null {
  const floods = floodsIn(judged);
  if (floods.length === 0) return null;
  return (
    <section class="floods">
      <h2>{t('popup.floods')}</h2>
      {floods.map(({ flood, at }) => (
        <details key={flood.group}>
          <summary>
            <q>
              <StrangersText text={flood.text} max={80} />
            </q>{' '}
            <span class="count">{t('popup.flood', { n: flood.accounts, since: sinceTime(flood.sinceMs, at, t.locale) })}</span>
          </summary>
          <FloodPlaces flood={flood} at={at} t={t} />
        </details>
      ))}
    </section>
  );
}

/** What was counted last of each text: posts that were looked at earlier know of fewer accounts. */
function floodsIn(judged: readonly Judged[]): readonly Counted[] {
  const newest = new Map<number, Counted>();
  for (const { verdicts } of judged) {
    for (const piece of verdicts.flatMap(({ evidence }) => evidence)) {
      const flood = floodOf(piece);
      const before = flood === undefined ? undefined : newest.get(flood.group);
      if (flood !== undefined && (before === undefined || piece.at > before.at)) newest.set(flood.group, { flood, at: piece.at });
    }
  }
  return [...newest.values()].toSorted((a, b) => b.flood.accounts - a.flood.accounts);
}
