import type { JSX, Ref } from 'preact';
import type { CoverTreatment } from '../../lib/core/policy.ts';
import { coverWords } from '../../lib/i18n/explain.ts';
import type { PageMessageKey, Translate } from '../../lib/i18n/t.ts';
import { StandingIcon } from '../ui/standing-icon.tsx';
import type { ShownVerdict } from './shown-verdicts.ts';

export interface BarProps {
  /** The verdict that what is done follows from. */
  readonly first: ShownVerdict;
  /** How many more verdicts the card has. */
  readonly more: number;
  readonly treatment: CoverTreatment;
  readonly t: Translate<PageMessageKey>;
  readonly open: boolean;
  /** Whether it lies over all of a picture, rather than before the content. */
  readonly isLid: boolean;
  /** Shows it, or says that the warning was read. */
  readonly revealRef: Ref<HTMLButtonElement>;
  readonly whyRef: Ref<HTMLButtonElement>;
  onReveal(): void;
  onToggle(): void;
}

/** What stands before content that is warned of, or in the place of content that is not seen: what is claimed, by whom, and the way out. */
export function Bar({ first, more, treatment, t, open, isLid, revealRef, whyRef, onReveal, onToggle }: BarProps): JSX.Element {
  const { standing } = first.verdict;
  const words = coverWords(treatment, first.judged.subject, first.verdict, t);
  return (
    <div class={isLid ? 'bar lid' : 'bar'} role="group" aria-labelledby="words" data-treatment={treatment} data-standing={standing}>
      <StandingIcon standing={standing} />
      <p id="words" title={words}>
        {words}
        {more > 0 && <span class="soft"> {t('badge.more', { n: more })}</span>}
      </p>
      <span class="choices">
        <button ref={revealRef} type="button" class="action" onClick={onReveal}>
          {t(treatment === 'warn' ? 'cover.understood' : 'cover.show')}
        </button>
        <button ref={whyRef} type="button" class="action" aria-haspopup="dialog" aria-expanded={open} onClick={onToggle}>
          {t('badge.why')}
        </button>
      </span>
    </div>
  );
}
