// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mountBadge, type BadgeHandle } from '../../components/badge/mount-badge.tsx';
import { DEFAULT_POLICY } from '../../lib/core/policy.ts';
import type { Judged } from '../../lib/core/report.ts';
import type { Locale } from '../../lib/core/settings.ts';
import { pageCatalogueOf } from '../../lib/i18n/catalogues.ts';
import { createTranslate } from '../../lib/i18n/t.ts';
import { afterPost } from '../support/components-placement.ts';
import { anAbstention, aSignal } from '../support/core-builders.ts';
import { judge, NOW_MS, PICTURE, STATES, TEXT } from '../support/components-states.ts';

const { attachShadow, showPopover } = HTMLElement.prototype;
let root: ShadowRoot;
let alive: AbortController;

beforeEach(() => {
  alive = new AbortController();
  document.body.innerHTML = '<p id="post">Post</p>';
  // The root is closed: it is taken note of as it is made.
  Element.prototype.attachShadow = function (init) {
    root = attachShadow.call(this, init);
    return root;
  };
  // happy-dom has no top layer; badge.browser.test.ts looks at the card in one.
  HTMLElement.prototype.showPopover = () => {};
});
afterEach(() => {
  alive.abort();
  Element.prototype.attachShadow = attachShadow;
  HTMLElement.prototype.showPopover = showPopover;
});

function mount(judged: readonly Judged[], asked: boolean, locale: Locale = 'en'): BadgeHandle {
  return mountBadge({
    placement: afterPost(document.getElementById('post')!),
    content: { judged, treatment: 'badge', revealed: false },
    asked,
    t: createTranslate(pageCatalogueOf(locale)),
    style: '',
    now: () => NOW_MS,
    scheme: 'light',
    onReveal: () => {},
    onAlwaysShow: () => {},
    onUncovered: () => {},
    onLookDeeper: () => {},
    onAsk: () => {},
    onHide: () => {},
    onRemoved: () => {},
    signal: alive.signal,
  });
}

/** What stands in the first element that matches, on one line, without isolates. */
const text = (selector: string): string | undefined =>
  root.querySelector(selector)?.textContent.replace(/[\u2068\u2069]/g, '').replace(/\s+/g, ' ').trim();

const ignoring = { ...DEFAULT_POLICY, treatments: { ...DEFAULT_POLICY.treatments, spam: 'ignore' as const } };
const tooShort = anAbstention({ detector: { id: 'text-spam', version: '1' }, why: 'too-short' });
const ignored = [judge(TEXT, [aSignal()], ignoring)];

