// @vitest-environment happy-dom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { BundledModels, type BundledModelsProps } from '../../components/options/bundled-models.tsx';
import type { Locale } from '../../lib/core/settings.ts';
import { catalogueOf } from '../../lib/i18n/catalogues.ts';
import { createTranslate } from '../../lib/i18n/t.ts';
import { violationsIn } from '../support/components-axe.ts';
import { BUNDLED_STATE, someFacts } from '../support/components-options.ts';

function open(over: Partial<BundledModelsProps> = {}, locale: Locale = 'en'): void {
  act(() => render(<BundledModels {...BUNDLED_STATE} t={createTranslate(catalogueOf(locale))} {...over} />, document.body));
}
const text = () => document.body.textContent.replaceAll(/[\u2068\u2069]/g, '').replaceAll('\u00A0', ' ');
/** Values by name, of every list of facts there is. */
const facts = () => [...document.querySelectorAll('dl > div')].map((row) => [row.children[0]?.textContent, row.children[1]?.textContent?.replaceAll('\u00A0', ' ')]);

afterEach(() => render(null, document.body));

describe('the models that come with it', () => {
  it('are folded at first, the data they were made from as well, and lead nowhere else', () => {
    open();
    const folds = [...document.querySelectorAll('details')];
    expect(folds).toHaveLength(BUNDLED_STATE.models.length + 1);
    expect(folds.filter(({ open: isOpen }) => isOpen)).toEqual([]);
    expect(document.querySelectorAll('a, img, iframe, script')).toHaveLength(0);
  });

  it('say of what was never seen how much is found, how much is wrong, where most, and what is not judged', () => {
    open({ models: [{ id: 'picture-ai', facts: someFacts() }] });
    expect(text()).toContain('It finds few of them and misses most. Measured on sources that it had never seen.');
    expect(facts()).toEqual([
      ['Found', '3.2% of 655'],
      ['Wrongly called so', '0.68% of 736; at most 1.4% with 95 % confidence'],
      ['Wrong most often', 'screenshots: 2.9% of 35'],
      ['Not judged', '7.9% of 1,510'],
      ['Version', 'picture-ai 3.1.4'],
      ['Licence', 'MIT'],
      ['SHA-256', 'c'.repeat(64)],
    ]);
  });

  it.each([
    [0.8, 'It finds most of the kinds that it knows.'],
    [0.5, 'It finds some of them'],
  ])('that find %d of what they know say that other sources are another matter', (found, said) => {
    const sets = [{ name: 'test', positives: 10, negatives: 20, found, falsePositives: 0 }] as const;
    open({ models: [{ id: 'text-spam', facts: someFacts({ measured: [{ label: 'spam', sets }] }) }] });
    expect(text()).toContain(said);
    expect(text()).toContain('Of other sources it finds much less.');
    expect(facts()).toContainEqual(['Wrongly called so', '0% of 20']);
  });

  it('whose card is lost, or that nobody wrote about, are named all the same', () => {
    open({ models: [{ id: 'picture-ai', facts: undefined }, { id: 'tide-model', facts: someFacts({ id: 'tide-model', measured: [], limits: [] }) }] });
    expect(text()).toContain('Its card cannot be read.');
    expect([...document.querySelectorAll('summary')].map(({ textContent }) => textContent)).toContain('tide-model');
    expect(text()).toContain('Its card states no figures.');
  });

  it('tell what they were made from, and in which languages there was spam to learn from', () => {
    open({}, 'de');
    expect(text()).toContain(`${BUNDLED_STATE.data.texts.toLocaleString('de')} Texte aus ${BUNDLED_STATE.data.textSources} Quellen`);
    expect(text()).toContain('auf Deutsch, Englisch, Französisch, Hindi, Indonesisch, Russisch und Thailändisch.');
  });

  it.each([
    ['sms_thai', 'SMS – Thailändisch (sms_thai): 50 % von 4'],
    ['unheard_of', 'unheard_of: 50 % von 4'],
  ])('call the group that is worst off by words that readers know, where there are any: %s', (group, said) => {
    const sets = [{ name: 'test', positives: 10, negatives: 20, found: 0.5, falsePositives: 0, worst: { group, falsePositives: 0.5, items: 4 } }] as const;
    open({ models: [{ id: 'text-spam', facts: someFacts({ measured: [{ label: 'spam', sets }] }) }] }, 'de');
    expect(facts()).toContainEqual(['Am häufigsten falsch', said]);
  });

  it('mark the words of the card as English, whatever the language of the page', () => {
    open({ models: [{ id: 'picture-ai', facts: someFacts() }] }, 'de');
    expect(document.querySelector('ul[lang=en]')?.textContent).toBe('It errs.');
  });

  it.each(['en', 'de'] as const)('leave axe nothing to find when unfolded (%s)', async (locale) => {
    open({}, locale);
    for (const fold of document.querySelectorAll('details')) fold.open = true;
    expect(await violationsIn(document.body)).toEqual([]);
  });
});
