// @vitest-environment happy-dom
import { createRef, render } from 'preact';
import { describe, expect, it } from 'vitest';
import { Badge } from '../../components/badge/badge.tsx';
import { drawnOnce } from '../../components/badge/drawn-once.ts';
import { shownVerdicts } from '../../components/badge/shown-verdicts.ts';
import { pageCatalogueOf } from '../../lib/i18n/catalogues.ts';
import { createTranslate } from '../../lib/i18n/t.ts';
import { BADGE_STATES, isAsked, STATES, type StateName } from '../support/components-states.ts';

describe('what is drawn once', () => {
  const t = createTranslate(pageCatalogueOf('en'));
  const badge = (name: StateName, onToggle = () => {}) => (
    <Badge judged={STATES[name]} shown={shownVerdicts(STATES[name], isAsked(name))} t={t} open={false} buttonRef={createRef()} onToggle={onToggle} />
  );

  it.each(BADGE_STATES)('is the badge that preact draws: %s', (name) => {
    const [byPreact, once] = [document.createElement('div'), document.createElement('div')];
    render(badge(name), byPreact);
    once.append(drawnOnce(badge(name)));
    const namespaces = (root: Element) => [...root.querySelectorAll('*')].map(({ localName, namespaceURI }) => `${localName} ${namespaceURI}`);
    expect(once.innerHTML).toBe(byPreact.innerHTML);
    expect(namespaces(once)).toEqual(namespaces(byPreact));
    expect(namespaces(once).length).toBeGreaterThan(4);
  });

  it('answers to a press', () => {
    let presses = 0;
    const once = document.createElement('div');
    once.append(drawnOnce(badge('suggested', () => presses++)));
    once.querySelector('button')!.click();
    expect(presses).toBe(1);
  });
});
