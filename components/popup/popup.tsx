import type { ComponentChildren, JSX } from 'preact';
import type { Judged, PageReport } from '../../lib/core/report.ts';
import { quoted } from '../../lib/i18n/strangers.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { absoluteDate } from '../../lib/i18n/when.ts';
import { Outcome, type OutcomeShown } from '../ui/outcome.tsx';
import { StrangersText } from '../ui/strangers-text.tsx';
import { FloodView } from './flood-view.tsx';
import { LabelCounts } from './label-counts.tsx';
import { LabelledThings } from './labelled-things.tsx';
import '../ui/own-pages.css';
import './popup.css';
import { QuietCounts } from './quiet-counts.tsx';
import { UnallowedPictures } from './unallowed-pictures.tsx';

export interface PageSeen {
  readonly report: PageReport;
  readonly paused: boolean;
  /** Until then labels are still to come. */
  readonly modelsReady: boolean;
  /** Day (YYYY-MM-DD) on which the rules for this site were last seen to hold; null where there are none of its own. */
  readonly rulesChecked: string | 'never' | null;
}

export type PopupState =
  | 'loading'
  /** A page of the browser itself. */
  | 'not-a-page'
  /** The reader has not allowed this site. */
  | 'no-access'
  /** Nor wants to be asked about sites like it. */
  | 'left-alone'
  /** The content script is gone or was never there. */
  | 'no-answer'
  | PageSeen;

export interface PopupProps {
  readonly state: PopupState;
  /** The text model of the reader's choice, where it is to be asked; its name is hostile. */
  readonly textModel?: string | undefined;
  /** What came of the last thing the reader did. */
  readonly outcome?: OutcomeShown | undefined;
  readonly t: Translate;
  onAllow(): void;
  /** To read pictures like these, each from another site. */
  onAllowPictures(addresses: readonly string[]): void;
  onPause(paused: boolean): void;
  /** To ask that model about all posts here. */
  onAskPosts(): void;
  onSave(): void;
  /** Scrolls the page to it. */
  onShow(judged: Judged): void;
  /** To look at a file of the reader's own. */
  onOpenWorkbench(): void;
  onOpenOptions(): void;
}

/** This page, now: how well it is understood, what was labelled and why, and what was looked at in silence. */
export function Popup({ state, textModel, outcome, t, onAllow, onAllowPictures, onPause, onAskPosts, onSave, onShow, onOpenWorkbench, onOpenOptions }: PopupProps): JSX.Element {
  const seen = typeof state === 'object' ? state : undefined;
  return (
    <main class="popup" lang={t.locale} dir={t.direction}>
      <header>
        <Mark />
        <h1>{seen === undefined ? t('popup.title') : <StrangersText text={hostOf(seen.report.url)} max={40} />}</h1>
        {seen !== undefined && (
          <label class="switch">
            <input
              type="checkbox"
              role="switch"
              checked={seen.paused}
              onChange={(event) => onPause(event.currentTarget.checked)}
            />
            {t('popup.pause')}
          </label>
        )}
      </header>
      {seen !== undefined ? <Seen seen={seen} t={t} onShow={onShow} onAllowPictures={onAllowPictures} /> : <Unseen state={state} t={t} onAllow={onAllow} />}
      {seen !== undefined && !seen.paused && textModel !== undefined && (
        <div>
          <button type="button" onClick={onAskPosts}>
            {t('popup.ask-posts', { model: quoted(textModel, 40) })}
          </button>
        </div>
      )}
      <Outcome outcome={outcome} t={t} />
      <footer>
        {seen !== undefined && (
          <button type="button" onClick={onSave}>
            {t('popup.save')}
          </button>
        )}
        <button type="button" title={t('options.workbench.text')} onClick={onOpenWorkbench}>
          {t('popup.workbench')}
        </button>
        <button type="button" onClick={onOpenOptions}>
          {t('popup.options')}
        </button>
      </footer>
    </main>
  );
}

