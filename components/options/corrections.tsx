import type { JSX } from 'preact';
import type { CorrectedSource, CorrectionSummary } from '../../lib/core/correction.ts';
import { DETECTOR_IDS } from '../../lib/core/evidence.ts';
import { logOddsAt, probabilityAt } from '../../lib/core/log-odds.ts';
import { detectorName } from '../../lib/i18n/explain.ts';
import { percent } from '../../lib/i18n/percent.ts';
import { quoted } from '../../lib/i18n/strangers.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { AskFirst } from '../ui/ask-first.tsx';

/** What a source says, to show by it what the corrections make of it. */
const EXAMPLE = 0.9;

export interface CorrectionsProps {
  readonly summary: CorrectionSummary;
  readonly t: Translate;
  onForget(): void;
}

/** How often the reader called a label right or wrong, and what became of those who said it. */
export function Corrections({ summary: { right, wrong, sources }, t, onForget }: CorrectionsProps): JSX.Element {
  if (right + wrong === 0) return <p class="empty">{t('options.corrections.none')}</p>;
  return (
    <div class="corrections">
      <p>{t('options.corrections.count', { right, wrong })}</p>
      <ul>
        {sources.map((each) => (
          <li key={each.source}>
            {t('options.corrections.moved', {
              source: nameOf(each, t),
              n: each.cases,
              said: percent(EXAMPLE, t),
              counts: percent(probabilityAt(logOddsAt(EXAMPLE) + each.shift), t),
            })}
          </li>
        ))}
      </ul>
      <AskFirst
        label={t('options.corrections.forget')}
        question={t('options.corrections.forget-ask')}
        yes={t('options.corrections.forget')}
        no={t('options.corrections.keep')}
        onYes={onForget}
      />
    </div>
  );
}

function nameOf({ source, listName }: CorrectedSource, t: Translate): string {
  if (source.startsWith('list:')) return listName === undefined ? t('options.corrections.gone-list') : t('source.list', { list: quoted(listName) });
  const [name = '', version = ''] = source.split('@');
  const id = DETECTOR_IDS.find((each) => each === name);
  return id === undefined ? t('options.corrections.marks') : detectorName({ id, version }, t);
}
