import type { JSX } from 'preact';
import type { Judged } from '../../lib/core/report.ts';
import { explainMark } from '../../lib/i18n/explain.ts';
import type { PageMessageKey, Translate } from '../../lib/i18n/t.ts';

export interface FileNotesProps {
  readonly judged: readonly Judged[];
  readonly t: Translate<PageMessageKey>;
}

/** What a picture's file says of itself that amounts to no label: a row for each mark. */
export function FileNotes({ judged, t }: FileNotesProps): JSX.Element | null {
  const notes = judged.flatMap((one) => one.notes ?? []);
  if (notes.length === 0) return null;
  return (
    <section class="verdict">
      <h3>{t('card.notes')}</h3>
      <ul class="evidence-list">
        {notes.map((mark, index) => (
          <li key={index} class="evidence">
            <p class="who">{t('source.generator-mark')}</p>
            <p class="facts">{t('sure.unsigned')}</p>
            <p class="why">{explainMark(mark, t)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
