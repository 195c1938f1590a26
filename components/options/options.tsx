import type { ComponentChildren, JSX } from 'preact';
import type { ListSummary, Settings, SettingsChange } from '../../lib/core/settings.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import '../ui/own-pages.css';
import { EraseEverything } from './erase-everything.tsx';
import { LanguageChoice } from './language-choice.tsx';
import { ListImport, type ImportState } from './list-import.tsx';
import { ListTable } from './list-table.tsx';
import './options.css';
import { PausedHosts } from './paused-hosts.tsx';
import { PictureChoice } from './picture-choice.tsx';

export interface OptionsProps {
  readonly lists: readonly ListSummary[];
  readonly importState: ImportState;
  readonly settings: Settings;
  readonly t: Translate;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
  onImport(file: File): void;
  onCancelImport(): void;
  onRemove(id: string): void;
  onSettings(change: SettingsChange): void;
  onResume(host: string): void;
  onErase(): void;
}

/** The reader's choices, one section each. */
export function Options(props: OptionsProps): JSX.Element {
  const { lists, importState, settings, t, nowMs, onImport, onCancelImport, onRemove, onSettings, onResume, onErase } = props;
  return (
    <main class="options" lang={t.locale} dir={t.direction}>
      <h1>{t('options.title')}</h1>
      <Section title={t('options.lists')} about={t('options.lists.about')}>
        <ListTable lists={lists} t={t} nowMs={nowMs} onRemove={onRemove} />
        <ListImport state={importState} t={t} onImport={onImport} onCancel={onCancelImport} />
      </Section>
      <Section title={t('options.pictures')} about={t('options.pictures.about')}>
        <PictureChoice chosen={settings.pictures} t={t} onChoose={(pictures) => onSettings({ pictures })} />
      </Section>
      <Section title={t('options.paused')}>
        <PausedHosts hosts={settings.pausedHosts} t={t} onResume={onResume} />
      </Section>
      <Section title={t('options.language')}>
        <LanguageChoice chosen={settings.locale} t={t} onChoose={(locale) => onSettings({ locale })} />
      </Section>
      <Section title={t('options.erase')} about={t('options.erase.about')}>
        <EraseEverything t={t} onErase={onErase} />
      </Section>
    </main>
  );
}

interface SectionProps {
  readonly title: string;
  readonly about?: string;
  readonly children: ComponentChildren;
}

function Section({ title, about, children }: SectionProps): JSX.Element {
  return (
    <section>
      <h2>{title}</h2>
      {about !== undefined && <p class="about">{about}</p>}
      {children}
    </section>
  );
}
