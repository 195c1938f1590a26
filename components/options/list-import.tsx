import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { quoted } from '../../lib/i18n/strangers.ts';
import type { Translate } from '../../lib/i18n/t.ts';

export type ImportState =
  | { readonly kind: 'idle' }
  /** `total` is 0 until it is known. */
  | { readonly kind: 'running'; readonly done: number; readonly total: number }
  /** The message is a sentence for the reader; it may quote the file. */
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'done'; readonly name: string; readonly n: number };

export interface ListImportProps {
  readonly state: ImportState;
  readonly t: Translate;
  onImport(file: File): void;
  onCancel(): void;
}

/** Takes a list from a file: progress while it is checked, a way to stop, and what came of it. */
export function ListImport({ state, t, onImport, onCancel }: ListImportProps): JSX.Element {
  const picker = useRef<HTMLInputElement>(null);
  const running = state.kind === 'running';
  return (
    <div class="import">
      <input
        ref={picker}
        type="file"
        accept=".flaglist"
        hidden
        aria-label={t('options.lists.import')}
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          // Emptied, so that choosing the same file again is a change.
          currentTarget.value = '';
          if (file !== undefined) onImport(file);
        }}
      />
      {running ? (
        <button type="button" onClick={onCancel}>
          {t('options.lists.cancel')}
        </button>
      ) : (
        <button type="button" class="primary" onClick={() => picker.current?.click()}>
          {t('options.lists.import')}
        </button>
      )}
      {running && (
        <progress
          aria-label={t('options.lists.import')}
          {...(state.total > 0 ? { value: state.done, max: state.total } : {})}
        />
      )}
      <p role="status" class="outcome" data-kind={state.kind}>
        {outcome(state, t)}
      </p>
    </div>
  );
}

function outcome(state: ImportState, t: Translate): string {
  switch (state.kind) {
    case 'idle':
      return '';
    case 'running': {
      if (state.total === 0) return t('options.lists.starting');
      const format = new Intl.NumberFormat(t.locale, { style: 'percent' });
      return t('options.lists.importing', { percent: format.format(Math.min(1, state.done / state.total)) });
    }
    case 'failed':
      return t('options.lists.failed', { why: quoted(state.message, 300) });
    case 'done':
      return t('options.lists.imported-done', { name: quoted(state.name), n: state.n });
  }
}
