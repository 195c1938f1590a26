import type { JSX } from 'preact';
import { MAX_NOTE_TEXT, type NoteSubject } from '../../lib/core/inbox-note.ts';
import type { FoundFlag, FoundSubject, ListInbox } from '../../lib/core/list-inbox.ts';
import { roughDuration } from '../../lib/i18n/duration.ts';
import { quoted } from '../../lib/i18n/strangers.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { absoluteDate } from '../../lib/i18n/when.ts';
import { FailureText } from '../ui/failure-text.tsx';
import { StrangersText } from '../ui/strangers-text.tsx';
import { flagsFound, noteOf, reportable, type NoteDraft, type NoteStep } from './note-draft.ts';

export interface WriteNoteProps {
  readonly list: { readonly id: string; readonly name: string };
  readonly inbox: ListInbox;
  readonly draft: NoteDraft;
  /** Absent until it was looked up. */
  readonly found: readonly FoundSubject[] | undefined;
  readonly step: NoteStep;
  /** Tries a second that this device makes. */
  readonly triesPerSecond: number;
  readonly t: Translate;
  onDraft(change: Partial<NoteDraft>): void;
  onLookUp(): void;
  onSend(): void;
  onCancel(): void;
}

/** A note to the curators of a list: what it is about, what it says, and what is sent to whom, before it is. */
export function WriteNote(props: WriteNoteProps): JSX.Element {
  const { list, draft, found, step, t, onDraft, onLookUp } = props;
  const isFixed = step.kind === 'working' || step.kind === 'sending';
  return (
    <section class="letter note" aria-labelledby="note-title" aria-busy={isFixed}>
      <h2 id="note-title">{t('notes.title', { name: quoted(list.name) })}</h2>
      <p class="soft">{t('notes.about')}</p>
      <fieldset disabled={isFixed}>
        <legend>{t('notes.type')}</legend>
        {(['appeal', 'report'] as const).map((type) => (
          <label key={type} class="row">
            <input type="radio" name="note-type" checked={draft.type === type} onChange={() => onDraft({ type })} /> {t(`notes.${type}`)}
          </label>
        ))}
      </fieldset>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onLookUp();
        }}
      >
        <label for="note-words">{t('notes.words')}</label>
        <span class="row">
          <input id="note-words" type="text" autoComplete="off" spellcheck={false} maxLength={2048} disabled={isFixed} value={draft.words} aria-describedby="note-words-hint" onInput={({ currentTarget }) => onDraft({ words: currentTarget.value })} />
          <button type="submit" disabled={isFixed || step.kind === 'looking'}>
            {t('notes.find')}
          </button>
        </span>
        <p id="note-words-hint" class="hint" role="status">
          {found === undefined ? t('notes.words-hint') : whatIsMissing(props, found)}
        </p>
      </form>
      {found !== undefined && (draft.type === 'appeal' ? <ChooseFlag {...props} found={found} isFixed={isFixed} /> : <ChooseLabel {...props} found={found} isFixed={isFixed} />)}
      <label for="note-text">{t(draft.type === 'appeal' ? 'notes.text-appeal' : 'notes.text-report')}</label>
      <textarea id="note-text" rows={4} maxLength={MAX_NOTE_TEXT} disabled={isFixed} value={draft.text} onInput={({ currentTarget }) => onDraft({ text: currentTarget.value })} />
      <Preview {...props} />
      <Progress {...props} />
    </section>
  );
}

function whatIsMissing({ draft, t }: WriteNoteProps, found: readonly FoundSubject[]): string {
  if (found.length === 0) return t('notes.nothing-named');
  if (draft.type === 'appeal') return flagsFound(found).length === 0 ? t('notes.nothing-flagged') : '';
  return reportable(found).length === 0 ? t('notes.no-label') : '';
}

type ChoiceProps = WriteNoteProps & { readonly found: readonly FoundSubject[]; readonly isFixed: boolean };

function ChooseFlag({ found, draft, isFixed, t, onDraft }: ChoiceProps): JSX.Element | null {
  const flags = flagsFound(found);
  if (flags.length === 0) return null;
  return (
    <label>
      {t('notes.flag')}{' '}
      <select disabled={isFixed} value={draft.flag} onChange={({ currentTarget }) => onDraft({ flag: Number(currentTarget.value) })}>
        {flags.map((flag, i) => (
          <option key={i} value={i}>
            {flagText(flag, t)}
          </option>
        ))}
      </select>
    </label>
  );
}

