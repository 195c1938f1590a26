// @vitest-environment happy-dom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { Options, type OptionsProps } from '../../components/options/options.tsx';
import { Welcome } from '../../components/options/welcome.tsx';
import { CORE_LABELS, LABEL_GROUPS } from '../../lib/core/label.ts';
import { TREATMENTS } from '../../lib/core/policy.ts';
import { REFUSALS } from '../../lib/core/refusal.ts';
import { DEFAULT_SETTINGS, withChange, type Locale, type SettingsChange } from '../../lib/core/settings.ts';
import { catalogueOf } from '../../lib/i18n/catalogues.ts';
import { createTranslate } from '../../lib/i18n/t.ts';
import { violationsIn } from '../support/components-axe.ts';
import { aList, aTrustList, FOLLOWED_LISTS, FORKED_LISTS, LIST_OFFER, MODELS_STATE, OFFERING_STATE, OPTIONS_CALLBACKS, OPTIONS_STATE, PEERS, RING_TRIAL, SOURCES, TRUST_STATE } from '../support/components-options.ts';
import { HOSTILE_TEXTS, NOW_MS } from '../support/components-states.ts';

const heard: unknown[][] = [];
const recorded = Object.fromEntries(
  OPTIONS_CALLBACKS.map((name) => [name, (...all: unknown[]) => void heard.push([name, ...all])]),
) as unknown as OptionsProps;

function open(over: Partial<OptionsProps> = {}, locale: Locale = 'en'): void {
  const props = { ...recorded, ...OPTIONS_STATE, t: createTranslate(catalogueOf(locale)), ...over };
  act(() => render(<Options {...props} />, document.body));
}

const withSettings = (change: SettingsChange, over: Partial<typeof DEFAULT_SETTINGS> = {}) => ({
  settings: withChange({ ...DEFAULT_SETTINGS, ...over }, change),
});
const alwaysShow = (...accounts: string[]) => withSettings({}, { policy: { ...DEFAULT_SETTINGS.policy, alwaysShow: accounts } });

const plain = (text: string) => text.replace(/[\u2068\u2069]/g, '');
const text = (): string => plain(document.body.textContent);
const nameOf = (element: Element) => plain(element.getAttribute('aria-label') ?? element.textContent);
function button(name: string): HTMLButtonElement {
  const found = [...document.querySelectorAll('button')].find((each) => nameOf(each) === name);
  if (found === undefined) throw new Error(`there is no button ${name}`);
  return found;
}
const press = (name: string) => act(() => button(name).click());
const group = (name: string) =>
  [...document.querySelectorAll('[role=radiogroup]')].find((each) => document.getElementById(each.getAttribute('aria-labelledby')!)?.textContent === name)!;
const radios = (name: string) => [...group(name).querySelectorAll('input')];
const fileInput = (accept: string) => document.querySelector<HTMLInputElement>(`input[type=file][accept="${accept}"]`)!;
function chooseFiles(input: HTMLInputElement, ...names: string[]): void {
  Object.defineProperty(input, 'files', { value: names.map((name) => new File(['x'], name)), configurable: true });
  act(() => void input.dispatchEvent(new Event('change', { bubbles: true })));
}

afterEach(() => {
  render(null, document.body);
  heard.length = 0;
});

describe('the options page, looked at by axe', () => {
  const running = { file: 'harbour.flaglist', done: 3, total: 10, position: 1, of: 2 };
  it.each<[string, Partial<OptionsProps>]>([
    ['as it is at first', { lists: [] }],
    ['a model on offer', { models: MODELS_STATE }],
    ['other readers wanted', withSettings({ peers: true, peerServer: 'stun:stun.example' })],
    ['no models', { models: { ...MODELS_STATE, models: [], offer: undefined } }],
    ['no trust list, and one on its way', { trust: { ...TRUST_STATE, lists: [], installing: 'signers' } }],
    ['an import under way', { importState: { running, results: [] } }],
    ['an import that has just begun', { importState: { running: { ...running, total: 0 }, results: [] } }],
    ['a failed import', { importState: { results: [{ kind: 'failed', file: 'a.flaglist', failure: { message: 'Cut short.', why: 'not-a-list' } }] } }],
    ['paused sites', withSettings({}, { pausedHosts: ['mail.example', 'chat.example:8080'] })],
    ['many accounts', alwaysShow(...Array.from({ length: 60 }, (_, i) => `hn:pilot${i}`))],
    ['something to undo', { outcomes: { lists: { kind: 'done', text: 'Removed.', undo: () => {} } } }],
    ['sites taken back', { access: { kind: 'these-sites', sites: [], missing: ['*://*.x.com/*'] } }],
    ['lists that forked', { ...withSettings({ askForForks: true, ownRelays: ['wss://mine.example/'] }), lists: FORKED_LISTS }],
    ['lists that come over the network', { lists: FOLLOWED_LISTS, sources: SOURCES, peers: PEERS }],
    ['a sudden change tried on seven days', { lists: FOLLOWED_LISTS, changeTrials: { [FOLLOWED_LISTS[1]!.id]: RING_TRIAL }, ...withSettings({ ring: true }) }],
    ['a list on offer', { offering: { ...OFFERING_STATE, offer: LIST_OFFER } }],
    ['a list tried on seven days', { offering: { ...OFFERING_STATE, offer: { ...LIST_OFFER, ring: RING_TRIAL } }, ...withSettings({ ring: true }) }],
    ['a list on its way', { offering: { ...OFFERING_STATE, fetching: running } }],
    ['a restore under way', { restoring: running, isExporting: true }],
  ])('%s: nothing is found', async (_, over) => {
    open(over);
    expect(await violationsIn(document.body)).toEqual([]);
  });
});

