import type { ComponentChildren, JSX } from 'preact';
import type { PolicyChange } from '../../lib/core/policy.ts';
import type { ListSummary, Settings, SettingsChange } from '../../lib/core/settings.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { Outcome, type OutcomeShown } from '../ui/outcome.tsx';
import '../ui/own-pages.css';
import { AgreementChoice } from './agreement-choice.tsx';
import { AlwaysShown, type AlwaysShownProps } from './always-shown.tsx';
import { BundledModels, type BundledModelsProps } from './bundled-models.tsx';
import { CautionChoice } from './caution-choice.tsx';
import { Corrections, type CorrectionsProps } from './corrections.tsx';
import { KeptData, type KeptDataProps } from './kept-data.tsx';
import { LanguageChoice } from './language-choice.tsx';
import { ForkChoice } from './fork-choice.tsx';
import { ListImport, type ImportState } from './list-import.tsx';
import { ListByLink, type ListOfferProps } from './list-offer.tsx';
import { ListTable, type ListTableProps } from './list-table.tsx';
import { Models, type ModelsProps } from './models.tsx';
import './options.css';
import { PeerChoice } from './peer-choice.tsx';
import { PausedHosts } from './paused-hosts.tsx';
import { PictureChoice } from './picture-choice.tsx';
import { RingChoice } from './ring-choice.tsx';
import { SiteAccess, type SiteAccessProps, type SiteAccessShown } from './site-access.tsx';
import { TreatmentChoice } from './treatment-choice.tsx';
import { TreatmentLegend } from './treatment-legend.tsx';
import { TrustLists, type TrustListsProps } from './trust-lists.tsx';
import { VouchedLists } from './vouched-lists.tsx';

/** Where an outcome is told: in the section where the reader did something. */
export type SectionId = 'sites' | 'treatments' | 'cautions' | 'always-show' | 'lists' | 'pictures' | 'trust' | 'bundled' | 'models' | 'corrections' | 'paused' | 'language' | 'kept';

export interface OptionsProps {
  readonly access: SiteAccessShown;
  /** The sites that are read from the start, as people call them. */
  readonly siteNames: readonly string[];
  readonly lists: readonly ListSummary[];
  readonly sources: ListTableProps['sources'];
  readonly peers: ListTableProps['peers'];
  readonly changeTrials: NonNullable<ListTableProps['trials']>;
  readonly isSyncing: boolean;
  readonly offering: Omit<ListOfferProps, 't' | 'isRingOn' | 'onRing'>;
  readonly importState: ImportState;
  readonly restoring: KeptDataProps['restoring'];
  readonly isExporting: boolean;
  readonly bundled: Omit<BundledModelsProps, 't'>;
  readonly trust: Omit<TrustListsProps, 't'>;
  readonly models: Omit<ModelsProps, 't'>;
  readonly corrections: CorrectionsProps['summary'];
  readonly settings: Settings;
  readonly outcomes: Readonly<Partial<Record<SectionId, OutcomeShown | undefined>>>;
  readonly t: Translate;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
  readonly onChooseAccess: SiteAccessProps['onChoose'];
  readonly onForgetSite: SiteAccessProps['onForget'];
  readonly onRestoreSites: SiteAccessProps['onRestore'];
  onSettings(section: SectionId, change: SettingsChange): void;
  onResetTreatments(): void;
  readonly onAddAccount: AlwaysShownProps['onAdd'];
  readonly onRemoveAccount: AlwaysShownProps['onRemove'];
  onImport(files: readonly File[]): void;
  onCancelImport(): void;
  onRemoveList(list: ListSummary): void;
  readonly onFollowList: ListTableProps['onFollow'];
  readonly onAcceptChange: ListTableProps['onAccept'];
  readonly onTryChange: ListTableProps['onTry'];
  readonly onForkProof: ListTableProps['onForkProof'];
  readonly onTellFork: ListTableProps['onTellFork'];
  readonly onSuccessor: ListTableProps['onSuccessor'];
  onSyncLists(): void;
  onResume(host: string): void;
  readonly onForgetCorrections: CorrectionsProps['onForget'];
  readonly onExport: KeptDataProps['onExport'];
  readonly onRestore: KeptDataProps['onRestore'];
  readonly onErase: KeptDataProps['onErase'];
}

