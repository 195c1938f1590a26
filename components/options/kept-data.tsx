import type { JSX } from 'preact';
import type { Translate } from '../../lib/i18n/t.ts';
import { AskFirst } from '../ui/ask-first.tsx';
import { ChooseFiles } from '../ui/choose-files.tsx';
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
  return (
    <div class="kept-data">
      <button type="button" aria-busy={isExporting} disabled={isExporting} onClick={() => onExport()}>
        {t(isExporting ? 'options.export.busy' : 'options.export')}
      </button>
      {restoring === undefined ? (
        <ChooseFiles label={t('options.restore')} accept=".zip" onFiles={([file]) => onRestore(file)} />
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