describe('where it reads', () => {
  it('offers what is not chosen, and says what each means and what the browser will ask', () => {
    open();
    expect(document.querySelector('[aria-current=true] h3')?.textContent).toBe('Ask me on each site');
    expect(text()).toContain('X, Bluesky, Reddit, Hacker News, and mastodon.social. Nothing else is read');
    expect(text()).toContain('Your browser will warn');
    press('Choose: Every site');
    press('Choose: These sites');
    press('Take back: harbour.example');
    expect(heard).toEqual([['onChooseAccess', 'every-site'], ['onChooseAccess', 'these-sites'], ['onForgetSite', 'https://harbour.example/*']]);
  });

  it('names the sites that the browser does not let it read, and offers to ask again', () => {
    open({ access: { kind: 'these-sites', sites: [], missing: ['*://*.x.com/*', '*://*.reddit.com/*'] } });
    expect(text()).toContain('does not let Witnessmark read x.com, reddit.com.');
    press('Allow them again');
    expect(heard).toEqual([['onRestoreSites']]);
  });

  it('is all that the welcome asks', async () => {
    const t = createTranslate(catalogueOf('en'));
    const { access, siteNames } = OPTIONS_STATE;
    const on = { onChoose: () => {}, onForget: () => {}, onRestore: () => {}, onDone: () => heard.push(['done']) };
    act(() => render(<Welcome access={access} names={siteNames} outcome={undefined} t={t} {...on} />, document.body));
    expect(text()).toContain('never leaves this device');
    expect(document.querySelectorAll('section')).toHaveLength(1);
    expect(await violationsIn(document.body)).toEqual([]);
    press('Done – show all options');
    expect(heard).toEqual([['done']]);
  });
});

describe('lists that come over the network', () => {
  it('are looked at before they are followed', () => {
    const on = (name: string) => (...all: unknown[]) => void heard.push([name, ...all]);
    const offering = { ...OFFERING_STATE, onLookUp: on('look-up'), onJoin: on('join'), onDecline: on('decline') };
    open({ offering });
    const field = document.querySelector<HTMLInputElement>('input[placeholder^=https]')!;
    press('Look at it');
    act(() => {
      field.value = ' https://mirror.example/#1 ';
      field.dispatchEvent(new Event('input', { bubbles: true }));
    });
    press('Look at it');
    expect(heard).toEqual([['look-up', 'https://mirror.example/#1']]);
    open({ offering: { ...offering, offer: LIST_OFFER } });
    expect(text()).toContain('Of the 214 posts shown since the browser started it would label 3.');
    expect(text()).toContain('It flags 1 account that you always show: shop.example.');
    press('Not now');
    press('Follow this list');
    expect(heard.slice(1)).toEqual([['decline', LIST_OFFER], ['join', LIST_OFFER]]);
    open({ offering: { ...offering, offer: { ...LIST_OFFER, isFollowed: true } } });
    expect(text()).toContain('You follow this list already.');
    button('Have its news from mirror.example');
  });

  it('tell what went wrong, who did it, and what waits for a look', () => {
    open({ lists: FOLLOWED_LISTS, sources: SOURCES });
    expect(text()).toContain('4,200 flags came and 12 went, of 900 before');
    expect(text()).toContain('None of its servers has answered since');
    expect(text()).toContain('Its curator signed two different states under one number');
    expect(text()).toMatch(/tides\.example sent something else than was asked for, 2 times .*: It sent other bytes/);
    expect(text()).toMatch(/mirror\.example failed .*: It answers 503\. It is not asked before/);
    expect(text()).toContain('Its curator changed the terms');
    press('I have looked at “Tide watch”');
    press('Agree to the new terms of “Lantern”');
    expect(heard.pop()).toEqual(['onAcceptChange', FOLLOWED_LISTS[2], 'terms']);
    press('Ask for news now');
    const [box] = document.querySelectorAll<HTMLInputElement>('.lists input[type=checkbox]');
    act(() => box!.click());
    expect(heard).toEqual([['onAcceptChange', FOLLOWED_LISTS[1], 'sudden'], ['onSyncLists', expect.anything()], ['onFollowList', FOLLOWED_LISTS[0], false]]);
  });

  it('say how many other readers are reached, what one was cut off for, and what the server said that was to help', () => {
    open({ lists: FOLLOWED_LISTS, peers: PEERS });
    expect(text()).toContain('1 other reader of it is reached now.');
    expect(text()).toMatch(/3 other readers of it are reached now\. One was cut off \(.*\): It sent what was not asked for\./);
    expect(text()).toMatch(/The server that you named to reach them by did not help \(.*\): It does not know this name with this password\./);
    open({ lists: FOLLOWED_LISTS });
    expect(text()).not.toContain('reached now');
  });

  it('are not asked for where none comes over the network', () => {
    open();
    expect(text()).not.toContain('Ask for news now');
  });
});

