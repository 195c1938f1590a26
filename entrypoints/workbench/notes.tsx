import type { ComponentChildren } from 'preact';
import { Appeals } from '../../components/workbench/appeals.tsx';
import { EMPTY_DRAFT, flagsFound, noteOf, type NoteDraft, type NoteStep } from '../../components/workbench/note-draft.ts';
import { WriteNote } from '../../components/workbench/write-note.tsx';
import { FailureText, type FailureShown } from '../../components/ui/failure-text.tsx';
import type { OutcomeShown } from '../../components/ui/outcome.tsx';
import type { NoteMaterial, SentAppeal } from '../../lib/core/list-inbox.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { send } from '../../lib/messages/send.ts';
import { sendPatiently } from '../../lib/messages/send-patiently.ts';

/** What the workbench shows of notes to curators. */
export interface Notes {
  draw(): ComponentChildren;
}

interface State {
  /** Absent where no list was named, or the list takes no notes. */
  readonly material: NoteMaterial | undefined;
  /** Whether the reader has looked up what it is about. */
  readonly isFound: boolean;
  readonly draft: NoteDraft;
  readonly step: NoteStep;
  readonly failure: FailureShown | undefined;
  readonly triesPerSecond: number;
  readonly appeals: readonly SentAppeal[];
  readonly isLooking: boolean;
  readonly outcome: OutcomeShown | undefined;
}

/** Control characters but the line feed: no note has them. */
const CONTROL = /(?!\n)\p{Cc}/gu;

