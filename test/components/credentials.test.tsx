// @vitest-environment happy-dom
import { render } from 'preact';
import { describe, expect, it } from 'vitest';
import { Credentials } from '../../components/badge/credentials.tsx';
import { C2PA_STATES, NO_CREDENTIALS, type C2paReading } from '../../lib/core/c2pa-reading.ts';
import { LOCALES, type Locale } from '../../lib/core/settings.ts';
import { pageCatalogueOf } from '../../lib/i18n/catalogues.ts';
import { createTranslate } from '../../lib/i18n/t.ts';
import { NAUGHTY } from '../support/core-naughty-strings.ts';

const TOLD: C2paReading = {
  ...NO_CREDENTIALS,
  state: 'trusted',
  signer: { name: 'Harbour Optics', issuer: 'Harbour Root', signedAt: Date.UTC(2026, 4, 1, 10), timeStamper: { name: 'Harbour Clocks', known: true } },
  tool: 'Harbour Editor 2',
  actions: [{ name: 'c2pa.cropped', by: 'Harbour Editor', at: Date.UTC(2026, 4, 1, 9), sourceType: 'humanEdits' }, { name: 'com.harbour.polish' }],
  ingredients: [{ title: 'capture.jpg', role: 'parentOf', depth: 1, credentials: 'held', signer: 'Harbour Optics', sourceTypes: ['digitalCapture'] }],
  identities: [{ name: 'Ada Author', kind: 'cawg.x509.cose', verified: 'unknown' }],
  wishes: [{ use: 'ai_training', wish: 'notAllowed' }],
};

function drawn(credentials: C2paReading, locale: Locale = 'en'): HTMLElement {
  const root = document.createElement('div');
  render(<Credentials credentials={credentials} t={createTranslate(pageCatalogueOf(locale))} />, root);
  return root;
}

/** Without the marks that keep a stranger's words apart. */
const textOf = (root: HTMLElement): string => (root.textContent ?? '').replaceAll(/[\u2068\u2069]/g, '');

describe('credentials on a card', () => {
  it('tell who signed, when and by whose clock, and fold what was done away', () => {
    const text = textOf(drawn(TOLD));
    for (const part of [
      'Signed by Harbour Optics, who is on a trust list that you installed.',
      'time stamp by Harbour Clocks',
      'certificate from Harbour Root',
      'What was done and from what (3)',
      'Cropped · with Harbour Editor · edited by a person',
      'com.harbour.polish',
      'From capture.jpg · its credentials hold · Harbour Optics · taken with a digital camera',
      'Ada Author – says it is theirs; the signature holds, on no list',
      'Its maker does not allow: training of AI.',
      'Signed with Harbour Editor 2',
    ]) expect(text).toContain(part);
    expect(drawn(TOLD).querySelector('details')?.open).toBe(false);
  });

  it.each(LOCALES.flatMap((locale) => C2PA_STATES.map((state) => [state, locale] as const)))('have words for %s in %s, all different', (state, locale) => {
    const [own, ...others] = [state, ...C2PA_STATES.filter((each) => each !== state)].map((each) => drawn({ ...NO_CREDENTIALS, state: each }, locale).querySelector('.why')?.textContent ?? '');
    expect(own?.length).toBeGreaterThan(9);
    expect(own).not.toMatch(/credentials\.|\{/);
    expect(others).not.toContain(own);
  });

  it.each(['content-changed', 'invalid', 'unreadable', 'remote-only'] as const)('tell no story where the signature does not cover the picture: %s', (state) => {
    const text = textOf(drawn({ ...TOLD, state }));
    for (const part of ['Cropped', 'capture.jpg', 'Ada Author', 'Its maker']) expect(text).not.toContain(part);
  });

  it('show whatever a stranger wrote as text', () => {
    const before = drawn(TOLD).querySelectorAll('*').length;
    for (const text of NAUGHTY) {
      const root = drawn({
        ...TOLD,
        signer: { name: text, issuer: text, signedAt: 8.64e15, timeStamper: { name: text, known: false } },
        tool: text,
        actions: TOLD.actions.map((action) => ({ ...action, name: text, description: text, by: text, sourceType: text })),
        ingredients: TOLD.ingredients.map((ingredient) => ({ ...ingredient, title: text, signer: text, sourceTypes: [text] })),
        identities: [{ name: text, kind: text, verified: 'failed' }],
        wishes: [{ use: text, wish: 'allowed' }],
        remoteUrl: text,
      });
      expect(root.querySelectorAll('*').length).toBeLessThanOrEqual(before + 2);
      expect(root.querySelector('script, img, iframe, a, style, form, input, template')).toBeNull();
    }
    expect((globalThis as { pwned?: unknown }).pwned).toBeUndefined();
  });
});
