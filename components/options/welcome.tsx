import type { JSX } from 'preact';
import type { Translate } from '../../lib/i18n/t.ts';
import { Outcome, type OutcomeShown } from '../ui/outcome.tsx';
import '../ui/own-pages.css';
import './options.css';
import { SiteAccess, type SiteAccessProps } from './site-access.tsx';

export interface WelcomeProps extends SiteAccessProps {
  readonly outcome: OutcomeShown | undefined;
  readonly t: Translate;
  /** To the whole options page. */
  onDone(): void;
}

/** The first page a reader sees: what this does, what never leaves the device, and where it may read. */
export function Welcome({ outcome, onDone, ...access }: WelcomeProps): JSX.Element {
  const { t } = access;
  return (
    <main class="options welcome" lang={t.locale} dir={t.direction}>
      <h1>{t('welcome.title')}</h1>
      <p>{t('welcome.what')}</p>
      <p>{t('welcome.private')}</p>
      <section>
        <h2>{t('welcome.sites')}</h2>
        <SiteAccess {...access} />
        <Outcome outcome={outcome} t={t} />
      </section>
      <p class="about">{t('welcome.later')}</p>
      <button type="button" class="primary" onClick={() => onDone()}>
        {t('welcome.done')}
      </button>
    </main>
  );
}
