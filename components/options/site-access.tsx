import type { JSX } from 'preact';
import { quoted } from '../../lib/i18n/strangers.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { LongList } from '../ui/long-list.tsx';
import { StrangersText } from '../ui/strangers-text.tsx';

/** Which pages may be read: as the browser holds it, not as it was once chosen. */
export interface SiteAccessShown {
  readonly kind: SiteAccessKind;
  /** Match patterns allowed one by one, beyond the named sites. */
  readonly sites: readonly string[];
  /** Match patterns of named sites that the reader took back (Firefox allows that, Chromium by its own menu). */
  readonly missing: readonly string[];
}

export type SiteAccessKind = 'these-sites' | 'asked-sites' | 'every-site';

/** Those that ask the least of the reader come first. */
const KINDS: readonly SiteAccessKind[] = ['these-sites', 'asked-sites', 'every-site'];

export interface SiteAccessProps {
  readonly access: SiteAccessShown;
  /** The named sites, as people call them. */
  readonly names: readonly string[];
  readonly t: Translate;
  /** Called from a click, so that the browser may ask the reader. */
  onChoose(kind: SiteAccessKind): void;
  onForget(site: string): void;
  onRestore(): void;
}

/** Where the extension may read: three offers, each with what it means and what the browser will ask. */
export function SiteAccess({ access: { kind, sites, missing }, names, t, onChoose, onForget, onRestore }: SiteAccessProps): JSX.Element {
  const named = new Intl.ListFormat(t.locale, { type: 'conjunction' }).format(names);
  return (
    <div class="site-access">
      <ul class="offers" aria-label={t('options.sites')}>
        {KINDS.map((each) => (
          <li key={each} aria-current={each === kind}>
            <h3>{t(`options.sites.${each}`)}</h3>
            <p>{t(`options.sites.${each}-about`, { sites: named })}</p>
            <p class="asks">{t(`options.sites.${each}-asks`)}</p>
            {each === kind ? (
              <p class="in-use">{t('options.sites.in-use')}</p>
            ) : (
              <button type="button" aria-label={t('options.sites.choose-kind', { kind: t(`options.sites.${each}`) })} onClick={() => onChoose(each)}>
                {t('options.sites.choose')}
              </button>
            )}
          </li>
        ))}
      </ul>
      {missing.length > 0 && (
        <p class="missing">
          {t('options.sites.missing', { sites: quoted(missing.map(hostOf).join(', '), 400) })}{' '}
          <button type="button" onClick={() => onRestore()}>
            {t('options.sites.restore')}
          </button>
        </p>
      )}
      {sites.length > 0 && (
        <>
          <h3>{t('options.sites.allowed')}</h3>
          <LongList items={sites} label={t('options.sites.allowed')} t={t}>
            {(site) => (
              <li key={site}>
                <StrangersText text={hostOf(site)} max={80} />
                <button type="button" aria-label={t('options.sites.forget-site', { site: quoted(hostOf(site)) })} onClick={() => onForget(site)}>
                  {t('options.sites.forget')}
                </button>
              </li>
            )}
          </LongList>
        </>
      )}
    </div>
  );
}

/** What a match pattern is about, for people: `*://*.x.com/*` is x.com, `http://localhost/*` stays with its scheme. */
export function hostOf(pattern: string): string {
  return pattern.replace(/\/\*$/, '').replace(/^(?:\*|https):\/\//, '').replace(/^\*\./, '');
}
