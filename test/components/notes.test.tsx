// @vitest-environment happy-dom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { Appeals } from '../../components/workbench/appeals.tsx';
import { EMPTY_DRAFT, noteOf, type NoteDraft, type NoteStep } from '../../components/workbench/note-draft.ts';
import { WriteNote, type WriteNoteProps } from '../../components/workbench/write-note.tsx';
import { ListRow } from '../../components/options/list-row.tsx';
import type { SentAppeal } from '../../lib/core/list-inbox.ts';
import { DEFAULT_POLICY } from '../../lib/core/policy.ts';
import { catalogueOf } from '../../lib/i18n/catalogues.ts';
import { createTranslate, type Translate } from '../../lib/i18n/t.ts';
import { violationsIn } from '../support/components-axe.ts';
import { aList } from '../support/components-options.ts';
import { ANSWERED, APPEAL, FOUND, INBOX, NOTED_LIST as LIST, PAGE, SHOP } from '../support/components-workbench.ts';

const t = createTranslate(catalogueOf('en'));
const heard: unknown[][] = [];
afterEach(() => {
  heard.length = 0;
  act(() => render(null, document.body));
});
const on = (name: string) => (what?: unknown) => void heard.push([name, what]);

function open(over: Partial<WriteNoteProps> = {}, draft: Partial<NoteDraft> = {}): HTMLElement {
  const props: WriteNoteProps = { list: { id: LIST, name: 'Harbour watch' }, inbox: INBOX, draft: { ...EMPTY_DRAFT, words: 'good.example', text: 'Why not?', ...draft }, found: FOUND, step: { kind: 'writing' }, triesPerSecond: 30_000, t, onDraft: on('draft'), onLookUp: on('look-up'), onSend: on('send'), onCancel: on('cancel'), ...over };
  act(() => render(<WriteNote {...props} />, document.body));
  return document.body;
}

const textOf = (body: HTMLElement): string => (body.textContent ?? '').replaceAll(/[\u2068\u2069]/g, '');
const press = (name: string) => act(() => [...document.querySelectorAll('button')].find((each) => (each.getAttribute('aria-label') ?? each.textContent ?? '').replaceAll(/[\u2068\u2069]/g, '').startsWith(name))?.click());

const STEPS: Readonly<Record<string, NoteStep>> = {
  writing: { kind: 'writing' },
  looking: { kind: 'looking' },
  working: { kind: 'working', tries: 1 << 17, triesPerSecond: 31_000 },
  sending: { kind: 'sending' },
  sent: { kind: 'sent', deliveries: [{ relay: INBOX.relays[0]! }, { relay: INBOX.relays[1]!, trouble: 'It did not take it: full' }] },
  'not sent': { kind: 'sent', deliveries: [{ relay: INBOX.relays[0]!, trouble: 'It could not be reached.' }] },
  failed: { kind: 'failed', failure: { why: 'gone', message: '' } },
};

