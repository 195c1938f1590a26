import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import type { TrustListKind, TrustListSummary } from '../../lib/core/trust-list.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { absoluteTime } from '../../lib/i18n/when.ts';
import { AskFirst } from '../ui/ask-first.tsx';
import { ChooseFiles } from '../ui/choose-files.tsx';
import { StrangersText } from '../ui/strangers-text.tsx';

export interface TrustListRowProps {
  readonly kind: TrustListKind;
  /** Undefined where none is installed. */
  readonly list: TrustListSummary | undefined;
  readonly host: string;
  readonly isBusy: boolean;
  readonly t: Translate;
  onInstall(): void;
  onImport(file: File): void;
  onRemove(): void;
}

/** One trust list: what it is for, which one is installed, and the ways to install, replace and remove it. */
export function TrustListRow({ kind, list, host, isBusy, t, onInstall, onImport, onRemove }: TrustListRowProps): JSX.Element {
  const id = useId();
  const name = t(`options.trust.${kind}`);
  const install = t(isBusy ? 'options.trust.installing' : list === undefined ? 'options.trust.install' : 'options.trust.replace', { host });
  /** Each row has the same buttons. */
  const named = (action: string): string => `${name}: ${action}`;
  return (
    <li aria-labelledby={id}>
      <h3 id={id}>{name}</h3>
      <p class="about">{t(`options.trust.${kind}-about`)}</p>
      {list === undefined ? (
        <p>{t('options.trust.none')}</p>
      ) : (
        <>
          <p>{t('options.trust.installed', { n: list.certificates, when: absoluteTime(list.at, t.locale) })}</p>
          <details>
            <summary>{t('options.trust.from')}</summary>
            <dl>
              <dt>{t('options.trust.source')}</dt>
              <dd>
                <StrangersText text={list.source} max={160} />
              </dd>
              <dt>{t('options.models.digest')}</dt>
              <dd>{list.digest}</dd>
            </dl>
          </details>
        </>
      )}
      <div class="buttons">
        <button type="button" class={list === undefined ? 'primary' : undefined} disabled={isBusy} aria-label={named(install)} onClick={onInstall}>
          {install}
        </button>
        <ChooseFiles label={t('options.trust.import')} name={named(t('options.trust.import'))} accept=".pem,.crt,.txt" onFiles={([file]) => onImport(file)} />
        {list !== undefined && (
          <AskFirst label={t('options.trust.remove', { name })} question={t('options.trust.remove-ask', { name })} yes={t('options.trust.remove-yes')} no={t('options.trust.remove-no')} onYes={onRemove} />
        )}
      </div>
    </li>
  );
}