function Unseen({ state, t, onAllow }: Pick<PopupProps, 'state' | 't' | 'onAllow'>): JSX.Element | null {
  switch (state) {
    case 'loading':
    case 'not-a-page':
    case 'no-answer':
      return <Message>{t(`popup.${state}`)}</Message>;
    case 'no-access':
      return (
        <Message>
          {t('popup.no-access')}
          <button type="button" class="primary" onClick={onAllow}>
            {t('popup.allow')}
          </button>
        </Message>
      );
    case 'left-alone':
      return (
        <Message>
          {t('popup.left-alone')}
          <button type="button" onClick={onAllow}>
            {t('popup.allow')}
          </button>
        </Message>
      );
    default:
      return null;
  }
}

function Message({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return (
    <div class="message" role="status">
      {children}
    </div>
  );
}

function Seen({ seen, t, onShow, onAllowPictures }: { readonly seen: PageSeen } & Pick<PopupProps, 't' | 'onShow' | 'onAllowPictures'>): JSX.Element {
  const { report, paused, modelsReady, rulesChecked } = seen;
  const labelled = report.judged.filter(({ verdicts }) => verdicts.some(({ treatment }) => treatment !== 'ignore'));
  return (
    <div class="seen">
      <Health report={report} paused={paused} rulesChecked={rulesChecked} t={t} />
      {!modelsReady && !paused && (
        <p class="hint" role="status">
          {t('popup.starting')}
        </p>
      )}
      {labelled.length > 0 ? (
        <>
          <LabelCounts judged={labelled} t={t} />
          <FloodView judged={labelled} t={t} />
          <LabelledThings judged={labelled} t={t} onShow={onShow} />
        </>
      ) : (
        !paused && (
          <Message>
            {t('popup.none')}
            <span class="absence">{t('card.absence')}</span>
          </Message>
        )
      )}
      <UnallowedPictures judged={report.judged} t={t} onAllow={onAllowPictures} />
      <QuietCounts report={report} t={t} />
    </div>
  );
}

interface HealthProps extends Pick<PageSeen, 'report' | 'paused' | 'rulesChecked'> {
  readonly t: Translate;
}

/** How well the page is understood, in words. */
function Health({ report: { health }, paused, rulesChecked, t }: HealthProps): JSX.Element {
  const layout = paused ? 'paused' : health.layout;
  return (
    <section class="health" data-layout={layout}>
      <p>
        {layout === 'ok'
          ? `${t('popup.health.ok', { n: health.posts })} · ${t('popup.health.pictures', { n: health.pictures })}`
          : t(`popup.health.${layout}`)}
      </p>
      {layout === 'layout-changed' && (
        <p>{t('popup.health.layout-detail', { posts: health.posts, understood: health.understood })}</p>
      )}
      {rulesChecked !== null && !paused && (
        <p class="hint">
          {rulesChecked === 'never' ? t('popup.rules.never') : t('popup.rules.date', { date: absoluteDate(Date.parse(rulesChecked), t.locale) })}
        </p>
      )}
      {health.unreadParts > 0 && <p>{t('popup.unread-parts', { n: health.unreadParts })}</p>}
      {health.badgesLost > 0 && <p>{t('popup.badges-lost', { n: health.badgesLost })}</p>}
    </section>
  );
}

/** A line scribed across two parts that belong together. */
function Mark(): JSX.Element {
  return (
    <svg class="mark" viewBox="0 0 16 16" width="20" height="20" aria-hidden="true">
      <path class="one-part" d="M7 1H3.3A2.3 2.3 0 0 0 1 3.3v9.4A2.3 2.3 0 0 0 3.3 15H7z" />
      <path class="other-part" d="M9 1h3.7A2.3 2.3 0 0 1 15 3.3v9.4a2.3 2.3 0 0 1-2.3 2.3H9z" />
      <path class="scribe" d="M3.5 11.8 7 8.8M9 7.1l3.5-3" />
    </svg>
  );
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host || url : url;
}
