// @vitest-environment happy-dom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { Workbench, type WorkbenchProps } from '../../components/workbench/workbench.tsx';
import type { WorkItem } from '../../components/workbench/work-item.ts';
import { catalogueOf } from '../../lib/i18n/catalogues.ts';
import type { ProvenFlag } from '../../lib/core/receipt.ts';
import { quoted } from '../../lib/i18n/strangers.ts';
import { createTranslate } from '../../lib/i18n/t.ts';
import { violationsIn } from '../support/components-axe.ts';
import { done, PROVEN, SHA256, WORK_ITEMS } from '../support/components-workbench.ts';

const heard: unknown[][] = [];
const t = createTranslate(catalogueOf('en'));
afterEach(() => {
  heard.length = 0;
  act(() => render(null, document.body));
});

function open(items: readonly WorkItem[], over: Partial<WorkbenchProps> = {}): HTMLElement {
  const on = (name: string) => (what: unknown) => void heard.push([name, what]);
  const props = { items, isNoAddress: false, said: '', t, nowMs: 0, onFiles: on('files'), onAddress: on('address'), onCancel: on('cancel'), onRemove: on('remove'), onCopy: on('copy'), onAllow: on('allow'), onFrames: on('frames'), ...over };
  act(() => render(<Workbench {...props} />, document.body));
  return document.body;
}

const named = (name: string) => [...document.querySelectorAll('button')].find((button) => (button.getAttribute('aria-label') ?? button.textContent)?.startsWith(name));
const press = (name: string) => act(() => named(name)?.click());

