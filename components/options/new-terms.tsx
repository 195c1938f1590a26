import type { JSX } from 'preact';
import type { NewTerms } from '../../lib/core/new-terms.ts';
import { quoted } from '../../lib/i18n/strangers.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { absoluteTime } from '../../lib/i18n/when.ts';
import { StrangersText } from '../ui/strangers-text.tsx';

export interface NewTermsProps {
  /** Of the list. */
  readonly name: string;
  readonly terms: NewTerms;
  readonly t: Translate;
  onAgree(): void;
}

/** What a curator changed in the terms of a list, and the reader's word on it. */
export function NewTermsShown({ name, terms: { changes, since }, t, onAgree }: NewTermsProps): JSX.Element {
  return (
    <div class="stale">
      <p>{t('options.terms.changed', { when: absoluteTime(since, t.locale) })}</p>
      <ul>
        {changes.map(({ what, text }, i) => (
          <li key={i}>
            {t(`options.terms.${what}`)} <StrangersText text={text} max={120} />
          </li>
        ))}
      </ul>
      <button type="button" aria-label={t('options.terms.agree-name', { name: quoted(name) })} onClick={onAgree}>
        {t('options.terms.agree')}
      </button>
    </div>
  );
}
