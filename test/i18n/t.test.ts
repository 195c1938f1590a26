import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../../lib/i18n/catalogues.ts';
import { createTranslate, type Catalogue } from '../../lib/i18n/t.ts';

const en = createTranslate(catalogueOf('en'));
const de = createTranslate(catalogueOf('de'));

describe('a message', () => {
  it('takes its plural form from the number', () => {
    expect(en('popup.health.ok', { n: 1 })).toBe('1 post read');
    expect(en('popup.health.ok', { n: 0 })).toBe('0 posts read');
    expect(de('popup.health.ok', { n: 1 })).toBe('1 Beitrag gelesen');
    expect(de('popup.health.ok', { n: 2 })).toBe('2 Beiträge gelesen');
  });

  it('writes numbers as its language does', () => {
    expect(en('popup.health.ok', { n: 12_345 })).toBe('12,345 posts read');
    expect(de('popup.health.ok', { n: 12_345 })).toBe('12.345 Beiträge gelesen');
  });

  it('puts values in as they are, even those that look like a pattern', () => {
    for (const text of ['$&', '$1', '{text}', '{n}', '<b>', '']) {
      expect(en('quote', { text })).toBe(`“${text}”`);
    }
  });

  it('keeps a placeholder that has no value, so that the mistake is seen', () => {
    expect(en('quote')).toBe('“{text}”');
  });

  it('uses further plural forms where a language has them', () => {
    const polish: Catalogue<'post'> = {
      locale: 'pl',
      direction: 'ltr',
      messages: { post_one: '{n} wpis', post_few: '{n} wpisy', post_many: '{n} wpisów', post_other: '{n} wpisu' },
    };
    const t = createTranslate(polish);
    expect([1, 2, 5, 22, 1.5].map((n) => t('post', { n }))).toEqual(['1 wpis', '2 wpisy', '5 wpisów', '22 wpisy', '1,5 wpisu']);
  });

  it('shows as its key where an older catalogue lacks it', () => {
    const t = createTranslate<'card.close'>({ locale: 'en', direction: 'ltr', messages: {} });
    expect(t('card.close')).toBe('card.close');
  });
});