describe('who may sign Content Credentials', () => {
  const on = (name: string) => (...all: unknown[]) => void heard.push([name, ...all.map((each) => (each instanceof File ? each.name : each))]);
  const callbacks = { onInstall: on('install'), onImport: on('import'), onRemove: on('remove') };

  it('is told by lists, each with its count, day, source and digest, or as not installed', () => {
    open();
    for (const said of ['30 certificates, installed on', '1 certificate, installed on', 'Not installed.', aTrustList().source, 'anchors.pem', 'c'.repeat(64)]) expect(text()).toContain(said);
  });

  it('is installed by one press from the host that is named, or from a file, and removed after a question', () => {
    open({ trust: { ...TRUST_STATE, ...callbacks } });
    press('Official time stampers: Install from raw.githubusercontent.com');
    press('Official signers: Fetch anew from raw.githubusercontent.com');
    chooseFiles([...document.querySelectorAll<HTMLInputElement>('.trust input[type=file]')][2]!, 'anchors.pem');
    press('Remove Earlier signers');
    expect(heard).toEqual([['install', 'time-stampers'], ['install', 'signers'], ['import', 'interim', 'anchors.pem']]);
    press('Remove the list');
    expect(heard.at(-1)).toEqual(['remove', 'interim']);
  });

  it('cannot be pressed twice while it is on its way', () => {
    open({ trust: { ...TRUST_STATE, ...callbacks, lists: [], installing: 'signers' } });
    expect(button('Official signers: Fetching …').disabled).toBe(true);
  });
});

describe('what is done about labels', () => {
  it('is asked for every label once, and for those only a list knows', () => {
    expect(Object.values(LABEL_GROUPS).flat().toSorted()).toEqual(CORE_LABELS.toSorted());
    open();
    expect(document.querySelectorAll('[role=radiogroup]')).toHaveLength(CORE_LABELS.length + 1);
    for (const each of document.querySelectorAll('[role=radiogroup]')) {
      expect([...each.querySelectorAll('input')].map(({ checked }) => checked)).toEqual(TREATMENTS.map((treatment) => treatment === 'badge'));
      expect(document.getElementById(each.getAttribute('aria-describedby')!)?.textContent).toMatch(/\S{3}/);
    }
  });

  it('is handed on label by label', () => {
    open(withSettings({ policy: { treatments: { spam: 'warn' } } }));
    expect(radios('spam').findIndex(({ checked }) => checked)).toBe(TREATMENTS.indexOf('warn'));
    act(() => radios('spam')[TREATMENTS.indexOf('hide')]!.click());
    act(() => radios('Labels only a list knows')[TREATMENTS.indexOf('ignore')]!.click());
    expect(heard).toEqual([
      ['onSettings', 'treatments', { policy: { treatments: { spam: 'hide' } } }],
      ['onSettings', 'treatments', { policy: { foreign: 'ignore' } }],
    ]);
  });

  it('goes back to how it was where it could not be kept, and says so', () => {
    open();
    act(() => radios('scam')[TREATMENTS.indexOf('hide')]!.click());
    expect(radios('scam')[TREATMENTS.indexOf('hide')]!.checked).toBe(true);
    open({ outcomes: { treatments: { kind: 'failed', failure: { message: 'QuotaExceededError' } } } });
    expect(radios('scam').map(({ checked }) => checked)).toEqual(TREATMENTS.map((treatment) => treatment === 'badge'));
    expect(text()).toContain('It did not work. Nothing was changed.QuotaExceededError');
  });

  it('can all go back to a badge, where anything is otherwise', () => {
    open();
    expect(button('Back to a badge for every label').disabled).toBe(true);
    open(withSettings({ policy: { foreign: 'hide' } }));
    press('Back to a badge for every label');
    expect(heard).toEqual([['onResetTreatments']]);
  });

  it('is shown beside each of the five in words', () => {
    open();
    expect([...document.querySelectorAll('.legend strong')].map(({ textContent }) => textContent)).toEqual(['Ignore', 'Badge', 'Warn', 'Blur', 'Hide']);
  });
});

