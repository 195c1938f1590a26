import type { JSX } from 'preact';
import { LOCALES, type Locale, type Settings } from '../../lib/core/settings.ts';
import type { Translate } from '../../lib/i18n/t.ts';

export interface LanguageChoiceProps {
  readonly chosen: Settings['locale'];
  readonly t: Translate;
  onChoose(locale: Settings['locale']): void;
}

/** Each language by its own name, so that it is found by who needs it. */
const OWN_NAMES: Readonly<Record<Locale, string>> = { en: 'English', de: 'Deutsch' };

export function LanguageChoice({ chosen, t, onChoose }: LanguageChoiceProps): JSX.Element {
  return (
    <select
      aria-label={t('options.language')}
      value={chosen}
      onChange={(event) => onChoose(event.currentTarget.value as Settings['locale'])}
    >
      <option value="auto">{t('options.language.auto')}</option>
      {LOCALES.map((locale) => (
        <option key={locale} value={locale} lang={locale}>
          {OWN_NAMES[locale]}
        </option>
      ))}
    </select>
  );
}
