import type { JSX } from 'preact';
import type { RingTrial } from '../../lib/core/settings.ts';
import { quoted } from '../../lib/i18n/strangers.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { absoluteDate } from '../../lib/i18n/when.ts';

export interface RingTrialProps {
  readonly trial: RingTrial;
  /** Whether all of a list was tried, or what is new in one that is followed. */
  readonly of: 'list' | 'change';
  readonly t: Translate;
}

/** The other labels are counted together. */
const MOST_LABELS = 6;

/** What came of trying a list on what was shown in the last seven days: in all, of each kind, by label. */
export function RingTrialShown({ trial: { since, kinds, labels }, of: what, t }: RingTrialProps): JSX.Element {
  if (since === undefined) return <>{t('options.ring.empty')}</>;
  const sum = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0);
  const format = new Intl.ListFormat(t.locale, { type: 'unit' });
  const rest = sum(labels.slice(MOST_LABELS).map(({ n }) => n));
  return (
    <>
      {t(what === 'list' ? 'options.ring.would-label' : 'options.ring.new-label', { n: sum(kinds.map(({ labelled }) => labelled)), of: sum(kinds.map(({ of }) => of)), since: absoluteDate(since, t.locale) })}
      <ul class="trial">
        <li>{format.format(kinds.map(({ kind, of, labelled }) => t(`options.ring.${kind}`, { n: labelled, of })))}</li>
        {labels.length > 0 && (
          <li>
            {t('options.ring.by-label')}{' '}
            {format.format([
              ...labels.slice(0, MOST_LABELS).map(({ name, n }) => t('options.ring.label', { name: quoted(name, 40), n })),
              ...(rest === 0 ? [] : [t('options.ring.other-labels', { n: rest })]),
            ])}
          </li>
        )}
      </ul>
    </>
  );
}