describe('how sure detectors must be', () => {
  it('is asked of the labels a detector can suggest, in words with their number', () => {
    open(withSettings({ policy: { cautions: { 'ai-made': 'very-sure' } } }));
    const selects = [...document.querySelectorAll<HTMLSelectElement>('.cautions select')];
    expect(selects.map(({ value }) => value)).toEqual(['likely', 'likely', 'never', 'very-sure', 'likely']);
    expect([...selects[0]!.options].map((option) => option.textContent)).toEqual([
      'when likely – its own limit',
      'only when fairly sure – over 90 %',
      'only when very sure – over 97 %',
      'never',
    ]);
    selects[0]!.value = 'never';
    act(() => void selects[0]!.dispatchEvent(new Event('change', { bubbles: true })));
    expect(heard).toEqual([['onSettings', 'cautions', { policy: { cautions: { spam: 'never' } } }]]);
  });
});

describe('accounts that are always shown', () => {
  function type(value: string): void {
    const input = document.querySelector<HTMLInputElement>('.add input')!;
    input.value = value;
    act(() => void input.dispatchEvent(new Event('input', { bubbles: true })));
    press('Add');
  }

  it('are listed by handle and site, and removed one by one', () => {
    open(alwaysShow('hn:pilot', 'bsky:alice.example'));
    expect([...document.querySelectorAll('.always-shown li span')].map(({ textContent }) => textContent)).toEqual(['alice.example Bluesky', 'pilot Hacker News']);
    press('Remove pilot');
    expect(heard).toEqual([['onRemoveAccount', 'hn:pilot']]);
  });

  it('are added by handle or link; what is neither stays to be mended', () => {
    open({ ...alwaysShow(), onAddAccount: (site, entered) => heard.push([site, entered]) > 0 && entered !== 'not one' });
    expect(text()).toContain('None yet.');
    type(' not one ');
    expect(text()).toContain('neither a handle of that site nor the link of a profile');
    expect(document.querySelector<HTMLInputElement>('.add input')!.value).toBe(' not one ');
    type('alice');
    expect(text()).not.toContain('neither a handle');
    expect(document.querySelector<HTMLInputElement>('.add input')!.value).toBe('');
    expect(heard).toEqual([['x', 'not one'], ['x', 'alice']]);
  });

  it('come in portions and can be searched where they are many', () => {
    open(alwaysShow(...Array.from({ length: 60 }, (_, i) => `hn:pilot${i}`)));
    const rows = () => document.querySelectorAll('.always-shown li').length;
    expect(rows()).toBe(25);
    press('Show 25 more');
    press('Show 10 more');
    expect(rows()).toBe(60);
    const search = document.querySelector<HTMLInputElement>('.always-shown [type=search]')!;
    search.value = 'PILOT57';
    act(() => void search.dispatchEvent(new Event('input', { bubbles: true })));
    expect(rows()).toBe(1);
  });
});