describe('a badge that the reader asked for', () => {
  it.each<[what: string, judged: readonly Judged[], locale: Locale, standing: string, claim: string, body: readonly string[]]>([
    ['no sign', STATES['asked: no sign'], 'en', 'quiet', 'Looked at: nothing to say', [
      'About this picture',
      'Witnessmark’s picture model 1', 'no sign · 4%', 'No sign that it is AI-made. The fine texture of 5 parts shows nothing',
    ]],
    ['one measured, one declined', [...STATES['asked: unsure'], judge(TEXT, [tooShort])], 'en', 'quiet', 'Looked at: nothing to say', [
      'About this picture', 'unsure · 61%', 'About this text', 'Witnessmark’s text model 1', 'Too little text to judge.',
    ]],
    ['no sign, in German', STATES['asked: no sign'], 'de', 'quiet', 'Angesehen: nichts zu sagen', [
      'Über dieses Bild', 'Bildmodell 1 von Witnessmark', 'kein Anzeichen · 4 %', 'Kein Anzeichen für KI-erzeugt.',
    ]],
    ['unsure', STATES['asked: unsure'], 'en', 'quiet', 'Looked at: nothing to say', ['unsure · 61%', 'Unsure whether it is AI-made.']],
    ['not judged', STATES['asked: not judged'], 'en', 'quiet', 'Not judged', [
      'Witnessmark’s picture model 1', 'Not fetched: pictures are fetched only as you chose in the options.',
    ]],
    ['no model there', STATES['asked: no model'], 'en', 'quiet', 'Not judged', ['About this picture', 'No model looked at it.']],
    ['what the file says of itself', STATES['asked: what the file says'], 'en', 'quiet', 'Looked at: nothing to say', [
      'The file also says',
      'Digital source type, in its XMP metadata (Iptc4xmpExt:DigitalSourceType): captured from a screen',
      'Nobody signed it: anyone could have written it there.',
      'It calls that a suspicion.',
      'Its maker does not allow: training of AI, training of generative AI.',
    ]],
    ['the same in German', STATES['asked: what the file says'], 'de', 'quiet', 'Angesehen: nichts zu sagen', [
      'Die Datei sagt außerdem',
      'Art der digitalen Quelle, in den XMP-Metadaten (Iptc4xmpExt:DigitalSourceType): von einem Bildschirm aufgenommen',
      'Nicht signiert: Jeder könnte es hineingeschrieben haben.',
    ]],
    ['nothing at all', [], 'en', 'quiet', 'Not judged', []],
    ['a verdict', STATES['suggested picture'], 'en', 'suggested', 'May be AI-made', ['fairly sure · 91%']],
    ['a verdict that is ignored in the feed', ignored, 'en', 'suggested', 'May be spam', ['very sure · 97%']],
  ])('%s', (_, judged, locale, standing, claim, body) => {
    mount(judged, true, locale).open();
    expect(root.querySelector<HTMLElement>('.pill')?.dataset['standing']).toBe(standing);
    expect(text('.claim')).toBe(claim);
    for (const words of [claim, ...body]) expect(text('.card .body')).toContain(words);
    expect(root.querySelector('details')).toBeNull();
    expect(text('.absence')).toBe(locale === 'de' ? 'Eine fehlende Marke beweist nichts.' : 'The absence of a mark proves nothing.');
    expect(text('.card footer .action')).toBe(locale === 'de' ? 'Diese Marke ausblenden' : 'Hide this badge');
  });

  it('becomes an ordinary one when a verdict comes later', () => {
    const badge = mount([judge(PICTURE, [])], true);
    badge.open();
    badge.update({ judged: STATES['suggested picture'], treatment: 'badge', revealed: false });
    expect(text('.claim')).toBe('May be AI-made');
    expect(text('.card h2')).toBe('Why this mark');
    expect(text('.card .body')).not.toContain('No model looked at it.');
  });
});

it.each([
  ['is quiet', STATES['asked: no sign']],
  ['is ignored', ignored],
  ['is not there', []],
] as const)('nothing is drawn unasked of what %s, not even by opening it', (_, judged) => {
  mount(judged, false).open();
  expect(root.querySelector('button, .card')).toBeNull();
});

describe('looking deeper, on the card of a picture', () => {
  const shown = { judged: STATES['suggested picture'], treatment: 'badge', revealed: false } as const;
  const deeper = (): HTMLButtonElement | undefined => [...root.querySelectorAll<HTMLButtonElement>('.card footer button')].find(({ textContent }) => textContent === 'Look deeper');

  it('is offered where there is an address, and nowhere else', () => {
    const badge = mount(shown.judged, false);
    badge.open();
    expect(deeper()).toBeUndefined();
    badge.update({ ...shown, deeper: 'offered' });
    expect(deeper()?.title).toContain('from the same site');
  });

  it('says what came of it, also where nothing is left to say of the picture', () => {
    const badge = mount(shown.judged, false);
    badge.open();
    badge.update({ judged: STATES['asked: no sign'], treatment: 'ignore', revealed: false, deeper: { width: 1600, height: 1200 } });
    expect(text('.card footer [role=status]')).toBe('Looked at a larger copy: 1,600 × 1,200.');
    expect(text('.claim')).toBe('Looked at: nothing to say');
    badge.update({ ...shown, deeper: 'none' });
    expect(text('.card footer [role=status]')).toBe('No larger copy could be looked at.');
  });
});
