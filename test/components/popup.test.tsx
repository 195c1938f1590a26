// @vitest-environment happy-dom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { Popup, type PageSeen, type PopupProps, type PopupState } from '../../components/popup/popup.tsx';
import type { FloodReason } from '../../lib/core/evidence.ts';
import { writeQuietNote } from '../../lib/core/quiet-note.ts';
import type { PageHealth } from '../../lib/core/report.ts';
import { catalogueOf } from '../../lib/i18n/catalogues.ts';
import { sinceTime } from '../../lib/i18n/when.ts';
import { createTranslate } from '../../lib/i18n/t.ts';
import { anAbstention, aSignal } from '../support/core-builders.ts';
import { violationsIn } from '../support/components-axe.ts';
import { BADGE_STATES, HOSTILE_TEXTS, judge, STATES, TEXT } from '../support/components-states.ts';

const t = createTranslate(catalogueOf('en'));
const heard: unknown[][] = [];

function open(state: PopupState, outcome?: PopupProps['outcome'], textModel?: string): HTMLElement {
  const props: PopupProps = {
    state,
    textModel,
    outcome,
    t,
    onAllow: () => heard.push(['allow']),
    onAllowPictures: (addresses) => heard.push(['allow pictures', ...addresses]),
    onPause: (paused) => heard.push(['pause', paused]),
    onAskPosts: () => heard.push(['ask-posts']),
    onSave: () => heard.push(['save']),
    onShow: (judged) => heard.push(['show', judged.key]),
    onOpenWorkbench: () => heard.push(['workbench']),
    onOpenOptions: () => heard.push(['options']),
  };
  act(() => render(<Popup {...props} />, document.body));
  return document.body;
}

function seen(over: Partial<PageSeen> = {}, health: Partial<PageHealth> = {}, judged = allJudged): PageSeen {
  return {
    report: {
      url: 'https://harbour.example:8443/feed?x=1',
      tookMs: 12,
      judged,
      quietPosts: [],
      health: { site: 'generic', layout: 'ok', posts: 42, understood: 42, pictures: 1, badgesLost: 0, unreadParts: 0, ...health },
    },
    paused: false,
    modelsReady: true,
    rulesChecked: null,
    ...over,
  };
}

const allJudged = BADGE_STATES.map((name) => STATES[name])
  .flat()
  .map((judged, i) => ({ ...judged, key: i.toString(16).padStart(16, '0') as typeof judged.key }));

/** A picture that was not fetched because its site is not allowed. */
const unallowed = (url: string, i: number) => ({
  ...judge({ kind: 'url', canonical: url }, [anAbstention({ why: 'not-allowed' })]),
  key: i.toString(16).padStart(16, '0') as (typeof allJudged)[number]['key'],
  where: url,
});

const text = (): string => document.body.textContent.replace(/[\u2068\u2069]/g, '');
const button = (name: string): HTMLButtonElement => {
  const found = [...document.querySelectorAll('button')].find(({ textContent }) => textContent.includes(name));
  if (found === undefined) throw new Error(`there is no button ${name}`);
  return found;
};

afterEach(() => {
  render(null, document.body);
  heard.length = 0;
});

describe('how a site is read', () => {
  it.each<[string, Partial<PageSeen>, string | undefined]>([
    ['was never checked there', { rulesChecked: 'never' }, 'was never checked on the live site'],
    ['was checked on a day', { rulesChecked: '2026-05-03' }, 'was last checked on the live site on May 3, 2026'],
    ['is nobody’s rule on any other page', { rulesChecked: null }, undefined],
    ['does not matter while nothing is read', { rulesChecked: 'never', paused: true }, undefined],
  ])('%s', (_, over, said) => {
    open(seen(over));
    if (said === undefined) expect(text()).not.toContain('checked on the live site');
    else expect(text()).toContain(said);
  });
});

