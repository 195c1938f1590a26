import type { page } from './en/page.ts';
import type { ownPages } from './en/own-pages.ts';

/** Categories of CLDR; which of them a language uses is for `Intl.PluralRules` to say. */
type PluralCategory = 'zero' | 'one' | 'two' | 'few' | 'many' | 'other';

/** A key without its plural ending: `card.quiet_one` and `card.quiet_other` are asked for as `card.quiet`. */
type KeyOf<Name> = Name extends `${infer Key}_${PluralCategory}` ? Key : Name;
type PluralKeyOf<Name> = Name extends `${infer Key}_${PluralCategory}` ? Key : never;

/** What is said inside web pages. */
export type PageMessageKey = KeyOf<keyof typeof page>;
/** All that can be said: in pages, and in the popup and the options page. */
export type MessageKey = PageMessageKey | KeyOf<keyof typeof ownPages>;

/** The same messages in another language: every key of the English ones, and further plural forms if it has them. */
export type Translated<English> = { readonly [Name in keyof English]: string } & {
  readonly [Name in `${PluralKeyOf<keyof English>}_${'zero' | 'two' | 'few' | 'many'}`]?: string;
};

/** Messages of one language, as plain data: it can be sent to a content script, which carries none of its own. */
export interface Catalogue<Key extends string = MessageKey> {
  /** BCP 47. */
  readonly locale: string;
  readonly direction: 'ltr' | 'rtl';
  readonly messages: { readonly [Name in Key | `${Key}_${PluralCategory}`]?: string };
}

export type Values = Readonly<Record<string, string | number>>;

/**
 * The text of a message in the reader's language. `{name}` is replaced by `values.name`, a number written as
 * the language writes it; `values.n` chooses the plural form. Values are put in as they are: text of strangers
 * goes through `quoted` of strangers.ts first.
 * One that knows every key serves wherever fewer are asked for: `Translate` is a `Translate<PageMessageKey>`.
 */
export interface Translate<Key extends string = MessageKey> {
  (key: Key, values?: Values): string;
  readonly locale: string;
  readonly direction: 'ltr' | 'rtl';
}

export function createTranslate<Key extends string>(catalogue: Catalogue<Key>): Translate<Key> {
  const { locale, direction } = catalogue;
  const messages: Readonly<Record<string, string | undefined>> = catalogue.messages;
  const plural = new Intl.PluralRules(locale);
  const number = new Intl.NumberFormat(locale);

  function translate(key: Key, values: Values = {}): string {
    const message = messageFor(key, values['n']);
    return message.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
      const value = values[name];
      return typeof value === 'number' ? number.format(value) : (value ?? placeholder);
    });
  }

  /** A missing message shows as its key: a catalogue may come from an older version of the background. */
  function messageFor(key: Key, n: string | number | undefined): string {
    const form = typeof n === 'number' ? messages[`${key}_${plural.select(n)}`] : undefined;
    return form ?? messages[`${key}_other`] ?? messages[key] ?? key;
  }

  return Object.assign(translate, { locale, direction });
}