describe('lists', () => {
  it('show what they say of themselves, how much they hold and how fresh they are', () => {
    open();
    for (const words of ['Harbour watch', 'Scams seen around', '12,345', '3 days ago', 'last week', 'Never opinions.', 'investment scam', 'appeals@']) {
      expect(text()).toContain(words);
    }
    expect(text()).not.toContain('Out of date:');
    open({ lists: [aList({ expiresAt: NOW_MS })] });
    expect(text()).toContain('Out of date: the curator has not confirmed it since');
  });

  it('are taken from files, several at once, the same ones twice if need be', () => {
    open();
    for (let time = 0; time < 2; time += 1) {
      chooseFiles(fileInput('.flaglist'), 'a.flaglist', 'b.flaglist');
      expect(fileInput('.flaglist').value).toBe('');
    }
    expect(heard.map(([name, files]) => [name, (files as File[]).map((file) => file.name)])).toEqual(
      Array.from({ length: 2 }, () => ['onImport', ['a.flaglist', 'b.flaglist']]),
    );
  });

  it('are taken from files dropped there, but not while others are checked', () => {
    const drop = () =>
      act(() => {
        const event = new Event('drop', { bubbles: true, cancelable: true });
        Object.assign(event, { dataTransfer: { files: [new File(['x'], 'a.flaglist')] } });
        document.querySelector('.import')!.dispatchEvent(event);
        expect(event.defaultPrevented).toBe(true);
      });
    open();
    drop();
    open({ importState: { running: { file: 'b', done: 0, total: 0, position: 1, of: 1 }, results: [] } });
    drop();
    expect(heard.map(([name]) => name)).toEqual(['onImport']);
  });

  it('say how far their checking is, and stop it when asked', () => {
    open({ importState: { running: { file: 'harbour.flaglist', done: 30, total: 120, position: 2, of: 3 }, results: [] } });
    const bar = document.querySelector('progress')!;
    expect([bar.value, bar.max]).toEqual([30, 120]);
    expect(text()).toContain('Checking harbour.flaglist (2 of 3): 25%');
    press('Cancel');
    expect(heard).toEqual([['onCancelImport']]);
  });

  it('keep the focus where it was while they are checked and after', () => {
    open();
    expect(document.activeElement).toBe(document.body);
    button('Import lists from files').focus();
    open({ importState: { running: { file: 'a', done: 0, total: 0, position: 1, of: 1 }, results: [] } });
    expect(document.activeElement).toBe(button('Cancel'));
    open();
    expect(document.activeElement).toBe(button('Import lists from files'));
  });

  it('tell what came of every file', () => {
    open({
      importState: {
        results: [
          { kind: 'done', name: 'Harbour watch', n: 1 },
          { kind: 'failed', file: 'b.flaglist', failure: { why: 'not-signed', message: 'The head key did not sign.' } },
        ],
      },
    });
    expect([...document.querySelectorAll('.outcomes li')].map((li) => plain(li.textContent))).toEqual([
      '“Harbour watch” was checked and imported: 1 flag.',
      'b.flaglist was not imported. It is not signed by those who may sign it.The head key did not sign.',
    ]);
  });

  it('are removed at once: the way back is offered where the focus goes', () => {
    open();
    button('Remove “Harbour watch”').focus();
    press('Remove “Harbour watch”');
    expect(heard).toEqual([['onRemoveList', aList()]]);
    open({ lists: [], outcomes: { lists: { kind: 'done', text: 'Removed.', undo: () => heard.push(['undo']) } } });
    expect(document.activeElement).toBe(button('Undo'));
    press('Undo');
    open({ outcomes: { lists: { kind: 'done', text: 'It is back.' } } });
    expect(document.activeElement?.textContent).toBe('It is back.');
    expect(heard.at(-1)).toEqual(['undo']);
  });

  it('leave the focus alone where it is elsewhere', () => {
    open();
    button('Export everything').focus();
    open({ outcomes: { lists: { kind: 'done', text: 'Removed.', undo: () => {} } } });
    expect(document.activeElement).toBe(button('Export everything'));
  });

  it('are shown as text, whatever they say', () => {
    const lists = HOSTILE_TEXTS.map((name, i) =>
      aList({ id: String(i), name, description: name, charter: name, appealContact: name, labels: [{ name, core: name }] }),
    );
    open({
      lists,
      ...alwaysShow(...HOSTILE_TEXTS),
      access: { kind: 'asked-sites', sites: HOSTILE_TEXTS, missing: HOSTILE_TEXTS },
      trust: { ...TRUST_STATE, lists: HOSTILE_TEXTS.slice(0, 3).map((source, i) => aTrustList({ kind: (['signers', 'time-stampers', 'interim'] as const)[i]!, source })) },
      importState: { results: HOSTILE_TEXTS.map((file) => ({ kind: 'failed', file, failure: { message: file } })) },
    });
    expect(document.querySelectorAll('img, script, a:not([href="/workbench.html"]), bdi *')).toHaveLength(0);
    expect(text()).toContain('<img src=x onerror="window.pwned=1">');
    expect(text().length).toBeLessThan(30_000);
  });
});

