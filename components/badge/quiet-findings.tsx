import type { JSX } from 'preact';
import type { Judged } from '../../lib/core/report.ts';
import { detectorName, explainQuiet, howSure } from '../../lib/i18n/explain.ts';
import type { PageMessageKey, Translate } from '../../lib/i18n/t.ts';
import { Fold } from './fold.tsx';

export interface QuietFindingsProps {
  readonly judged: readonly Judged[];
  readonly t: Translate<PageMessageKey>;
}

/** What was looked at and draws nothing, folded away. */
export function QuietFindings({ judged, t }: QuietFindingsProps): JSX.Element | null {
  const findings = judged.flatMap((one) => one.quiet);
  if (findings.length === 0) return null;
  return (
    <Fold summary={t('card.quiet', { n: findings.length })}>
      <ul>
        {findings.map((finding, index) => (
          <li key={index}>
            <span class="who">{detectorName(finding.detector, t)}</span> {explainQuiet(finding, t)}
            {finding.kind === 'signal' && <span class="facts"> {howSure(finding, t)}</span>}
          </li>
        ))}
      </ul>
    </Fold>
  );
}
