import type { ComponentChildren, JSX } from 'preact';
import type { Translate } from '../../lib/i18n/t.ts';
import { DropFiles } from './drop-files.tsx';
import { FileSection, type FileActions } from './file-section.tsx';
import type { WorkItem } from './work-item.ts';
import '../ui/own-pages.css';
import './workbench.css';

export interface WorkbenchProps extends FileActions {
  readonly items: readonly WorkItem[];
  readonly isNoAddress: boolean;
  /** What was done last, for who does not see it. */
  readonly said: string;
  /** What the reader writes to curators, and what these answered. */
  readonly notes?: ComponentChildren;
  readonly t: Translate;
  readonly nowMs: number;
  onFiles(files: readonly File[]): void;
  onAddress(address: string): void;
}

/** Everything that can be said of a file, for files that the reader brings: the newest first. */
export function Workbench({ items, isNoAddress, said, notes, t, nowMs, onFiles, onAddress, ...actions }: WorkbenchProps): JSX.Element {
  return (
    <main class="workbench" lang={t.locale} dir={t.direction}>
      <h1>{t('workbench.title')}</h1>
      {notes}
      <p class="soft">{t('workbench.privacy')}</p>
      <DropFiles t={t} isNoAddress={isNoAddress} onFiles={onFiles} onAddress={onAddress} />
      <p role="status" class="said">
        {said}
      </p>
      {items.length === 0 ? (
        <p class="empty">{t('workbench.empty')}</p>
      ) : (
        items.map((item) => <FileSection key={item.id} item={item} beside={items} t={t} nowMs={nowMs} {...actions} />)
      )}
      <p class="soft">{t('card.absence')}</p>
    </main>
  );
}