describe('everything that is kept', () => {
  it('is exported, and restored from a file', () => {
    open();
    press('Export everything');
    chooseFiles(fileInput('.zip'), 'witnessmark.zip');
    expect(heard.map(([name, file]) => [name, (file as File | undefined)?.name])).toEqual([['onExport', undefined], ['onRestore', 'witnessmark.zip']]);
  });

  it('is not exported twice at a time', () => {
    open({ isExporting: true });
    expect(button('Packing …').disabled).toBe(true);
  });

  it('is erased only after asking; Esc means no', () => {
    open();
    press('Erase everything …');
    expect(document.activeElement?.textContent).toBe('Keep it all');
    act(() => void document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true })));
    expect(heard).toEqual([]);
    press('Erase everything …');
    press('Erase it all');
    expect(heard).toEqual([['onErase']]);
  });
});

describe('lists that those followed vouch for', () => {
  it('are shown with who vouches, and looked at with one press', async () => {
    const link = `https://lists.example/#${'c'.repeat(64)}`;
    const vouching = ['One', 'Two', 'Three', 'Four'].map((name, i) => aList({ id: String(i).repeat(64), name, rootKeys: [name], vouches: [link] }));
    open({ lists: vouching, offering: { ...OFFERING_STATE, onLookUp: (found) => heard.push(['onLookUp', found]) } });
    expect(text()).toContain('lists.example · cccccccccccccccc… – vouched for by “One”, “Two”, “Three” and 1 more');
    press('Look at it: lists.example · cccccccccccccccc…');
    expect(heard).toEqual([['onLookUp', link]]);
    expect(await violationsIn(document.body)).toEqual([]);
    open({ lists: vouching.map(({ vouches: _, ...rest }) => rest) });
    expect(text()).not.toContain('vouch');
  });
});

describe('a list that names another to follow after it', () => {
  const old = aList({ id: 'a'.repeat(64), name: 'Old watch', successor: 'b'.repeat(64), follow: FOLLOWED_LISTS[0]!.follow! });

  it('offers a look at that one', async () => {
    open({ lists: [old] });
    expect(text()).toContain('Its curator wants another list followed after this one (id bbbbbbbbbbbbbbbb…).');
    press('Look at it: the list that is to follow “Old watch”');
    expect(heard).toEqual([['onSuccessor', old]]);
    expect(await violationsIn(document.body)).toEqual([]);
  });

  it('says so where that one is followed, and offers nothing where nobody is known to have it', () => {
    open({ lists: [old, aList({ id: 'b'.repeat(64), name: 'New watch' })] });
    expect(text()).toContain('After it, its curator wants “New watch” followed; you do.');
    const { follow: _, ...byFile } = old;
    open({ lists: [byFile] });
    expect(text()).toContain('wants another list followed');
    expect(document.querySelector('[aria-label^="Look at it"]')).toBeNull();
  });
});

describe('a list that forked', () => {
  it('says how far telling other readers is, and what that reveals before it is done', () => {
    open({ ...withSettings({ ownRelays: ['wss://mine.example/'] }), lists: FORKED_LISTS });
    expect(text()).toContain('Another reader published the proof, relay.example told it');
    expect(text()).toMatch(/This sends the proof to relay\.example, other\.example, mine\.example.*within the next 6 hours.*The relays see your network address/);
    expect(text()).toMatch(/The proof will be sent to relay\.example, other\.example about/);
    expect(text()).toMatch(/Relays that took the proof: 1 of 2 \(.*\)\. The others are tried again about .*other\.example did not take it: blocked: <b>not here<\/b>/);
    expect(text()).toContain('No relay took the proof.');
    expect(text()).toMatch(/Under version 1 of its terms.*That is history/);
    press('Tell other readers that “Told here” forked');
    press('Do not send the proof against “Waiting”');
    press('Save the proof of the past against “Told here”');
    press('Tell other readers that “Untaken” forked');
    expect(heard).toEqual([['onTellFork', FORKED_LISTS[0], true], ['onTellFork', FORKED_LISTS[1], false], ['onForkProof', FORKED_LISTS[0], true], ['onTellFork', FORKED_LISTS[3], true]]);
    // One that is about to be sent is not planned twice; who were all told are left alone unless there is another relay.
    expect(document.querySelectorAll('[aria-label^="Tell other readers"]')).toHaveLength(3);
    open({ lists: FORKED_LISTS.slice(4) });
    expect(document.querySelector('[aria-label^="Tell other readers"]')).toBeNull();
  });

  it('whose root names no relay says what can be done instead', () => {
    open({ lists: [aList({ follow: { mirrors: [], isOn: false, problem: { why: 'fork', since: 0, message: '' } } })] });
    expect(text()).toContain('This list names no relay by which its readers could be told.');
  });
});

