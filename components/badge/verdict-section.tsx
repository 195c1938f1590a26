import type { JSX } from 'preact';
import type { Word } from '../../lib/core/correction.ts';
import type { Evidence, Flag } from '../../lib/core/evidence.ts';
import { speaksAgainst } from '../../lib/core/weigh.ts';
import { claimOf, subjectName } from '../../lib/i18n/explain.ts';
import type { PageMessageKey, Translate } from '../../lib/i18n/t.ts';
import { percent } from '../../lib/i18n/percent.ts';
import { StandingIcon } from '../ui/standing-icon.tsx';
import { AskFlag, type FlagAnswer, type FlagQuestion } from './ask-flag.tsx';
import { Correction } from './correction.tsx';
import { EvidenceItem } from './evidence-item.tsx';
import type { ShownVerdict } from './shown-verdicts.ts';

export interface VerdictSectionProps {
  readonly shown: ShownVerdict;
  readonly t: Translate<PageMessageKey>;
  readonly nowMs: number;
  readonly answer?: FlagAnswer | undefined;
  /** Absent where nothing can be asked of a flag. */
  readonly onAsk?: ((question: FlagQuestion, flag: Flag) => void) | undefined;
  /** Absent where nothing the reader says would be kept. */
  readonly onCorrect?: ((word: Word | null) => void) | undefined;
}

/** One verdict on the card: the claim, what it is about, and each piece of evidence; a disputed one by sides. */
export function VerdictSection({ shown: { judged, verdict }, t, nowMs, answer, onAsk, onCorrect }: VerdictSectionProps): JSX.Element {
  const isAgainst = (piece: Evidence): boolean => speaksAgainst(piece, verdict.label);
  const against = verdict.evidence.filter(isAgainst);
  const list = (evidence: readonly Evidence[]): JSX.Element => (
    <ul class="evidence-list">
      {evidence.map((piece, index) => (
        <EvidenceItem key={index} evidence={piece} t={t} nowMs={nowMs}>
          {piece.kind === 'flag' && onAsk && <AskFlag flag={piece} answer={answer} t={t} onAsk={(question) => onAsk(question, piece)} />}
        </EvidenceItem>
      ))}
    </ul>
  );
  return (
    <section class="verdict" data-standing={verdict.standing}>
      <h3>
        <StandingIcon standing={verdict.standing} />
        <span>{claimOf(verdict, t)}</span>
      </h3>
      <p class="about">{t('card.about', { subject: subjectName(judged.subject, t) })}</p>
      {verdict.standing === 'disputed' ? (
        <>
          <h4>{t('card.asserts')}</h4>
          {list(verdict.evidence.filter((piece) => !isAgainst(piece)))}
          <h4>{t('card.disputes')}</h4>
          {list(against)}
        </>
      ) : (
        <>
          {list(verdict.evidence)}
          {against.length > 0 && <p class="note">{t('card.conflict')}</p>}
        </>
      )}
      {verdict.agreement && <p class="facts">{t(`card.${verdict.agreement.outcome}`, { n: verdict.agreement.asserting.length, of: verdict.agreement.followed })}</p>}
      {verdict.evidence.length > 1 && <p class="facts">{t('card.together', { percent: percent(verdict.probability, t) })}</p>}
      {onCorrect !== undefined && <Correction verdict={verdict} t={t} onCorrect={onCorrect} />}
    </section>
  );
}
