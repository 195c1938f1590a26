import type { JSX } from 'preact';
import type { DataSummary } from '../../lib/core/data-statement.ts';
import type { Translate } from '../../lib/i18n/t.ts';

export interface BundledDataProps {
  readonly data: DataSummary;
  readonly t: Translate;
}

/** What the models were made from, in short, and what was missing. */
export function BundledData({ data, t }: BundledDataProps): JSX.Element {
  const { texts, textSources, languages, spamLanguages, written, clean, generated, generators, unlicensed } = data;
  const names = new Intl.DisplayNames(t.locale, { type: 'language' });
  const spoken = new Intl.ListFormat(t.locale).format(spamLanguages.map((code) => names.of(code) ?? code));
  return (
    <details>
      <summary>{t('options.bundled.data')}</summary>
      <ul>
        <li>{t('options.bundled.data-texts', { texts, sources: textSources, languages, written })}</li>
        <li>{t('options.bundled.data-spam', { languages: spoken })}</li>
        <li>{t('options.bundled.data-pictures', { clean, generated, generators })}</li>
        <li>{t('options.bundled.data-licence', { unlicensed })}</li>
        <li>{t('options.bundled.data-reader')}</li>
      </ul>
      <p class="soft">{t('options.bundled.data-more')}</p>
    </details>
  );
}