describe('the flood view', () => {
  const flood = aSignal({
    detector: { id: 'flood', version: '1' },
    label: 'flood',
    reason: { code: 'flood', group: 1, text: TEXT.canonical, accounts: 12, posts: 12, sinceMs: aSignal().at, places: [] },
  });
  const counted = (n: number, over: Partial<FloodReason>, at = flood.at) => ({
    ...judge({ kind: 'post', canonical: `https://harbour.example/posts/${n}` }, [{ ...flood, at, reason: { ...(flood.reason as FloodReason), ...over } }]),
    key: n.toString(16).padStart(16, '0') as (typeof allJudged)[number]['key'],
  });
  const summaries = () => [...document.querySelectorAll('.floods summary')].map(({ textContent }) => textContent.replace(/\s+/g, ' '));

  it('tells each text of the page once, by the newest count, the most accounts first', async () => {
    const places = [{ account: 'ann', at: flood.at, where: 'https://harbour.example/posts/1' }];
    open(seen({}, {}, [counted(1, { accounts: 12 }), counted(2, { accounts: 37, places }, flood.at + 1), counted(3, { group: 2, text: 'Another one', accounts: 40 })]));
    const since = sinceTime(flood.at, flood.at, 'en');
    expect(summaries()).toEqual([`Another one 40 accounts since ${since}`, `${TEXT.canonical} 37 accounts since ${since}`].map((words) => words.replace(/\s+/g, ' ')));
    const lists = [...document.querySelectorAll('.floods .places')].map(({ textContent }) => textContent.replace(/\s+/g, ' '));
    expect(lists).toEqual(['and 40 more', `ann ${since}and 36 more`.replace(/\s+/g, ' ')]);
    expect(document.querySelector('.floods a')?.outerHTML).toMatch(/href="https:\/\/harbour\.example\/posts\/1" target="_blank" rel="noreferrer"/);
    expect(await violationsIn(document.body)).toEqual([]);
  });

  it('is not there where there is none', () => {
    open(seen({}, {}, [judge(TEXT, [aSignal()])]));
    expect(document.querySelector('.floods')).toBeNull();
  });

  it('shows the words and names of strangers as text', () => {
    for (const hostile of HOSTILE_TEXTS) {
      open(seen({}, {}, [counted(1, { text: hostile, places: [{ account: hostile, at: flood.at, where: 'https://harbour.example/posts/1' }] })]));
      expect(document.querySelectorAll('.floods details')).toHaveLength(1);
      expect(document.querySelectorAll('.floods img, .floods script, .floods b, .floods bdi *')).toHaveLength(0);
    }
  });
});