describe('relays that are asked for proofs of forks', () => {
  const field = () => document.querySelector<HTMLInputElement>('fieldset.forks input[type=text]')!;
  function type(relays: string): void {
    field().value = relays;
    act(() => void field().dispatchEvent(new Event('input', { bubbles: true })));
    press('Use these');
  }

  it.each(['en', 'de'] as const)('are not asked about all lists unless the reader says so, who is told what it reveals (%s)', (locale) => {
    open({}, locale);
    const box = document.querySelector<HTMLInputElement>('fieldset.forks input[type=checkbox]')!;
    expect(box.checked).toBe(false);
    expect(box.closest('label')!.textContent).toMatch(/somebody with your address follows these lists|jemand mit Ihrer Adresse diesen Listen folgt/);
    act(() => box.click());
    expect(heard).toEqual([['onSettings', 'lists', { askForForks: true }]]);
  });

  it('may be the reader’s own, if they are some', () => {
    open();
    for (const wrong of ['relay.example', 'https://relay.example', 'wss://a.example wss://b.example wss://c.example wss://d.example wss://e.example', 'wss://me:secret@relay.example']) {
      type(wrong);
      expect(document.querySelector('fieldset.forks [role=alert]')!.textContent).toContain('begin with wss://');
    }
    expect(heard).toEqual([]);
    type(' wss://Relay.example, wss://other.example/x wss://relay.example/ ');
    expect(heard).toEqual([['onSettings', 'lists', { ownRelays: ['wss://relay.example/', 'wss://other.example/x'] }]]);
    open(withSettings({ ownRelays: ['wss://relay.example/'] }));
    expect(field().value).toBe('wss://relay.example/');
    type('');
    expect(heard.at(-1)).toEqual(['onSettings', 'lists', { ownRelays: [] }]);
  });
});

describe('other readers', () => {
  const box = () => document.querySelector<HTMLInputElement>('fieldset.peers input[type=checkbox]')!;
  const field = () => document.querySelector<HTMLInputElement>('fieldset.peers input[type=text]')!;
  function type(server: string): void {
    field().value = server;
    act(() => void field().dispatchEvent(new Event('input', { bubbles: true })));
    press('Use it');
  }

  it.each(['en', 'de'] as const)('are not met unless the reader says so, who is told what it reveals (%s)', (locale) => {
    open({}, locale);
    expect(box().checked).toBe(false);
    expect(field()).toBeNull();
    expect(box().closest('label')!.textContent).toMatch(/network address|Netzadresse/);
    act(() => box().click());
    expect(heard).toEqual([['onSettings', 'lists', { peers: true }]]);
  });

  it('are reached by a server of the reader’s own, if it is one', () => {
    open(withSettings({ peers: true }));
    type('turn.example');
    expect(document.querySelector('fieldset.peers [role=alert]')!.textContent).toContain('neither');
    expect(heard).toEqual([]);
    type(' turn:harbour:s3cret@turn.example:3478 ');
    expect(heard).toEqual([['onSettings', 'lists', { peerServer: 'turn:harbour:s3cret@turn.example:3478' }]]);
    open(withSettings({ peers: true, peerServer: 'stun:stun.example' }));
    type('');
    expect(heard.at(-1)).toEqual(['onSettings', 'lists', { peerServer: '' }]);
  });
});