/** The reader's choices, one section each. */
export function Options(props: OptionsProps): JSX.Element {
  const { settings, outcomes, t, nowMs, onSettings } = props;
  const policyIn = (section: SectionId) => (policy: PolicyChange) => onSettings(section, { policy });
  const section = (id: SectionId, children: ComponentChildren) => (
    <Section id={id} outcome={outcomes[id]} t={t}>
      {children}
    </Section>
  );
  return (
    <main class="options" lang={t.locale} dir={t.direction}>
      <h1>{t('options.title')}</h1>
      <p class="about">
        {t('options.workbench.text')}{' '}
        <a href="/workbench.html" target="_blank" rel="noreferrer">
          {t('options.workbench.open')}
        </a>
      </p>
      {section(
        'sites',
        <SiteAccess
          access={props.access}
          names={props.siteNames}
          t={t}
          onChoose={props.onChooseAccess}
          onForget={props.onForgetSite}
          onRestore={props.onRestoreSites}
        />,
      )}
      {section(
        'treatments',
        <>
          <TreatmentLegend t={t} />
          <TreatmentChoice policy={settings.policy} t={t} onChange={policyIn('treatments')} onReset={props.onResetTreatments} />
        </>,
      )}
      {section('cautions', <CautionChoice policy={settings.policy} t={t} onChange={policyIn('cautions')} />)}
      {section(
        'always-show',
        <AlwaysShown accounts={settings.policy.alwaysShow} t={t} onAdd={props.onAddAccount} onRemove={props.onRemoveAccount} />,
      )}
      {section(
        'lists',
        <>
          <ListTable
            lists={props.lists}
            sources={props.sources}
            peers={props.peers}
            trials={settings.ring ? props.changeTrials : undefined}
            policy={settings.policy}
            onTreat={({ id }, treatments) => onSettings('lists', { policy: { lists: { [id]: treatments } } })}
            t={t}
            nowMs={nowMs}
            onFollow={props.onFollowList}
            onAccept={props.onAcceptChange}
            onTry={props.onTryChange}
            ownRelays={settings.ownRelays}
            onForkProof={props.onForkProof}
            onTellFork={props.onTellFork}
            onSuccessor={props.onSuccessor}
            onRemove={props.onRemoveList}
          />
          {props.lists.some(({ follow }) => follow !== undefined) && (
            <p>
              <button type="button" aria-busy={props.isSyncing} disabled={props.isSyncing} onClick={props.onSyncLists}>
                {t(props.isSyncing ? 'options.following.syncing' : 'options.following.sync')}
              </button>
            </p>
          )}
          {props.lists.length > 1 && <AgreementChoice policy={settings.policy} t={t} onChange={policyIn('lists')} />}
          <VouchedLists lists={props.lists} t={t} onLookUp={props.offering.onLookUp} />
          <ListByLink {...props.offering} isRingOn={settings.ring} t={t} onRing={() => onSettings('lists', { ring: true })} />
          <ListImport state={props.importState} t={t} onImport={props.onImport} onCancel={props.onCancelImport} />
          <ForkChoice chosen={settings} t={t} onChoose={(change) => onSettings('lists', change)} />
          <PeerChoice chosen={settings} t={t} onChoose={(change) => onSettings('lists', change)} />
        </>,
      )}
      {section('pictures', <PictureChoice chosen={settings.pictures} t={t} onChoose={(pictures) => onSettings('pictures', { pictures })} />)}
      {section('trust', <TrustLists {...props.trust} t={t} />)}
      {section('bundled', <BundledModels {...props.bundled} t={t} />)}
      {section('models', <Models {...props.models} t={t} />)}
      {section('corrections', <Corrections summary={props.corrections} t={t} onForget={props.onForgetCorrections} />)}
      {section('paused', <PausedHosts hosts={settings.pausedHosts} t={t} onResume={props.onResume} />)}
      {section('language', <LanguageChoice chosen={settings.locale} t={t} onChoose={(locale) => onSettings('language', { locale })} />)}
      {section(
        'kept',
        <>
          <RingChoice isOn={settings.ring} t={t} onChoose={(ring) => onSettings('kept', { ring })} />
          <KeptData
            isExporting={props.isExporting}
            restoring={props.restoring}
            t={t}
            onExport={props.onExport}
            onRestore={props.onRestore}
            onCancelRestore={props.onCancelImport}
            onErase={props.onErase}
          />
        </>,
      )}
    </main>
  );
}

interface SectionProps {
  readonly id: SectionId;
  readonly outcome: OutcomeShown | undefined;
  readonly t: Translate;
  readonly children: ComponentChildren;
}

function Section({ id, outcome, t, children }: SectionProps): JSX.Element {
  return (
    <section>
      <h2>{t(`options.${id}`)}</h2>
      <p class="about">{t(`options.${id}.about`)}</p>
      {children}
      <Outcome outcome={outcome} t={t} />
    </section>
  );
}