describe('a note', () => {
  it.each(Object.entries(STEPS))('axe finds nothing while it is %s', async (_, step) => {
    for (const type of ['appeal', 'report'] as const) expect(await violationsIn(open({ step }, { type }))).toEqual([]);
  });

  it.each(['en', 'de'] as const)('says everything in words of %s', (locale) => {
    const own = createTranslate(catalogueOf(locale));
    for (const step of Object.values(STEPS)) for (const type of ['appeal', 'report'] as const) expect(open({ step, t: own }, { type }).textContent).not.toMatch(/notes\.|workbench\.|\{\w+\}/);
  });

  it('shows all that is sent, to whom, what that reveals and what it costs, before it can be', () => {
    const text = textOf(open());
    for (const part of ['Scam, on site: good.example, week of', 'Why not?', 'one.example, two.example', 'somebody at your network address', '18 bits of work: about 9 seconds', 'Its key is kept here']) expect(text).toContain(part);
    press('Send it');
    expect(heard).toEqual([['send', undefined]]);
  });

  it.each<[string, Partial<WriteNoteProps>, Partial<NoteDraft>, string]>([
    ['nothing was looked up', { found: undefined }, {}, 'It is looked up on this device.'],
    ['the words name nothing', { found: [] }, {}, 'Lists know nothing by such a name.'],
    ['nothing of it is flagged', { found: FOUND.slice(0, 1) }, {}, 'The list does not flag it.'],
    ['the list has no label for it', { found: FOUND.slice(1) }, { type: 'report' }, 'The list has no label for it.'],
    ['an appeal has no words', {}, { text: ' ' }, ''],
  ])('cannot be sent while %s', (_, over, draft, hint) => {
    expect(textOf(open(over, draft))).toContain(hint);
    expect(textOf(document.body)).not.toContain('Send it');
  });

  it('can be stopped at work, and shows how far it is', () => {
    open({ step: STEPS['working']! });
    expect(document.querySelector('progress')?.value).toBeCloseTo(0.5);
    expect(textOf(document.body)).toContain('31,000 tries a second; it takes 8 seconds on average');
    expect([...document.querySelectorAll<HTMLTextAreaElement>('textarea, select, fieldset, input[type=text]')].filter(({ disabled }) => !disabled)).toEqual([]);
    press('Stop');
    expect(heard).toEqual([['cancel', undefined]]);
  });

  it('is what was chosen', () => {
    expect(noteOf({ ...EMPTY_DRAFT, flag: 1, text: 'x' }, LIST, FOUND)).toEqual({ type: 'appeal', list: LIST, subject: SHOP, flag: { label: 2, polarity: 'disputes', week: 351 }, text: 'x' });
    expect(noteOf({ ...EMPTY_DRAFT, type: 'report', label: 1 }, LIST, FOUND)).toEqual({ type: 'report', list: LIST, subject: PAGE, label: 2, text: '' });
    expect(noteOf({ ...EMPTY_DRAFT, type: 'report', label: 2 }, LIST, FOUND)).toBeUndefined();
  });
});

function openAppeals(appeals: readonly SentAppeal[], own: Translate = t, isLooking = false): HTMLElement {
  act(() => render(<Appeals appeals={appeals} isLooking={isLooking} outcome={undefined} t={own} nowMs={1_760_200_000_000} onLook={on('look')} onRemove={on('remove')} />, document.body));
  return document.body;
}

describe('appeals', () => {
  it('tell what became of each, as text, whatever the curators wrote', async () => {
    const body = openAppeals([APPEAL, ANSWERED]);
    for (const part of ['Against Scam, to “Harbour watch”', 'No answer yet.', 'The curators change the flag.', 'eno <b>bold</b>', 'Then.']) expect(textOf(body)).toContain(part);
    expect(body.textContent).not.toContain('\u202e');
    expect(body.querySelectorAll('b')).toHaveLength(0);
    expect(await violationsIn(body)).toEqual([]);
    press('Look for answers');
    press('Remove the appeal about site: good.example');
    expect(heard).toEqual([['look', undefined], ['remove', APPEAL]]);
  });

  it('that are all answered are not asked about', () => {
    expect(textOf(openAppeals([ANSWERED]))).not.toContain('Look for answers');
  });

  it('says everything in German', () => {
    expect(openAppeals([APPEAL, ANSWERED], createTranslate(catalogueOf('de')), true).textContent).not.toMatch(/notes\.|\{\w+\}/);
  });
});

describe('a list in the options', () => {
  const linkOf = (over: Partial<Parameters<typeof aList>[0]>) => {
    const row = <ListRow list={aList(over)} sources={[]} peers={[]} policy={DEFAULT_POLICY} t={t} nowMs={0} onTreat={on('treat')} onFollow={on('follow')} onAccept={on('accept')} trials={undefined} onTry={on('try')} ownRelays={[]} onForkProof={on('proof')} onTellFork={on('tell')} lists={[]} onSuccessor={on('successor')} onRemove={on('remove')} />;
    act(() => render(<table><tbody>{row}</tbody></table>, document.body));
    return document.querySelector('a')?.getAttribute('href');
  };

  it('leads to where its curators are written to, where they can be', () => {
    expect(linkOf({ id: LIST, inbox: INBOX })).toBe(`/workbench.html?list=${LIST}`);
    expect(linkOf({ id: LIST, inbox: { ...INBOX, relays: [] } })).toBeUndefined();
    expect(linkOf({ id: LIST })).toBeUndefined();
  });
});
