import type { JSX } from 'preact';
import type { Flag } from '../../lib/core/evidence.ts';
import { evidenceSource } from '../../lib/i18n/explain.ts';
import type { PageMessageKey, Translate } from '../../lib/i18n/t.ts';

/** What can be asked of a flag: why its list says so, and the proof that it does. */
const QUESTIONS = ['ask-reason', 'make-receipt'] as const;
export type FlagQuestion = (typeof QUESTIONS)[number];

/** What came of what the reader asked last, of one flag on the card. */
export interface FlagAnswer {
  readonly flag: Flag;
  /** In the reader's language, what strangers say in it tidied; a sentence a line. */
  readonly text: string;
}

export interface AskFlagProps {
  readonly flag: Flag;
  readonly answer: FlagAnswer | undefined;
  readonly t: Translate<PageMessageKey>;
  onAsk(question: FlagQuestion): void;
}

/** Asks a list why it says so, which none tells of how pictures look, and takes along the proof that it does. */
export function AskFlag({ flag, answer, t, onAsk }: AskFlagProps): JSX.Element {
  return (
    <div class="correction">
      {QUESTIONS.filter((question) => question !== 'ask-reason' || !flag.look).map((question) => (
        <button type="button" class="action" aria-label={`${t(`card.${question}`)}: ${evidenceSource(flag, t)}`} title={t(`card.${question}-hint`)} onClick={() => onAsk(question)}>
          {t(`card.${question}`)}
        </button>
      ))}
      <p role="status">{answer?.flag === flag && answer.text}</p>
    </div>
  );
}
