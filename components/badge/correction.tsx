import type { JSX } from 'preact';
import type { Word } from '../../lib/core/correction.ts';
import type { Verdict } from '../../lib/core/verdict.ts';
import { verdictName } from '../../lib/i18n/explain.ts';
import type { PageMessageKey, Translate } from '../../lib/i18n/t.ts';

export interface CorrectionProps {
  readonly verdict: Verdict;
  readonly t: Translate<PageMessageKey>;
  /** Null takes back what was said. */
  onCorrect(word: Word | null): void;
}

/** The reader's own word on a label, and back. */
export function Correction({ verdict, t, onCorrect }: CorrectionProps): JSX.Element {
  const label = verdictName(verdict, t);
  const button = (key: 'card.right' | 'card.wrong' | 'card.take-back', word: Word | null): JSX.Element => (
    <button type="button" class="action" aria-label={`${t(key)}: ${label}`} onClick={() => onCorrect(word)}>
      {t(key)}
    </button>
  );
  return (
    <div class="correction">
      {verdict.corrected === undefined ? (
        <>
          {button('card.right', 'right')}
          {button('card.wrong', 'wrong')}
        </>
      ) : (
        <>
          <p role="status">{t(`card.said-${verdict.corrected}`)}</p>
          {button('card.take-back', null)}
        </>
      )}
    </div>
  );
}
