import type { JSX } from 'preact';
import { quoted } from '../../lib/i18n/strangers.ts';
import type { Translate } from '../../lib/i18n/t.ts';

export interface WorkUnderWay {
  /** Name of the file; hostile text. */
  readonly file: string;
  /** `total` is 0 until it is known. */
  readonly done: number;
  readonly total: number;
  /** Where several files were chosen: which of how many, from 1. */
  readonly position: number;
  readonly of: number;
}

export interface ProgressProps {
  readonly work: WorkUnderWay;
  readonly label: string;
  readonly t: Translate;
  onCancel(): void;
}

/** How far the checking of a file is, and a way to stop it. */
export function Progress({ work: { file, done, total, position, of }, label, t, onCancel }: ProgressProps): JSX.Element {
  const percent = new Intl.NumberFormat(t.locale, { style: 'percent' }).format(total === 0 ? 0 : Math.min(1, done / total));
  const name = of > 1 ? t('options.lists.of', { file: quoted(file, 40), position, of }) : quoted(file, 40);
  return (
    <>
      <button type="button" onClick={() => onCancel()}>
        {t('options.lists.cancel')}
      </button>
      <progress aria-label={label} {...(total > 0 ? { value: done, max: total } : {})} />
      <span class="under-way">
        {total === 0 ? t('options.lists.starting', { name }) : t('options.lists.importing', { name, percent })}
      </span>
    </>
  );
}
