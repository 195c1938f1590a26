import type { JSX } from 'preact';
import { megabytes } from '../../lib/i18n/bytes.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import type { ExaminationProgress } from './work-item.ts';

export interface ExaminationShownProps {
  readonly progress: ExaminationProgress;
  readonly t: Translate;
}

/** How far the examination of a file is. */
export function ExaminationShown({ progress: { step, done, total }, t }: ExaminationShownProps): JSX.Element {
  return (
    <p class="row">
      <progress aria-label={t(`workbench.step.${step}`)} {...(total > 0 ? { value: done, max: total } : {})} />
      <span>
        {t(`workbench.step.${step}`)}
        {done > 0 && ` ${megabytes(done, t)}${total > 0 ? ` / ${megabytes(total, t)}` : ''}`}
      </span>
    </p>
  );
}
