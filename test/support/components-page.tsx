import { render } from 'preact';
import { mountBadge, type BadgeContent, type BadgeHandle, type BadgeOptions } from '../../components/badge/mount-badge.tsx';
import { PAGE_STYLE } from '../../components/badge/page-style.ts';
import { createAnnouncer } from '../../components/badge/announcer.ts';
import { Options, type OptionsProps } from '../../components/options/options.tsx';
import { Welcome, type WelcomeProps } from '../../components/options/welcome.tsx';
import { Popup, type PopupProps } from '../../components/popup/popup.tsx';
import { Appeals } from '../../components/workbench/appeals.tsx';
import { EMPTY_DRAFT } from '../../components/workbench/note-draft.ts';
import { WriteNote } from '../../components/workbench/write-note.tsx';
import { Workbench, type WorkbenchProps } from '../../components/workbench/workbench.tsx';
import type { Judged } from '../../lib/core/report.ts';
import type { Locale } from '../../lib/core/settings.ts';
import { catalogueOf, pageCatalogueOf } from '../../lib/i18n/catalogues.ts';
import { createTranslate } from '../../lib/i18n/t.ts';
import { OPTIONS_CALLBACKS, OPTIONS_STATE } from './components-options.ts';
import { afterPost } from './components-placement.ts';
import { ANSWERED, APPEAL, FOUND, INBOX, NOTED_LIST, WORK_ITEMS } from './components-workbench.ts';
import { contentOf, isAsked, NOW_MS, STATES, type StateName } from './components-states.ts';

/**
 * Runs in the browser under test: mounts the shipped components and writes down what they call back.
 * Functions that are not given are recorded by name in `heard`.
 */
const harness = {
  heard: [] as string[],
  badges: [] as BadgeHandle[],
  states: Object.keys(STATES),
  alive: new AbortController(),

  /** Mounts a state and, as the wiring does, redraws it when the reader shows or covers it. */
  mount(state: StateName | readonly Judged[], selector: string, kind: 'after' | 'over', over: HarnessBadge = {}): number {
    const at = document.querySelector<HTMLElement>(selector)!;
    const content: BadgeContent = typeof state === 'string' ? contentOf(state) : { judged: state, treatment: 'badge', revealed: false };
    const handle = mountBadge({
      placement: kind === 'after' ? afterPost(at) : { kind, picture: at, frame: over.frame === undefined ? at : document.querySelector(over.frame)! },
      content,
      asked: typeof state === 'string' && isAsked(state),
      t: createTranslate(pageCatalogueOf(over.locale ?? 'en')),
      style: PAGE_STYLE,
      now: () => NOW_MS,
      onReveal(revealed) {
        harness.heard.push(revealed ? 'reveal' : 'cover again');
        handle.update({ ...content, revealed });
      },
      onAlwaysShow: (shown) => harness.heard.push(`always show ${shown}`),
      onCorrect: (_shown, word) => harness.heard.push(`correct ${word}`),
      onAsk: (question, { list, labelName }, { judged: { subject } }) => harness.heard.push(`${question} ${subject.canonical} ${labelName} ${list.name}`),
      onLookDeeper: () => harness.heard.push('look deeper'),
      onHide: () => harness.heard.push('hide'),
      onRemoved: () => harness.heard.push('removed'),
      onUncovered() {
        harness.heard.push('uncovered');
        handle.update({ ...content, treatment: 'badge' });
      },
      signal: harness.alive.signal,
      ...(over.scheme === undefined ? {} : { scheme: over.scheme }),
    });
    return harness.badges.push(handle) - 1;
  },

  announcer() {
    return createAnnouncer(document, createTranslate(pageCatalogueOf('en')), harness.alive.signal);
  },

  popup(state: PopupProps['state'], locale: Locale = 'en') {
    const t = createTranslate(catalogueOf(locale));
    const on = recorder<PopupProps>();
    const props = {
      state,
      textModel: 'harbour/letters',
      t,
      ...on('onAllow', 'onPause', 'onAskPosts', 'onSave', 'onShow', 'onOpenWorkbench', 'onOpenOptions'),
    } as unknown as PopupProps;
    render(<Popup {...props} />, document.body);
  },

  options(props: Partial<OptionsProps>, locale: Locale = 'en') {
    const t = createTranslate(catalogueOf(locale));
    const on = recorder<OptionsProps>()(...OPTIONS_CALLBACKS);
    render(<Options {...({ ...OPTIONS_STATE, ...props, t, ...on } as unknown as OptionsProps)} />, document.body);
  },

  workbench(locale: Locale = 'en') {
    const t = createTranslate(catalogueOf(locale));
    const on = recorder<WorkbenchProps>()('onFiles', 'onAddress', 'onCancel', 'onRemove', 'onCopy', 'onAllow', 'onFrames');
    const nothing = () => {};
    const notes = (
      <>
        <WriteNote list={{ id: NOTED_LIST, name: 'Harbour watch' }} inbox={INBOX} draft={{ ...EMPTY_DRAFT, words: 'good.example', text: 'Why not?' }} found={FOUND} step={{ kind: 'working', tries: 1000, triesPerSecond: 31_000 }} triesPerSecond={31_000} t={t} onDraft={nothing} onLookUp={nothing} onSend={nothing} onCancel={nothing} />
        <Appeals appeals={[APPEAL, ANSWERED]} isLooking={false} outcome={undefined} t={t} nowMs={NOW_MS} onLook={nothing} onRemove={nothing} />
      </>
    );
    render(<Workbench {...({ items: Object.values(WORK_ITEMS), isNoAddress: true, said: 'Looked at: film.mp4', notes, t, nowMs: NOW_MS, ...on } as unknown as WorkbenchProps)} />, document.body);
  },

  welcome(locale: Locale = 'en') {
    const t = createTranslate(catalogueOf(locale));
    const on = recorder<WelcomeProps>()('onChoose', 'onForget', 'onRestore', 'onDone');
    const { access, siteNames } = OPTIONS_STATE;
    render(<Welcome {...({ access, names: siteNames, outcome: undefined, t, ...on } as unknown as WelcomeProps)} />, document.body);
  },
};

interface HarnessBadge {
  readonly locale?: Locale;
  readonly scheme?: BadgeOptions['scheme'];
  /** What is covered of a picture, where it is not the picture itself. */
  readonly frame?: string;
}

function recorder<Props>(): (...names: (keyof Props & string)[]) => Record<string, (value?: unknown) => void> {
  return (...names) =>
    Object.fromEntries(
      names.map((name) => [
        name,
        (value?: unknown) => harness.heard.push(value === undefined ? name : `${name} ${JSON.stringify(value)}`),
      ]),
    );
}

declare global {
  interface Window {
    harness: typeof harness;
  }
}
window.harness = harness;
