import type { JSX } from 'preact';
import type { Judged } from '../../lib/core/report.ts';
import type { Standing, Verdict } from '../../lib/core/verdict.ts';
import { verdictName } from '../../lib/i18n/explain.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { shownVerdicts } from '../badge/shown-verdicts.ts';
import { StandingIcon } from '../ui/standing-icon.tsx';

export interface LabelCountsProps {
  readonly judged: readonly Judged[];
  readonly t: Translate;
}

interface Count {
  readonly name: string;
  readonly standing: Standing;
  n: number;
}

/** How often each label was given, by who stands behind it; the most frequent first. */
export function LabelCounts({ judged, t }: LabelCountsProps): JSX.Element {
  const counts = countVerdicts(
    shownVerdicts(judged).map(({ verdict }) => verdict),
    t,
  );
  return (
    <table class="counts">
      <caption class="unseen">{t('popup.labels')}</caption>
      <thead class="unseen">
        <tr>
          <th scope="col">{t('popup.column.count')}</th>
          <th scope="col">{t('popup.column.label')}</th>
          <th scope="col">{t('popup.column.standing')}</th>
        </tr>
      </thead>
      <tbody>
        {counts.map(({ name, standing, n }) => (
          <tr key={`${standing} ${name}`} data-standing={standing}>
            <td class="count">{n.toLocaleString(t.locale)}</td>
            <th scope="row">{name}</th>
            <td class="standing">
              <StandingIcon standing={standing} />
              {t(`standing.${standing}`)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function countVerdicts(verdicts: readonly Verdict[], t: Translate): readonly Count[] {
  const counts = new Map<string, Count>();
  for (const verdict of verdicts) {
    const { standing } = verdict;
    const name = verdictName(verdict, t);
    const key = `${standing} ${name}`;
    const count = counts.get(key) ?? { name, standing, n: 0 };
    count.n += 1;
    counts.set(key, count);
  }
  return [...counts.values()].toSorted((a, b) => b.n - a.n || a.name.localeCompare(b.name, t.locale));
}
