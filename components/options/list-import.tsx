import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { quoted } from '../../lib/i18n/strangers.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { ChooseFiles } from '../ui/choose-files.tsx';
import { FailureText, type FailureShown } from '../ui/failure-text.tsx';
import { useDrop } from '../ui/use-drop.ts';
import { Progress, type WorkUnderWay } from './progress.tsx';

/** What came of one file. */
export type ImportResult =
  | { readonly kind: 'done'; readonly name: string; readonly n: number }
  | { readonly kind: 'failed'; readonly file: string; readonly failure: FailureShown };

export interface ImportState {
  readonly running?: WorkUnderWay;
  /** Of the files chosen last, in their order. */
  readonly results: readonly ImportResult[];
}

export interface ListImportProps {
  readonly state: ImportState;
  readonly t: Translate;
  onImport(files: readonly File[]): void;
  onCancel(): void;
}

/** Takes lists from files, chosen or dropped here: progress while they are checked, a way to stop, what came of each. */
export function ListImport({ state: { running, results }, t, onImport, onCancel }: ListImportProps): JSX.Element {
  const self = useRef<HTMLDivElement>(null);
  const isRunning = running !== undefined;
  const dropped = useDrop((files) => {
    if (files.length > 0 && !isRunning) onImport(files);
  });
  const wasRunning = useRef(isRunning);
  useLayoutEffect(() => {
    const isOther = wasRunning.current !== isRunning;
    wasRunning.current = isRunning;
    // The button that had the focus is gone, and this one stands in its place.
    if (isOther && document.activeElement === document.body) self.current?.querySelector('button')?.focus();
  }, [isRunning]);
  return (
    <div
      ref={self}
      class="import"
      {...dropped}
    >
      {running === undefined ? (
        <>
          <ChooseFiles label={t('options.lists.import')} class="primary" accept=".flaglist" multiple onFiles={onImport} />
          <span class="drop-hint">{t('options.lists.drop')}</span>
        </>
      ) : (
        <Progress work={running} label={t('options.lists.import')} t={t} onCancel={onCancel} />
      )}
      <div role="status" class="outcomes">
        <ul>
          {results.map((result, i) => (
            <li key={i} class="outcome" data-kind={result.kind}>
              {result.kind === 'done' ? (
                t('options.lists.imported-done', { name: quoted(result.name), n: result.n })
              ) : (
                <>
                  {t('options.lists.failed', { file: quoted(result.file) })} <FailureText failure={result.failure} t={t} />
                </>
              )}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