describe('the popup', () => {
  it.each<[PopupState, string]>([
    ['loading', 'Asking the page'],
    ['not-a-page', 'Pages of the browser itself are not read.'],
    ['no-access', 'Witnessmark cannot read this page.'],
    ['left-alone', 'You chose to have only the named sites read.'],
    ['no-answer', 'Reload it'],
    [seen(), 'harbour.example:8443'],
    [seen({}, { layout: 'empty', posts: 0, pictures: 0 }, []), 'Nothing to read here yet.'],
    [seen({ paused: true }, {}, []), 'Paused on this site: nothing is read.'],
    [seen({ modelsReady: false }, {}, []), 'Still looking.'],
    [seen({}, { layout: 'layout-changed', understood: 3 }), 'Labels paused: this site changed its layout.Of 42 posts only 3 could be read.'],
    [seen({}, { unreadParts: 2 }), '2 parts of this page are not read: they are frames or closed off.'],
    [seen({}, { badgesLost: 2 }), 'The page removed 2 badges; they are listed here only.'],
    [seen({}, {}, []), 'No labels on this page.The absence of a mark proves nothing.'],
  ])('says how things are (%#), and axe finds nothing', async (state, words) => {
    open(state);
    expect(text()).toContain(words);
    expect(await violationsIn(document.body)).toEqual([]);
  });

  it('offers to allow the sites whose pictures it may not read, one picture of each', () => {
    const addresses = ['https://a.example/1.jpg', 'https://a.example/2.jpg', 'https://b.example/<b>.png'];
    open(seen({}, {}, addresses.map(unallowed)));
    expect(text()).toContain('Pictures from 2 sites were not judged, such as a.example, b.example');
    button('Allow and judge them').click();
    expect(heard).toEqual([['allow pictures', addresses[1], addresses[2]]]);
  });

  it('says how much of the page was read', () => {
    open(seen());
    expect(text()).toContain('42 posts read · 1 picture');
  });

  it('counts labels by who stands behind them', () => {
    open(seen());
    const rows = [...document.querySelectorAll('.counts tbody tr')].map((row) =>
      [...row.children].map(({ textContent }) => textContent.replace(/[\u2068\u2069]/g, '')).join(' '),
    );
    expect(rows).toEqual([
      '9 camera capture declared',
      '4 spam suggested',
      '3 scam flagged',
      '2 AI-made declared',
      '2 AI-made suggested',
      '1 edited by a person declared',
      '1 flood suggested',
      '1 spam disputed',
      '1 wrong tide table flagged',
    ]);
  });

  it('shows on the page what is chosen', () => {
    open(seen());
    button('Disputed: spam').click();
    const disputed = allJudged.find(({ verdicts }) => verdicts.some(({ standing }) => standing === 'disputed'));
    expect(heard).toEqual([['show', disputed?.key]]);
  });

  it('lists a long page in portions', () => {
    const many = Array.from({ length: 45 }, (_, i) => judge({ ...TEXT, canonical: `text ${i}` }, [aSignal()])).map(
      (judged, i) => ({ ...judged, key: i.toString(16).padStart(16, '0') as typeof judged.key }),
    );
    open(seen({}, {}, many));
    const listed = () => document.querySelectorAll('.thing').length;
    expect(listed()).toBe(20);
    act(() => button('Show 20 more').click());
    expect(listed()).toBe(40);
    act(() => button('Show 5 more').click());
    expect(listed()).toBe(45);
    expect(text()).not.toContain('Show 0 more');
  });

  it('counts what draws nothing, with the reasons', () => {
    const quiet = judge(TEXT, [
      aSignal({ band: 'no-sign' }),
      aSignal({ band: 'no-sign', label: 'scam' }),
      aSignal({ band: 'unsure', label: 'promotion' }),
      anAbstention({ why: 'too-small' }),
    ]);
    const state = seen({}, {}, [quiet]);
    open({ ...state, report: { ...state.report, quietPosts: [{ note: writeQuietNote(judge(TEXT, [aSignal({ band: 'no-sign' })])), where: 'https://harbour.example/p/1' }] } });
    const details = document.querySelector('.quiet-counts');
    expect(details?.querySelector('summary')?.textContent).toBe('5 without a label: nothing to say');
    expect([...(details?.querySelectorAll('li') ?? [])].map((li) => li.textContent)).toEqual(['3 no sign', '1 too small', '1 unsure']);
  });

  it('hands on what the reader does', () => {
    open(seen());
    document.querySelector<HTMLInputElement>('input[role=switch]')!.click();
    button('Save this page’s record').click();
    button('Options').click();
    open('no-access');
    button('Allow on this site').click();
    expect(heard).toEqual([['pause', true], ['save'], ['options'], ['allow']]);
  });

  it('says what came of it, also where it failed, and the switch stays as things are', async () => {
    open(seen());
    const pause = document.querySelector<HTMLInputElement>('input[role=switch]')!;
    pause.click();
    expect(pause.checked).toBe(true);
    open(seen(), { kind: 'failed', failure: { message: 'QuotaExceededError' } });
    expect(pause.checked).toBe(false);
    expect(document.querySelector('.outcome')?.textContent).toBe('It did not work. Nothing was changed.QuotaExceededError');
    expect(await violationsIn(document.body)).toEqual([]);
    open(seen(), { kind: 'done', text: 'Saved.' });
    expect(document.querySelector('[role=status].outcome')?.textContent).toBe('Saved.');
  });

  it('asks the text model of the reader’s choice about the posts of a page that is read, where it is to be asked', () => {
    const askButton = () => [...document.querySelectorAll('button')].find(({ textContent }) => textContent.startsWith('Ask'));
    open(seen(), undefined, 'harbour/letters');
    expect(askButton()?.textContent.replace(/[\u2068\u2069]/g, '')).toBe('Ask harbour/letters about the posts here');
    act(() => askButton()!.click());
    expect(heard).toEqual([['ask-posts']]);
    open(seen());
    expect(askButton()).toBeUndefined();
    open(seen({ paused: true }), undefined, 'harbour/letters');
    expect(askButton()).toBeUndefined();
    open('no-access', undefined, 'harbour/letters');
    expect(askButton()).toBeUndefined();
  });

  it('shows the page’s address as text, whatever it is', () => {
    for (const hostile of HOSTILE_TEXTS) {
      const state = seen();
      open({ ...state, report: { ...state.report, url: hostile, judged: allJudged.map((judged) => ({ ...judged, where: hostile })) } });
      expect(document.querySelectorAll('img, script, bdi *')).toHaveLength(0);
      expect(document.querySelector('h1')!.textContent.length).toBeLessThanOrEqual(41);
    }
  });
});
