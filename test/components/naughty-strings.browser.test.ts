import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BadgeContent } from '../../components/badge/mount-badge.tsx';
import type { OptionsProps } from '../../components/options/options.tsx';
import type { Judged, PageReport } from '../../lib/core/report.ts';
import { DEFAULT_SETTINGS } from '../../lib/core/settings.ts';
import type { Subject } from '../../lib/core/subject.ts';
import { observationSchema } from '../../lib/export/observation-schema.ts';
import { toObservation, type Wording } from '../../lib/export/to-observation.ts';
import { catalogueOf } from '../../lib/i18n/catalogues.ts';
import { evidenceSource, explainEvidence, explainQuiet } from '../../lib/i18n/explain.ts';
import { createTranslate } from '../../lib/i18n/t.ts';
import { CHROMIUM, startComponentsBrowser, type ComponentsBrowser } from '../support/components-chromium.ts';
import { aList } from '../support/components-options.ts';
import { DOMAIN, judge, PICTURE, POST, TEXT } from '../support/components-states.ts';
import { aClaim, aFlag, aSignal } from '../support/core-builders.ts';
import { NAUGHTY } from '../support/core-naughty-strings.ts';

/** Where a stranger's words come into what is said of a post. */
const SAID = {
  'name of a list': (name: string) => judge(POST, [aFlag({ list: { id: 'a'.repeat(64), name } })]),
  'name that a list has for a label': (labelName: string) => judge(POST, [aFlag({ labelName })]),
  'label that only a list knows': (text: string) => judge(POST, [aFlag({ label: `x-${text}`, labelName: text })]),
  'piece of text that decided': (ngram: string) => judge(TEXT, [aSignal({ reason: { code: 'ngrams', top: [{ ngram, weight: 2 }] } })]),
  'mark in a file': (value: string) => judge(PICTURE, [aClaim({ value })]),
  'mark of a generator': (value: string) => judge(PICTURE, [aClaim({ value, mark: { kind: 'generator', where: 'png-text', field: value } })]),
  'mark without a label': (value: string) => ({ ...judge(PICTURE, [aClaim()]), notes: [{ kind: 'opt-out', where: 'xmp', field: value, value, strength: 'declared' }] }),
  'version of a detector': (version: string) => judge(TEXT, [aSignal({ detector: { id: 'text-spam', version } })]),
  'site of a link': (canonical: string) => judge({ ...DOMAIN, canonical } satisfies Subject, [aFlag({ on: 'domain' })]),
  'address of a post': (where: string) => ({ ...judge(POST, [aFlag()]), where }),
} as const satisfies Readonly<Record<string, (text: string) => Judged>>;
type Said = keyof typeof SAID;

const ON_CARD: readonly Said[] = [
  'name of a list',
  'name that a list has for a label',
  'label that only a list knows',
  'piece of text that decided',
  'mark in a file',
  'mark of a generator',
  'mark without a label',
  'version of a detector',
  'site of a link',
];
const IN_POPUP: readonly Said[] = ['name of a list', 'label that only a list knows', 'site of a link', 'address of a post'];

/** Where they come into the options page. */
const CHOSEN: Readonly<Record<string, (text: string) => Partial<OptionsProps>>> = {
  'a list’s name': (name) => ({ lists: [aList({ name })] }),
  'a list’s description': (description) => ({ lists: [aList({ description })] }),
  'a list’s charter': (charter) => ({ lists: [aList({ charter })] }),
  'a list’s contact for appeals': (appealContact) => ({ lists: [aList({ appealContact })] }),
  'a list’s label': (name) => ({ lists: [aList({ labels: [{ name, core: name }] })] }),
  'an account always shown': (account) => ({ settings: { ...DEFAULT_SETTINGS, policy: { ...DEFAULT_SETTINGS.policy, alwaysShow: [account] } } }),
  'a paused host': (host) => ({ settings: { ...DEFAULT_SETTINGS, pausedHosts: [host] } }),
  'a file that failed': (file) => ({ importState: { results: [{ kind: 'failed', file, failure: { message: file } }] } }),
};

const PLAIN = 'plainwater';
const HEALTH = { site: 'generic', layout: 'ok', posts: 1, understood: 1, pictures: 0, badgesLost: 0, unreadParts: 0 } as const;
const reportOf = (judged: Judged, url = 'https://harbour.example/'): PageReport => ({ url, tookMs: 1, judged: [judged], quietPosts: [], health: HEALTH });

const t = createTranslate(catalogueOf('en'));
const IN_ENGLISH: Wording = {
  source: (evidence) => evidenceSource(evidence, t),
  reason: (evidence) => explainEvidence(evidence, t),
  quiet: (quiet) => explainQuiet(quiet, t),
};

