import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { Translate } from '../../lib/i18n/t.ts';
import { AskFirst } from '../ui/ask-first.tsx';
import { Progress, type WorkUnderWay } from './progress.tsx';

export interface KeptDataProps {
  /** An export is being written. */
  readonly isExporting: boolean;
  readonly restoring: WorkUnderWay | undefined;
  readonly t: Translate;
  onExport(): void;
  onRestore(file: File): void;
  onCancelRestore(): void;
  onErase(): void;
}

/** All that is kept: as a file, back from a file, or gone. */
export function KeptData({ isExporting, restoring, t, onExport, onRestore, onCancelRestore, onErase }: KeptDataProps): JSX.Element {
  const picker = useRef<HTMLInputElement>(null);
  return (
    <div class="kept-data">
      <input
        ref={picker}
        type="file"
        accept=".zip"
        hidden
        aria-label={t('options.restore')}
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          currentTarget.value = '';
          if (file !== undefined) onRestore(file);
        }}
      />
      <button type="button" aria-busy={isExporting} disabled={isExporting} onClick={() => onExport()}>
        {t(isExporting ? 'options.export.busy' : 'options.export')}
      </button>
      {restoring === undefined ? (
        <button type="button" onClick={() => picker.current?.click()}>
          {t('options.restore')}
        </button>
      ) : (
        <Progress work={restoring} label={t('options.restore')} t={t} onCancel={onCancelRestore} />
      )}
      <AskFirst
        label={t('options.erase.ask')}
        question={t('options.erase.about')}
        yes={t('options.erase.yes')}
        no={t('options.erase.no')}
        onYes={onErase}
      />
    </div>
  );
}
