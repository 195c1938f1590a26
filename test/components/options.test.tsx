// @vitest-environment happy-dom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { Options, type OptionsProps } from '../../components/options/options.tsx';
import { DEFAULT_SETTINGS, type ListSummary } from '../../lib/core/settings.ts';
import { catalogueOf } from '../../lib/i18n/catalogues.ts';
import { createTranslate } from '../../lib/i18n/t.ts';
import { violationsIn } from '../support/components-axe.ts';
import { HOSTILE_TEXTS, NOW_MS } from '../support/components-states.ts';

const DAY_MS = 86_400_000;

const aList = (over: Partial<ListSummary> = {}): ListSummary => ({
  id: 'a'.repeat(64),
  name: 'Harbour watch',
  description: 'Scams seen around the harbour.',
  charter: 'Posts that ask for money under a false name. Never opinions.',
  appealContact: 'appeals@harbour.example',
  languages: ['en'],
  labels: [{ name: 'investment scam', core: 'scam' }],
  flags: 12_345,
  version: 1,
  seq: 3,
  importedAt: NOW_MS - 3 * DAY_MS,
  confirmedAt: NOW_MS - 8 * DAY_MS,
  expiresAt: NOW_MS + DAY_MS,
  ...over,
});

const heard: unknown[][] = [];

function open(over: Partial<OptionsProps> = {}): void {
  const props: OptionsProps = {
    lists: [aList()],
    importState: { kind: 'idle' },
    settings: DEFAULT_SETTINGS,
    t: createTranslate(catalogueOf('en')),
    nowMs: NOW_MS,
    onImport: (file) => heard.push(['import', file.name]),
    onCancelImport: () => heard.push(['cancel']),
    onRemove: (id) => heard.push(['remove', id]),
    onSettings: (change) => heard.push(['settings', change]),
    onResume: (host) => heard.push(['resume', host]),
    onErase: () => heard.push(['erase']),
    ...over,
  };
  act(() => render(<Options {...props} />, document.body));
}

const text = (): string => document.body.textContent.replace(/[\u2068\u2069]/g, '');
function press(name: string): void {
  const found = [...document.querySelectorAll('button')].find(({ textContent }) => textContent.replace(/[\u2068\u2069]/g, '') === name);
  if (found === undefined) throw new Error(`there is no button ${name}`);
  act(() => found.click());
}

afterEach(() => {
  render(null, document.body);
  heard.length = 0;
});

describe('the options page', () => {
  it.each<[string, Partial<OptionsProps>]>([
    ['a list', {}],
    ['no list', { lists: [] }],
    ['an import under way', { importState: { kind: 'running', done: 3, total: 10 } }],
    ['an import that has just begun', { importState: { kind: 'running', done: 0, total: 0 } }],
    ['a failed import', { importState: { kind: 'failed', message: 'The file ends too early.' } }],
    ['paused sites', { settings: { ...DEFAULT_SETTINGS, pausedHosts: ['mail.example', 'chat.example:8080'] } }],
  ])('with %s: axe finds nothing', async (_, over) => {
    open(over);
    expect(await violationsIn(document.body)).toEqual([]);
  });

  it('shows of a list what it says of itself, how much it holds and how fresh it is', () => {
    open();
    for (const words of ['Harbour watch', 'Scams seen around', '12,345', '3 days ago', 'last week', 'Never opinions.', 'investment scam', 'appeals@']) {
      expect(text()).toContain(words);
    }
    expect(text()).not.toContain('Out of date');
  });

  it('says when a list is out of date', () => {
    open({ lists: [aList({ expiresAt: NOW_MS })] });
    expect(text()).toContain('Out of date: the curator has not confirmed it since');
  });

  it('takes a list from a file, the same one twice if need be', () => {
    open();
    const picker = document.querySelector<HTMLInputElement>('input[type=file]')!;
    for (let time = 0; time < 2; time += 1) {
      Object.defineProperty(picker, 'files', { value: [new File(['x'], 'harbour.flaglist')], configurable: true });
      picker.dispatchEvent(new Event('change', { bubbles: true }));
      expect(picker.value).toBe('');
    }
    expect(heard).toEqual([['import', 'harbour.flaglist'], ['import', 'harbour.flaglist']]);
  });

  it('shows how far an import is, and stops it when asked', () => {
    open({ importState: { kind: 'running', done: 30, total: 120 } });
    const bar = document.querySelector('progress')!;
    expect([bar.value, bar.max]).toEqual([30, 120]);
    expect(text()).toContain('Checking the list: 25%');
    press('Cancel');
    expect(heard).toEqual([['cancel']]);
  });

  it('says what came of an import in a sentence', () => {
    open({ importState: { kind: 'failed', message: 'The signature does not match.' } });
    expect(document.querySelector('[role=status]')!.textContent.replace(/[\u2068\u2069]/g, '')).toBe(
      'The list was not imported. The signature does not match.',
    );
    open({ importState: { kind: 'done', name: 'Harbour watch', n: 1 } });
    expect(text()).toContain('“Harbour watch” was checked and imported: 1 flag.');
  });

  it('removes a list only after asking, with the answer that changes nothing under the finger', () => {
    open();
    press('Remove');
    expect(heard).toEqual([]);
    expect(text()).toContain('Remove “Harbour watch” and its 12,345 flags? To have it again you need its file.');
    expect(document.activeElement?.textContent).toBe('Keep it');
    press('Keep it');
    expect(text()).not.toContain('To have it again');
    press('Remove');
    press('Remove it');
    expect(heard).toEqual([['remove', 'a'.repeat(64)]]);
  });

  it('erases only after asking; Esc means no', () => {
    open();
    press('Erase everything …');
    act(() => {
      document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    });
    expect(heard).toEqual([]);
    press('Erase everything …');
    press('Erase it all');
    expect(heard).toEqual([['erase']]);
  });

  it('hands on each choice by itself', () => {
    open({ settings: { ...DEFAULT_SETTINGS, pausedHosts: ['mail.example', 'chat.example'] } });
    const [, onClick] = document.querySelectorAll<HTMLInputElement>('input[name=pictures]');
    act(() => onClick!.click());
    const language = document.querySelector('select')!;
    language.value = 'de';
    language.dispatchEvent(new Event('change', { bubbles: true }));
    press('Resume on mail.example');
    expect(heard).toEqual([
      ['settings', { pictures: 'on-click' }],
      ['settings', { locale: 'de' }],
      ['resume', 'mail.example'],
    ]);
  });

  it('shows a list’s texts as text, whatever they are', () => {
    const lists = HOSTILE_TEXTS.map((name, i) =>
      aList({ id: String(i), name, description: name, charter: name, appealContact: name, labels: [{ name, core: name }] }),
    );
    open({ lists, importState: { kind: 'done', name: HOSTILE_TEXTS[0], n: 1 } });
    expect(document.querySelectorAll('img, script, a, bdi *')).toHaveLength(0);
    expect(text()).toContain('<img src=x onerror="window.pwned=1">');
    expect(text().length).toBeLessThan(20_000);
  });
});