/** `?list=` names the list to write to, `about=` what about; the options page leads here so. `redraw` shows what changed. */
export function createNotes(asked: URLSearchParams, t: Translate, redraw: () => void): Notes {
  const list = asked.get('list') ?? undefined;
  let state: State = { material: undefined, isFound: false, draft: { ...EMPTY_DRAFT, words: asked.get('about') ?? '' }, step: { kind: 'writing' }, failure: undefined, triesPerSecond: 1, appeals: [], isLooking: false, outcome: undefined };
  let working: AbortController | undefined;

  function show(change: Partial<State>): void {
    state = { ...state, ...change };
    redraw();
  }

  async function readAppeals(): Promise<void> {
    const appeals = await sendPatiently('get-appeals', {});
    if (appeals.ok) show({ appeals: appeals.value });
  }

  async function lookUp(): Promise<void> {
    if (list === undefined) return;
    const words = state.draft.words.trim();
    show({ step: { kind: 'looking' } });
    const answer = await sendPatiently('find-for-note', { list, words });
    if (!answer.ok) return show({ step: { kind: 'failed', failure: answer.error } });
    // What was typed meanwhile is not what was found.
    show({ material: answer.value, isFound: words !== '' && state.draft.words.trim() === words, step: { kind: 'writing' }, draft: { ...state.draft, subject: 0, label: 0, flag: 0 } });
  }

  async function begin(): Promise<void> {
    void readAppeals();
    if (list === undefined) return;
    const [answer, { measureTries }] = await Promise.all([sendPatiently('find-for-note', { list, words: state.draft.words.trim() }), import('../../lib/lists/inbox-work.ts')]);
    if (answer.ok) show({ material: answer.value, isFound: state.draft.words !== '', triesPerSecond: measureTries(() => performance.now()) });
    else show({ failure: answer.error });
  }

  /** Does the work and hands it over; an appeal is kept before, so that its answer can be read whatever happens then. */
  async function sendIt(): Promise<void> {
    const { material, draft, isFound } = state;
    const note = material === undefined || !isFound ? undefined : noteOf(draft, material.list.id, material.found);
    if (material === undefined || note === undefined) return;
    const { inbox } = material;
    working = new AbortController();
    const { signal } = working;
    show({ step: { kind: 'working', tries: 0, triesPerSecond: state.triesPerSecond } });
    // What writes and sends is loaded when it is first wanted.
    const [{ prepareNote, sendNote }, { newKey }, { bytesToHex }] = await Promise.all([import('../../lib/flows/send-note.ts'), import('../../lib/lists/list-keys.ts'), import('@noble/hashes/utils.js')]);
    const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
    const secret = newKey(random);
    const prepared = await prepareNote(note, { to: inbox.key, from: secret, bits: inbox.pow }, {
      random,
      nowMs: Date.now(),
      now: () => performance.now(),
      pause,
      onProgress: ({ tries, triesPerSecond }) => show({ step: { kind: 'working', tries, triesPerSecond } }),
      signal,
    }).catch((thrown: unknown) => {
      if (signal.aborted) return undefined;
      throw thrown;
    });
    if (prepared === undefined) return show({ step: { kind: 'writing' } });
    if (!prepared.ok) return show({ step: { kind: 'failed', failure: { message: prepared.error.message } } });
    show({ step: { kind: 'sending' } });
    const { id } = prepared.value;
    if (note.type === 'appeal') {
      const { labelName } = flagsFound(material.found)[draft.flag]!;
      const kept = await sendPatiently('keep-appeal', { id, list: note.list, name: material.list.name, labelName, subject: note.subject, text: note.text, sentAt: Date.now(), inbox, secret: bytesToHex(secret) });
      if (!kept.ok) return show({ step: { kind: 'failed', failure: kept.error } });
    }
    const deliveries = await sendNote(prepared.value, inbox.relays, {});
    const isTaken = deliveries.some(({ trouble }) => trouble === undefined);
    if (!isTaken && note.type === 'appeal') await sendPatiently('remove-appeal', { id });
    await readAppeals();
    show({ step: { kind: 'sent', deliveries }, ...(isTaken ? { isFound: false, draft: { ...EMPTY_DRAFT, type: draft.type } } : {}) });
  }

  async function look(): Promise<void> {
    show({ isLooking: true, outcome: undefined });
    const looked = await send('look-for-answers', {});
    await readAppeals();
    show({ isLooking: false, outcome: looked.ok ? { kind: 'done', text: lookedText(looked.value) } : { kind: 'failed', failure: looked.error } });
  }

  function lookedText({ asked: n, answered, unheard }: { readonly asked: number; readonly answered: number; readonly unheard: number }): string {
    return [t('notes.looked', { n, answered }), ...(unheard === 0 ? [] : [t('notes.unheard', { n: unheard })])].join(' ');
  }

  async function remove({ id }: SentAppeal): Promise<void> {
    const removed = await sendPatiently('remove-appeal', { id });
    await readAppeals();
    show({ outcome: removed.ok ? { kind: 'done', text: t('notes.removed') } : { kind: 'failed', failure: removed.error } });
  }

  void begin();
  return {
    draw: () => (
      <>
        {state.failure !== undefined && (
          <p class="letter">
            <FailureText failure={state.failure} t={t} />
          </p>
        )}
        {state.material !== undefined && (
          <WriteNote
            list={state.material.list}
            inbox={state.material.inbox}
            draft={state.draft}
            found={state.isFound ? state.material.found : undefined}
            step={state.step}
            triesPerSecond={state.triesPerSecond}
            t={t}
            onDraft={(change) => show({ draft: { ...state.draft, ...change, ...(change.text === undefined ? {} : { text: change.text.replaceAll(CONTROL, ' ') }) }, ...(change.words === undefined ? {} : { isFound: false }), ...(isOver(state.step) ? { step: { kind: 'writing' } } : {}) })}
            onLookUp={() => void lookUp()}
            onSend={() => void sendIt().catch((thrown: unknown) => show({ step: { kind: 'failed', failure: { message: String(thrown) } } }))}
            onCancel={() => working?.abort()}
          />
        )}
        {(state.appeals.length > 0 || state.outcome !== undefined) && (
          <Appeals appeals={state.appeals} isLooking={state.isLooking} outcome={state.outcome} t={t} nowMs={Date.now()} onLook={() => void look()} onRemove={(appeal) => void remove(appeal)} />
        )}
      </>
    ),
  };
}

/** Lets the page draw. A timer would be slowed down to one a second once the tab is hidden. */
function pause(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(null);
  });
}

/** What came of the last note goes when the next one is begun. */
function isOver({ kind }: NoteStep): boolean {
  return kind === 'sent' || kind === 'failed';
}