describe('what was shown in the last seven days', () => {
  const box = () => document.querySelector<HTMLInputElement>('fieldset.ring input[type=checkbox]')!;
  const offering = (over: Partial<typeof LIST_OFFER> = {}) => ({ offering: { ...OFFERING_STATE, offer: { ...LIST_OFFER, ...over } } });
  const NOTHING_SEEN = { seen: { of: 0, labelled: 0 } };

  it.each([
    ['en', ['seven days', '12 bytes', 'No text and no address', 'nothing that can be guessed', 'this device only', 'left out of exports', 'private windows and paused sites', 'turn this off', 'Erase everything', 'with the extension']],
    ['de', ['sieben Tage', '12 Bytes', 'Kein Text und keine Adresse', 'nichts, was sich erraten lässt', 'nur auf diesem Gerät', 'fehlt in Exporten', 'privaten Fenstern und pausierten Websites', 'ausschalten', 'Alles löschen', 'mit der Erweiterung']],
  ] as const)('is not kept unless the reader says so, who is told all of it (%s)', (locale, told) => {
    open({}, locale);
    expect(box().checked).toBe(false);
    for (const words of told) expect(plain(box().closest('label')!.textContent).toLowerCase()).toContain(words.toLowerCase());
    act(() => box().click());
    open(withSettings({ ring: true }), locale);
    act(() => box().click());
    expect(heard).toEqual([['onSettings', 'kept', { ring: true }], ['onSettings', 'kept', { ring: false }]]);
  });

  it('can be kept from the preview on, which says what that means', () => {
    open(offering());
    expect(text()).toContain('Of the 214 posts shown since the browser started it would label 3.');
    const turnOn = button('Keep it for seven days from now on');
    expect(document.getElementById(turnOn.getAttribute('aria-describedby')!)!.textContent).toContain('a key of 12 bytes');
    press('Keep it for seven days from now on');
    expect(heard).toEqual([['onSettings', 'lists', { ring: true }]]);
    open({ ...offering(), ...withSettings({ ring: true }) });
    expect(text()).toContain('What is shown is kept for seven days from now on');
    expect(() => button('Keep it for seven days from now on')).toThrow();
  });

  it('is what a list is tried on: in all, by kind and by label', () => {
    open(offering({ ...NOTHING_SEEN, ring: RING_TRIAL }));
    expect(text()).toMatch(/Of 8,927 different posts, texts, accounts, links, sites and pictures kept since \w+ \d+, \d{4} it would label 12:/);
    expect(text()).toContain('links and addresses of pictures: 9 of 4,210, posts: 2 of 3,905, accounts: 1 of 812');
    expect(text()).toContain('By its labels: “investment scam” 10, “parody” 3');
    expect(text()).not.toContain('cannot be said yet');
    open(offering({ ring: RING_TRIAL }), 'de');
    expect(text()).toContain('würde sie 12 kennzeichnen');
    expect(text()).toContain('Von den 214 Beiträgen');
  });

  it('is said to be nothing yet', () => {
    open(offering({ ...NOTHING_SEEN, ring: { kinds: [], labels: [] } }));
    expect(text()).toContain('is kept, but that is nothing yet');
  });

  it('is what a sudden change of a followed list is tried on, where it is kept', () => {
    const name = 'What do the new flags of “Tide watch” label?';
    open({ lists: FOLLOWED_LISTS });
    expect(() => button(name)).toThrow();
    open({ lists: FOLLOWED_LISTS, ...withSettings({ ring: true }) });
    press(name);
    expect(heard).toEqual([['onTryChange', FOLLOWED_LISTS[1]]]);
    open({ lists: FOLLOWED_LISTS, ...withSettings({ ring: true }), changeTrials: { [FOLLOWED_LISTS[1]!.id]: RING_TRIAL } });
    expect(text()).toMatch(/kept since .* the new flags label 12:/);
    expect(() => button(name)).toThrow();
  });

  it('names hostile labels as text, and the last of many together', () => {
    const labels = Array.from({ length: 40 }, (_, i) => ({ name: `${HOSTILE_TEXTS[i % HOSTILE_TEXTS.length]}`, n: 40 - i }));
    open(offering({ ring: { ...RING_TRIAL, labels } }));
    expect(document.querySelectorAll('.trial script, .trial img')).toHaveLength(0);
    expect(text()).toContain(`others ${labels.slice(6).reduce((sum, { n }) => sum + n, 0)}`);
  });
});

describe('the other choices', () => {
  it('are handed on each by itself', () => {
    open(withSettings({}, { pausedHosts: ['mail.example', 'chat.example'] }));
    const [, onClick] = document.querySelectorAll<HTMLInputElement>('input[name=pictures]');
    act(() => onClick!.click());
    const language = document.querySelector<HTMLSelectElement>('select[aria-label=Language]')!;
    language.value = 'de';
    act(() => void language.dispatchEvent(new Event('change', { bubbles: true })));
    press('Resume on mail.example');
    expect(heard).toEqual([
      ['onSettings', 'pictures', { pictures: 'on-click' }],
      ['onSettings', 'language', { locale: 'de' }],
      ['onResume', 'mail.example'],
    ]);
  });
});

describe('a failure', () => {
  it.each(['en', 'de'] as const)('has a sentence for every reason there is (%s)', (locale) => {
    for (const why of REFUSALS) {
      open({ outcomes: { kept: { kind: 'failed', failure: { why, message: '' } } } }, locale);
      expect(document.querySelector('[data-kind=failed]')?.textContent).toMatch(/^[^.]{2,}.*[.?]$/);
    }
  });
});
