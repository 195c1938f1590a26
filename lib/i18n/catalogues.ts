import type { Locale, Settings } from '../core/settings.ts';
import { LOCALES } from '../core/settings.ts';
import { ownPages as ownPagesDe } from './de/own-pages.ts';
import { page as pageDe } from './de/page.ts';
import { ownPages as ownPagesEn } from './en/own-pages.ts';
import { page as pageEn } from './en/page.ts';
import type { Catalogue, PageMessageKey, Translated } from './t.ts';

interface Messages {
  readonly page: Translated<typeof pageEn>;
  readonly ownPages: Translated<typeof ownPagesEn>;
  readonly direction: 'ltr' | 'rtl';
}

/** Every language, complete: a missing message does not compile. */
const LANGUAGES: Readonly<Record<Locale, Messages>> = {
  en: { page: pageEn, ownPages: ownPagesEn, direction: 'ltr' },
  de: { page: pageDe, ownPages: ownPagesDe, direction: 'ltr' },
};

/** Everything, for the popup and the options page. */
export function catalogueOf(locale: Locale): Catalogue {
  const { page, ownPages, direction } = LANGUAGES[locale];
  return { locale, direction, messages: { ...page, ...ownPages } };
}

/**
 * What a content script says. It imports no language: the background sends this with the first answer, so the
 * bundle on every page carries neither the other languages nor the strings of our own pages.
 */
export function pageCatalogueOf(locale: Locale): Catalogue<PageMessageKey> {
  const { page, direction } = LANGUAGES[locale];
  return { locale, direction, messages: page };
}

/** The reader's choice, or the first of the browser's languages that there is, or English. */
export function chooseLocale(chosen: Settings['locale'], preferred: readonly string[]): Locale {
  if (chosen !== 'auto') return chosen;
  for (const tag of preferred) {
    const language = tag.toLowerCase().split('-')[0];
    const locale = LOCALES.find((known) => known === language);
    if (locale !== undefined) return locale;
  }
  return 'en';
}