describe.skipIf(CHROMIUM === undefined)('a naughty string is a text', () => {
  let browser: ComponentsBrowser;
  let combinations = 0;
  beforeAll(async () => {
    browser = await startComponentsBrowser(CHROMIUM!);
  });
  afterAll(async () => {
    process.stdout.write(`naughty strings: ${NAUGHTY.length} in ${combinations} combinations of string and surface\n`);
    await browser?.close();
  });

  /** Draws each in turn, and holds the elements and the names of their attributes against those of a plain text. */
  async function expectTextOnly<Drawn>(draw: (given: Drawn) => void, given: (text: string) => Drawn): Promise<void> {
    const page = await browser.open('');
    const caused: string[] = [];
    page.on('request', (request) => caused.push(request.url()));
    page.on('dialog', (dialog) => {
      caused.push(dialog.message());
      void dialog.dismiss();
    });
    const outlines = await page.evaluate<readonly string[]>(`(() => {
      const draw = ${String(draw)};
      const own = () => Object.getOwnPropertyNames(Object.prototype).join();
      const before = own();
      let plainly;
      // Only what was cut has a tooltip.
      const names = (element) => element.getAttributeNames().filter((name) => name !== 'title');
      const outline = (root) => [...root.children].map((each) => each.localName + names(each) + '(' + outline(each) + ')' + (each.shadowRoot ? outline(each.shadowRoot) : '')).join();
      const shown = (root) => root.textContent + [...root.querySelectorAll('*')].map((each) => (each.shadowRoot ? shown(each.shadowRoot) : '')).join();
      const outlines = ${JSON.stringify([PLAIN, ...NAUGHTY].map(given))}.map((each) => {
        draw(each);
        plainly ??= shown(document.body);
        return outline(document.body);
      });
      return [...outlines, plainly, before === own() ? 'prototypes are as before' : own(), 'pwned' in globalThis ? 'a script ran' : 'no script ran'];
    })()`);
    expect(outlines.slice(-2)).toEqual(['prototypes are as before', 'no script ran']);
    expect(outlines.at(-3)).toContain(PLAIN);
    const [plain, ...naughty] = outlines.slice(0, -3);
    expect(naughty).toHaveLength(NAUGHTY.length);
    expect(naughty.flatMap((outline, i) => (outline === plain ? [] : [[NAUGHTY[i]?.slice(0, 40), outline]]))).toEqual([]);
    expect(caused).toEqual([]);
    combinations += NAUGHTY.length;
    await page.close();
  }

  it.each(ON_CARD)('on a badge and its card: %s', async (name) => {
    await expectTextOnly<BadgeContent>(drawCard, (text) => ({ judged: [SAID[name](text)], treatment: 'badge', revealed: false }));
  });

  it.each(ON_CARD)('on a bar and its card: %s', async (name) => {
    await expectTextOnly<BadgeContent>(drawCard, (text) => ({ judged: [SAID[name](text)], treatment: 'warn', revealed: false }));
  });

  it('on a card: the handle of an account', async () => {
    await expectTextOnly<BadgeContent>(drawCard, (handle) => ({ judged: [judge(POST, [aFlag()])], treatment: 'badge', revealed: false, account: { handle, alwaysShown: false } }));
  });

  it.each(IN_POPUP)('in the popup: %s', async (name) => {
    await expectTextOnly(drawPopup, (text) => reportOf(SAID[name](text)));
  });

  it('in the popup: the address of the page', async () => {
    await expectTextOnly(drawPopup, (url) => reportOf(judge(POST, [aFlag()]), url));
  });

  it.each(Object.entries(CHOSEN))('on the options page: %s', async (_, chosen) => {
    await expectTextOnly((props: Partial<OptionsProps>) => window.harness.options(props), chosen);
  });

  it.each(Object.entries(SAID))('in a saved record: %s', (_, said) => {
    for (const text of NAUGHTY) {
      combinations += 1;
      const observation = toObservation(reportOf(said(text), text), 'Browser 1', IN_ENGLISH);
      expect(observationSchema.parse(JSON.parse(JSON.stringify(observation)))).toEqual(observation);
    }
  });
});

function drawCard(content: BadgeContent): void {
  document.body.innerHTML = '<p id="post">Post</p>';
  const { badges, mount } = window.harness;
  const badge = badges[mount(content.judged, '#post', 'after')]!;
  badge.update(content);
  badge.open();
}

function drawPopup(report: PageReport): void {
  window.harness.popup({ report, paused: false, modelsReady: true, rulesChecked: null });
}
