import { render } from 'preact';
import optionsStyle from '../../components/options/options.css?inline';
import ownPagesStyle from '../../components/ui/own-pages.css?inline';
import { catalogueOf } from '../../lib/i18n/catalogues.ts';
import { createTranslate } from '../../lib/i18n/t.ts';
import { OWN_STATES, type OwnStateName } from '../../test/support/own-page-states.tsx';
import type { Look } from './look.ts';

/** The section of the options that a state belongs to, by what its name begins with. */
const SECTIONS: Readonly<Record<string, 'options.trust' | 'options.lists'>> = { 'trust lists': 'options.trust', lists: 'options.lists' };

/** Shows a part of our own pages under their style, which the gallery itself does without; everything is unfolded. */
export function showOwnState(document: Document, state: OwnStateName, look: Look): void {
  const t = createTranslate({ ...catalogueOf(look.locale), direction: look.direction });
  const style = document.createElement('style');
  style.textContent = `${ownPagesStyle}${optionsStyle}`;
  document.head.append(style);
  document.title = state;
  Object.assign(document.documentElement, { lang: look.locale, dir: look.direction });
  document.documentElement.style.colorScheme = look.scheme;
  const show = OWN_STATES[state];
  render(
    <main class="options">
      <h1>{state}</h1>
      <h2>{t(SECTIONS[state.slice(0, state.indexOf(':'))] ?? 'options.bundled')}</h2>
      {show(t)}
    </main>,
    document.body,
  );
  for (const fold of document.querySelectorAll('details')) fold.open = true;
}
