// @vitest-environment happy-dom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { Models, type ModelsProps } from '../../components/options/models.tsx';
import type { HubModel } from '../../lib/core/hub-model.ts';
import { catalogueOf } from '../../lib/i18n/catalogues.ts';
import { createTranslate } from '../../lib/i18n/t.ts';
import { aModel, MODELS_STATE } from '../support/components-options.ts';
import { HOSTILE_TEXTS } from '../support/components-states.ts';

const heard: unknown[] = [];

function open(over: Partial<ModelsProps> = {}): void {
  const on = (name: string) => (...all: unknown[]) => void heard.push([name, ...all.map((each) => (typeof each === 'object' && each !== null && 'id' in each ? each.id : each))]);
  const callbacks = { onDownload: on('download'), onLeave: on('leave'), onPause: on('pause'), onResume: on('resume'), onRemove: on('remove'), onUse: on('use'), onConfirm: on('confirm') };
  act(() => render(<Models {...MODELS_STATE} {...callbacks} t={createTranslate(catalogueOf('en'))} {...over} />, document.body));
}
const only = (over: Partial<HubModel>): Partial<ModelsProps> => ({ models: [aModel(over)], offer: undefined });
const text = () => document.body.textContent.replace(/[\u2068\u2069]/g, '');
function press(name: string): void {
  const found = [...document.querySelectorAll('button')].find((each) => (each.getAttribute('aria-label') ?? each.textContent).replace(/[\u2068\u2069]/g, '') === name);
  if (found === undefined) throw new Error(`there is no button ${name}`);
  act(() => found.click());
}

afterEach(() => {
  render(null, document.body);
  heard.length = 0;
});

describe('the models a reader chose', () => {
  it('are none at first, and it says so', () => {
    open({ models: [], offer: undefined });
    expect(text()).toContain('None yet.');
  });

  it('on their way say how far, and are paused and taken up again', () => {
    open(only({ state: { kind: 'partial', doneBytes: 22_175_000, step: 'downloading' } }));
    expect(text()).toContain('22 MB of 89 MB (25%)');
    press('Pause harbour/tide-classifier');
    open(only({ state: { kind: 'partial', doneBytes: 22_175_000, step: 'paused', why: 'no-answer' } }));
    expect(text()).toContain('Paused at 22 MB of 89 MB');
    expect(text()).toContain('What has come is kept.');
    press('Resume harbour/tide-classifier');
    expect(heard).toEqual([['pause', 'harbour/tide-classifier'], ['resume', 'harbour/tide-classifier']]);
  });

  it('are not used before their reader said what unclear classes mean', () => {
    open(only({ labels: ['LABEL_0', 'LABEL_1'], meant: null, use: 'off' }));
    expect(document.querySelectorAll('input[type=radio]')).toHaveLength(0);
    const save = [...document.querySelectorAll('button')].find((each) => each.textContent === 'That is what they mean')!;
    expect(save.disabled).toBe(true);
    act(() => document.querySelectorAll<HTMLInputElement>('input[type=checkbox]')[1]!.click());
    press('That is what they mean');
    expect(heard).toEqual([['confirm', 'harbour/tide-classifier', [1]]]);
  });

  it('are asked about in the words of what they judge: pictures made by a machine, posts that are spam', () => {
    open(only({ kind: 'text', labels: ['LABEL_0', 'LABEL_1'], meant: null, use: 'off' }));
    expect(text()).toContain('Which of its classes mean “spam”?');
    open(only({ kind: 'text', labels: ['ham', 'spam'], meant: [1] }));
    for (const said of ['For posts', 'Spam: spam', 'When I ask about a page, in the popup', 'On every post']) expect(text()).toContain(said);
    expect(document.querySelector('li.model fieldset')?.textContent).not.toContain('picture');
    open(only({}));
    for (const said of ['For pictures', 'Made by a machine: artificial', 'When I ask about a picture', 'On every picture']) expect(text()).toContain(said);
  });

  it('say what they are: licence, revision, digest, room they take; and go after a question', () => {
    open(only({}));
    for (const said of ['apache-2.0', aModel().revision, 'd'.repeat(64), 'On this device: 89 MB']) expect(text()).toContain(said);
    press('Remove harbour/tide-classifier');
    expect(heard).toEqual([]);
    press('Remove it');
    expect(heard).toEqual([['remove', 'harbour/tide-classifier']]);
  });

  it('are offered with their size before the download, in the form the reader picks', () => {
    open();
    press('Download 89 MB');
    const forms = document.querySelector<HTMLSelectElement>('.offer select')!;
    act(() => {
      forms.value = 'onnx/model.onnx';
      forms.dispatchEvent(new Event('change', { bubbles: true }));
    });
    press('Download 343 MB');
    expect(heard).toEqual([['download', 'harbour/new', 'onnx/model_quantized.onnx'], ['download', 'harbour/new', 'onnx/model.onnx']]);
  });

  it.each(HOSTILE_TEXTS.map((name, i) => [i, name] as const))('cannot speak for the page by a name or a class: hostile text %i', (_, name) => {
    open(only({ licence: name, labels: [name, name], meant: null }));
    expect(document.querySelectorAll('img, script')).toHaveLength(0);
    for (const bdi of document.querySelectorAll('bdi')) expect(bdi.textContent).not.toMatch(/[\u202A-\u202E\n]/);
  });
});
