import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LOCALES } from '../../lib/core/settings.ts';
import { catalogueOf, chooseLocale, pageCatalogueOf } from '../../lib/i18n/catalogues.ts';
import { ownPages } from '../../lib/i18n/en/own-pages.ts';
import { page } from '../../lib/i18n/en/page.ts';

const english: Record<string, string> = { ...page, ...ownPages };

const placeholders = (message: string): readonly string[] => [...message.matchAll(/\{\w+\}/g)].map(([name]) => name).toSorted();

describe.each(LOCALES)('the messages in %s', (locale) => {
  const messages = catalogueOf(locale).messages as Readonly<Record<string, string>>;

  it('are complete and none is empty', () => {
    for (const key of Object.keys(english)) expect(messages[key]?.trim(), key).toBeTruthy();
  });

  it('have no key that English lacks, plural forms apart', () => {
    const strange = Object.keys(messages).filter((key) => !(key in english) && !/_(zero|two|few|many)$/.test(key));
    expect(strange).toEqual([]);
  });

  it('have the same placeholders as the English ones', () => {
    for (const [key, message] of Object.entries(english)) {
      expect(placeholders(messages[key] ?? ''), key).toEqual(placeholders(message));
    }
  });

  it('have every plural form that the language uses', () => {
    const needed = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
    const plurals = Object.keys(english).filter((key) => key.endsWith('_other'));
    for (const key of plurals) {
      for (const category of needed) expect(messages, key).toHaveProperty([key.replace(/other$/, category)]);
    }
  });

  it('can be sent to a page as plain data', () => {
    const sent: unknown = JSON.parse(JSON.stringify(pageCatalogueOf(locale)));
    expect(sent).toEqual(pageCatalogueOf(locale));
    expect(Object.keys(pageCatalogueOf(locale).messages)).toEqual(Object.keys(page));
  });

  it('name and describe the extension to the browser', () => {
    const file = new URL(`../../public/_locales/${locale}/messages.json`, import.meta.url);
    const forBrowser = JSON.parse(readFileSync(file, 'utf8')) as Record<string, { message: string }>;
    expect(Object.keys(forBrowser)).toEqual(['name', 'description', 'nextBadge', 'askPicture', 'askMedia']);
    // The stores' limit.
    expect(forBrowser['description']!.message.length).toBeLessThanOrEqual(132);
  });
});

it('no English message uses a word that claims more than can be known', () => {
  const claims = /\b(fakes?|real|really|authentic\w*|truth|true|scores?|block(ed|s)?|blacklist\w*)\b/i;
  expect(Object.entries(english).filter(([, message]) => claims.test(message))).toEqual([]);
});

it.each([
  ['en', ['de-CH'], 'en'],
  ['de', [], 'de'],
  ['auto', ['de-CH', 'en'], 'de'],
  ['auto', ['fr', 'DE'], 'de'],
  ['auto', ['fr-FR', 'ja'], 'en'],
  ['auto', [], 'en'],
  ['auto', ['', 'deu'], 'en'],
] as const)('%s with the browser’s %j speaks %s', (chosen, preferred, expected) => {
  expect(chooseLocale(chosen, preferred)).toBe(expected);
});