describe('the workbench', () => {
  it('says that there is no file yet, and that absence proves nothing', () => {
    expect(open([]).textContent).toContain('No file yet.');
    expect(document.body.textContent).toContain(t('card.absence'));
  });

  it.each(Object.entries(WORK_ITEMS))('axe finds nothing: %s', async (_, item) => {
    expect(await violationsIn(open([item]))).toEqual([]);
  });

  it.each(['en', 'de'] as const)('says everything in words of %s', (locale) => {
    const text = open(Object.values(WORK_ITEMS), { t: createTranslate(catalogueOf(locale)) }).textContent ?? '';
    expect(text).not.toMatch(/workbench\.|refusal\.|\{\w+\}/);
  });

  it.each([
    ['Stop', 'running', 'cancel'],
    ['Remove', 'picture', 'remove'],
    ['Copy as JSON', 'picture', 'copy'],
    ['Allow and fetch', 'not allowed', 'allow'],
    ['Look at 8 pictures', 'film', 'frames'],
  ] as const)('%s does it to the file it stands at', (button, which, call) => {
    const item = WORK_ITEMS[which];
    open([WORK_ITEMS.waiting, item]);
    const last = [...document.querySelectorAll('section.file')].at(-1);
    act(() => [...(last?.querySelectorAll('button') ?? [])].find(({ textContent }) => textContent?.startsWith(button))?.click());
    expect(heard).toEqual([[call, item]]);
  });

  it('takes an address by key, and says where it is none', () => {
    open([], { isNoAddress: true });
    expect(document.body.textContent).toContain(t('workbench.no-address'));
    const field = document.querySelector('#address') as HTMLInputElement;
    expect(field.getAttribute('aria-invalid')).toBe('true');
    act(() => {
      field.value = ' https://harbour.example/a.jpg ';
      field.dispatchEvent(new Event('input', { bubbles: true }));
    });
    act(() => void field.form?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true })));
    expect(heard).toEqual([['address', 'https://harbour.example/a.jpg']]);
  });

  it('shows names and marks of strangers as text', () => {
    const body = open([{ ...WORK_ITEMS.streamed, name: '<img src=x onerror=alert(1)>\u202E', from: { where: '<b>', marks: ['<script>'] } }]);
    expect(body.querySelectorAll('img, b, script')).toHaveLength(0);
    expect(body.textContent).toContain('<img src=x onerror=alert(1)>');
    expect(body.textContent).not.toContain('\u202E');
  });

  it('says what a receipt proves, by whom and as of when, and what it does not', () => {
    const text = open([WORK_ITEMS.receipt]).textContent ?? '';
    for (const part of ['address: https://harbour.example/offer', 'Harbour watch', 'Scam shops', 'a'.repeat(64), 'October 14, 2025', t('workbench.receipt.hint')]) expect(text).toContain(part);
    expect(text).not.toContain(t('workbench.marks'));
    expect(text).not.toContain(t('workbench.receipt.lapsed'));
    const old = open([WORK_ITEMS['old receipt']]).textContent ?? '';
    for (const part of ['It disagrees that this address is “\u2068Parody', 'That statement ran out on November', t('workbench.receipt.lapsed')]) expect(old).toContain(part);
  });

  it('says of which of the files here a receipt speaks', () => {
    const look = { kind: 'look', pdq: `${'a'.repeat(63)}b` } as const;
    const receiptOn = (about: ProvenFlag['about']) => done('receipt', 'a.json', { receipt: { kind: 'proves', proven: { ...PROVEN, about } } });
    const within = (radius: number) => receiptOn({ ...look, radius });
    const picture = (name: string, pdq: string) => done(name, name, { kind: 'png', pdq });
    expect(open([within(3)]).textContent).toContain(t('workbench.receipt.bring'));
    expect(open([within(0), picture('near.png', 'a'.repeat(64))]).textContent).toContain(t('workbench.receipt.said-of-none'));
    const text = open([within(1), picture('near.png', 'a'.repeat(64)), picture('far.png', 'c'.repeat(64)), WORK_ITEMS.waiting]).textContent;
    expect(text).toContain(t('workbench.receipt.said-of', { files: quoted('near.png') }));
    expect(text).toContain('at most 1 of 256 bits from this fingerprint');
    expect(open([receiptOn({ kind: 'media', canonical: `sha256:${SHA256}` }), WORK_ITEMS.quiet]).textContent).toContain(quoted('quiet.png'));
    // Nothing is said before all were looked at, nor of what cannot be compared.
    for (const still of [WORK_ITEMS.waiting, WORK_ITEMS.running]) expect(open([within(0), picture('near.png', 'a'.repeat(64)), still]).textContent).not.toContain(t('workbench.receipt.said-of-none'));
    expect(open([within(0), WORK_ITEMS.unfit]).textContent).toContain(t('workbench.receipt.bring'));
    expect(open([receiptOn({ kind: 'url', canonical: `sha256:${SHA256}` }), WORK_ITEMS.quiet]).textContent).not.toContain(quoted('quiet.png'));
    expect(open([receiptOn({ kind: 'media', canonical: `sha256:${'0'.repeat(64)}` }), WORK_ITEMS.quiet]).textContent).toContain(t('workbench.receipt.said-of-none'));
    expect(open([WORK_ITEMS.receipt, WORK_ITEMS.quiet]).textContent).not.toContain(t('workbench.receipt.said-of-none'));
  });

  it('says why a receipt proves nothing, and nothing of what it claims', () => {
    const text = open([WORK_ITEMS['no receipt']]).textContent ?? '';
    expect(text).toContain(`It proves nothing. ${t('refusal.altered')}`);
    expect(text).toContain('The flag in the receipt is on another subject.');
    expect(text).not.toContain(t('workbench.receipt.hint'));
  });

  it('shows what a receipt claims to be about as text', () => {
    const item = WORK_ITEMS.receipt;
    const { receipt } = item.state.kind === 'done' ? item.state.file : {};
    if (item.state.kind !== 'done' || receipt?.kind !== 'proves') throw new Error('not the receipt');
    const canonical = `<img src=x onerror=alert(1)>\u202E${'x'.repeat(20_000)}`;
    const body = open([{ ...item, state: { kind: 'done', file: { ...item.state.file, receipt: { kind: 'proves', proven: { ...receipt.proven, about: { kind: 'text', canonical } } } } } }]);
    expect(body.querySelectorAll('img')).toHaveLength(0);
    expect(body.textContent).toContain('<img src=x onerror=alert(1)>xx');
    expect(body.textContent).not.toContain('\u202E');
    expect(body.textContent?.length).toBeLessThan(5000);
  });

  it('says what is under way, with how far it is', () => {
    open([WORK_ITEMS.running]);
    expect(document.querySelector('progress')).toMatchObject({ value: 3_000_000, max: 12_000_000 });
    press('Stop');
    expect(heard).toHaveLength(1);
  });
});
