import type { JSX } from 'preact';
import type { Judged } from '../../lib/core/report.ts';
import type { Quiet } from '../../lib/core/verdict.ts';
import { detectorName, explainEvidence, explainQuiet, howSure, quietClaim, subjectName } from '../../lib/i18n/explain.ts';
import type { PageMessageKey, Translate } from '../../lib/i18n/t.ts';
import { StandingIcon } from '../ui/standing-icon.tsx';

export interface QuietAnswerProps {
  readonly judged: readonly Judged[];
  readonly t: Translate<PageMessageKey>;
}

/** The answer to a reader who asked where there is no verdict: who looked, what came of it, or why nobody judged. */
export function QuietAnswer({ judged, t }: QuietAnswerProps): JSX.Element {
  return (
    <section class="verdict" data-standing="quiet">
      <h3>
        <StandingIcon standing="quiet" />
        <span>{quietClaim(judged, t)}</span>
      </h3>
      {judged.map(({ key, subject, quiet }) => (
        <div key={key}>
          <p class="about">{t('card.about', { subject: subjectName(subject, t) })}</p>
          {quiet.length === 0 ? <p class="note">{t('asked.no-model')}</p> : <ul>{quiet.map(item)}</ul>}
        </div>
      ))}
    </section>
  );

  function item(finding: Quiet, index: number): JSX.Element {
    return (
      <li key={index} class="evidence">
        <p class="who">{detectorName(finding.detector, t)}</p>
        {finding.kind === 'signal' && <p class="facts">{howSure(finding, t)}</p>}
        <p class="why">
          {explainQuiet(finding, t)} {finding.kind === 'signal' && explainEvidence(finding, t)}
        </p>
      </li>
    );
  }
}