function ChooseLabel({ found, draft, isFixed, t, onDraft }: ChoiceProps): JSX.Element | null {
  const subjects = reportable(found);
  const chosen = subjects[draft.subject];
  if (chosen === undefined) return null;
  return (
    <span class="row">
      <label>
        {t('notes.subject')}{' '}
        <select disabled={isFixed} value={draft.subject} onChange={({ currentTarget }) => onDraft({ subject: Number(currentTarget.value), label: 0 })}>
          {subjects.map(({ subject }, i) => (
            <option key={i} value={i}>
              {subjectText(subject, t)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('notes.label')}{' '}
        <select disabled={isFixed} value={draft.label} onChange={({ currentTarget }) => onDraft({ label: Number(currentTarget.value) })}>
          {chosen.labels.map(({ code, name }, i) => (
            <option key={code} value={i}>
              {quoted(name)}
            </option>
          ))}
        </select>
      </label>
    </span>
  );
}

/** Everything that leaves the device, and who gets to see what of it. */
function Preview({ list, inbox, draft, found, step, triesPerSecond, t, onSend }: WriteNoteProps): JSX.Element | null {
  const note = found === undefined ? undefined : noteOf(draft, list.id, found);
  if (note === undefined || found === undefined) return null;
  const label = note.type === 'appeal' ? flagText(flagsFound(found)[draft.flag]!, t) : quoted(reportable(found)[draft.subject]!.labels[draft.label]!.name);
  const ms = (2 ** inbox.pow * 1000) / triesPerSecond;
  return (
    <>
      <h3>{t('notes.what')}</h3>
      <dl>
        <dt>{t('notes.words')}</dt>
        <dd>{subjectText(note.subject, t)}</dd>
        <dt>{t(note.type === 'appeal' ? 'notes.flag' : 'notes.label')}</dt>
        <dd>{label}</dd>
        {note.text !== '' && (
          <>
            <dt>{t(note.type === 'appeal' ? 'notes.text-appeal' : 'notes.text-report')}</dt>
            <dd class="own-words">{note.text}</dd>
          </>
        )}
      </dl>
      <p>{t('notes.reveals', { hosts: inbox.relays.map((relay) => quoted(new URL(relay).host)).join(', ') })}</p>
      <p>
        {t(note.type === 'appeal' ? 'notes.is-answered' : 'notes.not-answered')} {inbox.pow > 0 && t('notes.work', { bits: inbox.pow, duration: roughDuration(ms, t.locale) })}
      </p>
      {step.kind !== 'looking' && step.kind !== 'working' && step.kind !== 'sending' && (
        <button type="button" class="primary" onClick={() => onSend()}>
          {t('notes.send')}
        </button>
      )}
    </>
  );
}

function Progress({ inbox, step, t, onCancel }: WriteNoteProps): JSX.Element {
  return (
    <div role="status">
      {step.kind === 'working' && (
        <p class="row">
          <button type="button" onClick={() => onCancel()}>
            {t('workbench.cancel')}
          </button>
          {/* What is found by chance may take longer than expected: the bar then stays near its end. */}
          <progress aria-label={t('notes.working-label')} max={1} value={Math.min(0.95, step.tries / 2 ** inbox.pow)} />
          <span>{t('notes.working', { rate: Math.round(step.triesPerSecond), duration: roughDuration((2 ** inbox.pow * 1000) / Math.max(1, step.triesPerSecond), t.locale) })}</span>
        </p>
      )}
      {step.kind === 'sending' && <p>{t('notes.sending')}</p>}
      {step.kind === 'failed' && (
        <p class="failed">
          <FailureText failure={step.failure} t={t} />
        </p>
      )}
      {step.kind === 'sent' && (
        <>
          <p>{t(step.deliveries.some(({ trouble }) => trouble === undefined) ? 'notes.sent' : 'notes.not-sent')}</p>
          <ul>
            {step.deliveries.map(({ relay, trouble }) => (
              <li key={relay}>
                {t(trouble === undefined ? 'notes.taken' : 'notes.not-taken', { host: quoted(new URL(relay).host) })} {trouble !== undefined && <StrangersText text={trouble} max={200} />}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

/** "site: good.example", or its key where it is not spelt out. */
export function subjectText(subject: NoteSubject, t: Translate): string {
  const what = 'key' in subject ? t('notes.key', { key: subject.key }) : quoted(subject.canonical, 120);
  return `${t(`workbench.receipt.kind.${subject.kind}`)}: ${what}`;
}

function flagText({ subject, flag, labelName, at }: FoundFlag & Pick<FoundSubject, 'subject'>, t: Translate): string {
  return t(`notes.flag.${flag.polarity}`, { subject: subjectText(subject, t), label: quoted(labelName), when: absoluteDate(at, t.locale) });
}
