import type { JSX } from 'preact';
import { readQuietNote } from '../../lib/core/quiet-note.ts';
import type { PageReport } from '../../lib/core/report.ts';
import type { Translate } from '../../lib/i18n/t.ts';

export interface QuietCountsProps {
  readonly report: Pick<PageReport, 'judged' | 'quietPosts'>;
  readonly t: Translate;
}

/** How much was looked at without anything to say, and for which reasons; the most frequent first. */
export function QuietCounts({ report, t }: QuietCountsProps): JSX.Element | null {
  const findings = [...report.judged.flatMap(({ quiet }) => quiet), ...report.quietPosts.flatMap(({ note }) => readQuietNote(note).findings)];
  const counts = new Map<string, number>();
  for (const finding of findings) {
    const reason = t(`count.${finding.kind === 'abstention' ? finding.why : finding.band}`);
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  if (counts.size === 0) return null;
  const total = [...counts.values()].reduce((sum, n) => sum + n, 0);
  return (
    <details class="quiet-counts">
      <summary>{t('popup.quiet', { n: total })}</summary>
      <ul>
        {[...counts]
          .toSorted(([a, n], [b, m]) => m - n || a.localeCompare(b, t.locale))
          .map(([reason, n]) => (
            <li key={reason}>
              <span class="count">{n.toLocaleString(t.locale)}</span> {reason}
            </li>
          ))}
      </ul>
      <p class="absence">{t('card.absence')}</p>
    </details>
  );
}
