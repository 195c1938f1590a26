import type { JSX } from 'preact';
import type { Judged } from '../../lib/core/report.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { QuietAnswer } from '../badge/quiet-answer.tsx';
import { shownVerdicts } from '../badge/shown-verdicts.ts';
import { VerdictSection } from '../badge/verdict-section.tsx';

export interface PictureJudgementProps {
  readonly judged: Judged;
  readonly t: Translate;
  readonly nowMs: number;
}

/** What everything that speaks of a picture amounts to, and what the detectors found where that draws nothing. */
export function PictureJudgement({ judged, t, nowMs }: PictureJudgementProps): JSX.Element {
  const isQuiet = judged.quiet.length > 0;
  return (
    <div class="judgement">
      {shownVerdicts([judged], true).map((one) => (
        <VerdictSection key={one.verdict.label} shown={one} t={t} nowMs={nowMs} />
      ))}
      {isQuiet && <QuietAnswer judged={[judged]} t={t} />}
    </div>
  );
}
