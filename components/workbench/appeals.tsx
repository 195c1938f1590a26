import type { JSX } from 'preact';
import type { SentAppeal } from '../../lib/core/list-inbox.ts';
import { quoted } from '../../lib/i18n/strangers.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { absoluteDate, absoluteTime, relativeTime } from '../../lib/i18n/when.ts';
import { Outcome, type OutcomeShown } from '../ui/outcome.tsx';
import { subjectText } from './write-note.tsx';

export interface AppealsProps {
  readonly appeals: readonly SentAppeal[];
  readonly isLooking: boolean;
  readonly outcome: OutcomeShown | undefined;
  readonly t: Translate;
  readonly nowMs: number;
  onLook(): void;
  onRemove(appeal: SentAppeal): void;
}

/** The appeals that the reader sent, and what became of each: the latest first. */
export function Appeals({ appeals, isLooking, outcome, t, nowMs, onLook, onRemove }: AppealsProps): JSX.Element {
  const isWaiting = appeals.some(({ answer }) => answer === undefined);
  return (
    <section class="letter" aria-labelledby="appeals-title" aria-busy={isLooking}>
      <h2 id="appeals-title">{t('notes.appeals')}</h2>
      <ul class="appeals">
        {appeals.map((appeal) => (
          <li key={appeal.id}>
            <h3>{t('notes.appealed', { label: quoted(appeal.labelName), name: quoted(appeal.name) })}</h3>
            <p>{subjectText(appeal.subject, t)}</p>
            <p class="facts">
              <time title={absoluteTime(appeal.sentAt, t.locale)}>{relativeTime(appeal.sentAt, nowMs, t.locale)}</time>
            </p>
            <p class="own-words">{appeal.text}</p>
            <Answer appeal={appeal} t={t} />
            <button type="button" aria-label={t('notes.remove-name', { subject: subjectText(appeal.subject, t) })} onClick={() => onRemove(appeal)}>
              {t('workbench.remove')}
            </button>
          </li>
        ))}
      </ul>
      {isWaiting && (
        <button type="button" disabled={isLooking} onClick={() => onLook()}>
          {t(isLooking ? 'notes.looking' : 'notes.look')}
        </button>
      )}
      <Outcome outcome={outcome} t={t} />
      <p class="soft">{t('notes.answer-hint')}</p>
    </section>
  );
}

function Answer({ appeal: { answer }, t }: { readonly appeal: SentAppeal; readonly t: Translate }): JSX.Element {
  if (answer === undefined) return <p>{t('notes.waiting')}</p>;
  return (
    <>
      <p>
        <strong>{t(`notes.outcome.${answer.outcome}`)}</strong> {absoluteDate(answer.at, t.locale)}
      </p>
      <p>
        {answer.reason.split('\n').map((line, i) => (
          <bdi key={i} class="line">
            {quoted(line, 1000)}
          </bdi>
        ))}
      </p>
    </>
  );
}
